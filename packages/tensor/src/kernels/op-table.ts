/**
 * The kernels' calling convention, written once. The C++ argument structs (`kernels/op-table.h`) are generated from
 * this table at build time, and {@link Kernels} is derived from it, so the two sides cannot drift apart.
 *
 * Field types: `f32` and `i32` point into the heap (byte offsets), `f32?` and `i32?` may be {@link NONE}, `int` and
 * `float` are passed by value. Everything is row-major; sequences are time-major `[T, B, F]`, `lengths` is `[B]`.
 * Whatever is called a gradient (`d…`) is added to, never overwritten, so one tensor can be used by many ops.
 */
export const opTable = {
  // ---- memory --------------------------------------------------------------------------------------------------
  /** x[0..n) = value */
  fill: { n: 'int', value: 'float', x: 'f32' },
  /** y = x */
  copy: { n: 'int', x: 'f32', y: 'f32' },
  /** y += alpha x */
  axpy: { n: 'int', alpha: 'float', x: 'f32', y: 'f32' },
  /** x *= alpha */
  scaleInPlace: { n: 'int', alpha: 'float', x: 'f32' },
  /** average = decay average + (1 - decay) x */
  lerp: { n: 'int', decay: 'float', x: 'f32', average: 'f32' },
  /** dst[r][c] = (accumulate ? dst[r][c] : 0) + src[r][c] for `columns` columns of rows that are `ldSrc`, `ldDst` floats apart */
  copyColumns: { rows: 'int', columns: 'int', ldSrc: 'int', ldDst: 'int', accumulate: 'int', src: 'f32', dst: 'f32' },
  /** out[0] = sum of x, in double precision */
  sum: { n: 'int', x: 'f32', out: 'f32' },
  /** out[0] = sum of squares of x, in double precision, as float */
  sumSquares: { n: 'int', x: 'f32', out: 'f32' },
  /** the same over the listed rows of x [*, D]; rows [rowCount] */
  sumSquaresRows: { rowCount: 'int', D: 'int', rows: 'i32', x: 'f32', out: 'f32' },

  // ---- linear algebra ------------------------------------------------------------------------------------------
  /** C [M, N] = A B + beta C with A[m, k] at m*aRow + k*aColumn, B[k, n] at k*bRow + n*bColumn, C[m, n] at m*ldC + n */
  gemm: {
    M: 'int',
    N: 'int',
    K: 'int',
    aRow: 'int',
    aColumn: 'int',
    bRow: 'int',
    bColumn: 'int',
    ldC: 'int',
    accumulate: 'int',
    a: 'f32',
    b: 'f32',
    c: 'f32',
  },
  /** y [N, O] = x [N, I] W^T + b, W [O, I] */
  linearForward: { N: 'int', I: 'int', O: 'int', x: 'f32', W: 'f32', b: 'f32?', y: 'f32' },
  linearBackward: { N: 'int', I: 'int', O: 'int', x: 'f32', W: 'f32', dy: 'f32', dx: 'f32?', dW: 'f32?', db: 'f32?' },

  // ---- elementwise ---------------------------------------------------------------------------------------------
  /** y = f(x), `kind` from {@link unaryKinds} */
  unaryForward: { kind: 'int', n: 'int', x: 'f32', y: 'f32' },
  unaryBackward: { kind: 'int', n: 'int', x: 'f32', y: 'f32', dy: 'f32', dx: 'f32' },
  /** y[i] = a[i] op b[i mod m], `kind` from {@link binaryKinds}; m divides n, so b is repeated over the leading axes */
  binaryForward: { kind: 'int', n: 'int', m: 'int', a: 'f32', b: 'f32', y: 'f32' },
  binaryBackward: { kind: 'int', n: 'int', m: 'int', a: 'f32', b: 'f32', dy: 'f32', da: 'f32?', db: 'f32?' },
  /** y = scale x + shift */
  affineForward: { n: 'int', scale: 'float', shift: 'float', x: 'f32', y: 'f32' },

  // ---- dropout -------------------------------------------------------------------------------------------------
  /**
   * y[i] = x[i] * mask(floor(i / inner) mod period) + (accumulate ? y[i] : 0), where mask(j) is 0 or 1/keep and depends on
   * (key0, key1, j) alone: kept when the upper 24 bits of word j mod 4 of the Philox 4x32-10 block with counter
   * (floor(j / 4), 0, 0, 0), as a fraction of 2^24, are below `keep` (the blocks are those of `random.ts`). Forward and backward are the same call.
   * Plain dropout: inner 1, period n. Locked over time on [T, B, F]: inner 1, period B*F. Whole rows of D: inner D.
   */
  dropout: { n: 'int', inner: 'int', period: 'int', keep: 'float', key0: 'int', key1: 'int', accumulate: 'int', x: 'f32', y: 'f32' },

  // ---- embedding -----------------------------------------------------------------------------------------------
  /** y [n, D] = table[ids]; ids are checked by the caller */
  gatherRows: { n: 'int', D: 'int', ids: 'i32', table: 'f32', y: 'f32' },
  /** dTable[ids] += dy, for a dense table gradient */
  scatterAddRows: { n: 'int', D: 'int', ids: 'i32', dy: 'f32', dTable: 'f32' },
  /**
   * The same for a large table of which few rows are used: rows met for the first time are appended to `rows` (their number
   * to `rowCount`) and flagged in `seen` [V]. Ids equal to `paddingId` are skipped (-1: none).
   */
  scatterAddSparse: {
    n: 'int',
    D: 'int',
    paddingId: 'int',
    ids: 'i32',
    dy: 'f32',
    dTable: 'f32',
    rows: 'i32',
    rowCount: 'i32',
    seen: 'i32',
  },
  /** y [U, D]: y[u] = (mean ? 1/count : 1) * sum_{j in [starts[u], starts[u+1])} weights[j] table[ids[j]]; starts [U+1]; weights may be NONE (1) */
  bagForward: { U: 'int', D: 'int', mean: 'int', starts: 'i32', ids: 'i32', weights: 'f32?', table: 'f32', y: 'f32' },
  /** table gradient of the bag, sparse as in scatterAddSparse (the weights have no gradient) */
  bagBackward: {
    U: 'int',
    D: 'int',
    mean: 'int',
    starts: 'i32',
    ids: 'i32',
    weights: 'f32?',
    dy: 'f32',
    dTable: 'f32',
    rows: 'i32',
    rowCount: 'i32',
    seen: 'i32',
  },
  /** target[r] += source[r] for the listed rows, appending rows the target has not seen; then clears source rows and its list */
  mergeRows: {
    D: 'int',
    sourceRows: 'i32',
    sourceCount: 'i32',
    sourceSeen: 'i32',
    source: 'f32',
    rows: 'i32',
    rowCount: 'i32',
    seen: 'i32',
    target: 'f32',
  },
  /** zeroes the listed rows of x [*, D] and their flags, and sets rowCount to 0 */
  clearRows: { D: 'int', rows: 'i32', rowCount: 'i32', seen: 'i32', x: 'f32' },

  // ---- LSTM ----------------------------------------------------------------------------------------------------
  /**
   * One direction of one layer over a whole batch of sequences; gate order i, f, g, o; W [4H, I], U [4H, H], b [4H].
   * x [T, B, I] with rows `ldX` floats apart, y rows `ldY` apart (so two directions write the halves of one [T, B, 2H]).
   * `lengths` NONE: all of length T. y is 0 in the padding. `reverse`: from t = len-1 down to 0. `cell`: the recurrent matrix sees
   * the previous cell state. h0, c0 [B, H] NONE: zero (for `cell` only c0 is the state; h0 is not read). hN, cN [B, H]: the state after
   * each sequence's last step. `saved` keeps what the backward pass needs: `lstmSavedFloats` floats; NONE when only inferring.
   */
  lstmForward: {
    T: 'int',
    B: 'int',
    I: 'int',
    H: 'int',
    ldX: 'int',
    ldY: 'int',
    reverse: 'int',
    cell: 'int',
    x: 'f32',
    lengths: 'i32?',
    W: 'f32',
    U: 'f32',
    b: 'f32',
    h0: 'f32?',
    c0: 'f32?',
    y: 'f32',
    hN: 'f32?',
    cN: 'f32?',
    saved: 'f32?',
  },
  /** dy rows `ldY` apart, dx rows `ldX` apart; dhN, dcN NONE: zero */
  lstmBackward: {
    T: 'int',
    B: 'int',
    I: 'int',
    H: 'int',
    ldX: 'int',
    ldY: 'int',
    reverse: 'int',
    cell: 'int',
    x: 'f32',
    lengths: 'i32?',
    W: 'f32',
    U: 'f32',
    h0: 'f32?',
    c0: 'f32?',
    saved: 'f32',
    dy: 'f32?',
    dhN: 'f32?',
    dcN: 'f32?',
    dx: 'f32?',
    dW: 'f32?',
    dU: 'f32?',
    db: 'f32?',
    dh0: 'f32?',
    dc0: 'f32?',
  },

  // ---- pooling over time: x [T, B, F], y [B, F], over t < lengths[b] ----------------------------------------------
  poolLastForward: { T: 'int', B: 'int', F: 'int', x: 'f32', lengths: 'i32?', y: 'f32' },
  poolLastBackward: { T: 'int', B: 'int', F: 'int', lengths: 'i32?', dy: 'f32', dx: 'f32' },
  poolMeanForward: { T: 'int', B: 'int', F: 'int', x: 'f32', lengths: 'i32?', y: 'f32' },
  poolMeanBackward: { T: 'int', B: 'int', F: 'int', lengths: 'i32?', dy: 'f32', dx: 'f32' },
  /** argmax [B, F]: the first step that holds the maximum */
  poolMaxForward: { T: 'int', B: 'int', F: 'int', x: 'f32', lengths: 'i32?', y: 'f32', argmax: 'i32' },
  poolMaxBackward: { B: 'int', F: 'int', argmax: 'i32', dy: 'f32', dx: 'f32' },
  /** weights [T, B] = softmax of scores [T, B] over t < lengths[b], exactly 0 beyond */
  timeSoftmaxForward: { T: 'int', B: 'int', scores: 'f32', lengths: 'i32?', weights: 'f32' },
  timeSoftmaxBackward: { T: 'int', B: 'int', weights: 'f32', lengths: 'i32?', dWeights: 'f32', dScores: 'f32' },
  /** y [B, F] = sum_t weights[t, b] x[t, b], over t < lengths[b] */
  weightedSumForward: { T: 'int', B: 'int', F: 'int', x: 'f32', weights: 'f32', lengths: 'i32?', y: 'f32' },
  weightedSumBackward: { T: 'int', B: 'int', F: 'int', x: 'f32', weights: 'f32', lengths: 'i32?', dy: 'f32', dx: 'f32?', dWeights: 'f32?' },

  // ---- normalisation and losses ----------------------------------------------------------------------------------
  /** y = gamma (x - mean) / sqrt(var + eps) + beta over rows of D; `stats` [N, 2] keeps mean and 1/sqrt(var + eps) */
  layerNormForward: { N: 'int', D: 'int', eps: 'float', x: 'f32', gamma: 'f32', beta: 'f32', y: 'f32', stats: 'f32' },
  layerNormBackward: { N: 'int', D: 'int', x: 'f32', gamma: 'f32', stats: 'f32', dy: 'f32', dx: 'f32?', dGamma: 'f32?', dBeta: 'f32?' },
  /** y = log softmax of rows of C */
  logSoftmaxForward: { N: 'int', C: 'int', x: 'f32', y: 'f32' },
  logSoftmaxBackward: { N: 'int', C: 'int', y: 'f32', dy: 'f32', dx: 'f32' },
  /**
   * perItem [N] and loss [1] of the golden definition: mean (divided by the sum of the weights of the rows kept) or sum.
   * Every row ignored: loss 0. logProbabilities [N, C] is kept for the backward pass.
   */
  crossEntropyForward: {
    N: 'int',
    C: 'int',
    ignoreIndex: 'int',
    mean: 'int',
    labelSmoothing: 'float',
    logits: 'f32',
    targets: 'i32',
    classWeights: 'f32?',
    logProbabilities: 'f32',
    perItem: 'f32',
    loss: 'f32',
  },
  /** dLoss [1] */
  crossEntropyBackward: {
    N: 'int',
    C: 'int',
    ignoreIndex: 'int',
    mean: 'int',
    labelSmoothing: 'float',
    logProbabilities: 'f32',
    targets: 'i32',
    classWeights: 'f32?',
    dLoss: 'f32',
    dLogits: 'f32',
  },
  /** binary cross entropy with logits [N, C], targets in [0, 1], posWeight [C]; mean over N*C or sum; perItem [N, C] */
  binaryCrossEntropyForward: {
    N: 'int',
    C: 'int',
    mean: 'int',
    logits: 'f32',
    targets: 'f32',
    posWeight: 'f32?',
    perItem: 'f32',
    loss: 'f32',
  },
  binaryCrossEntropyBackward: {
    N: 'int',
    C: 'int',
    mean: 'int',
    logits: 'f32',
    targets: 'f32',
    posWeight: 'f32?',
    dLoss: 'f32',
    dLogits: 'f32',
  },

  // ---- optimizers: p, gradient and state of n floats; `gradientScale` carries clipping ---------------------------------
  /** g = gradientScale gradient + weightDecay p; velocity = momentum velocity + g; p -= lr (nesterov ? g + momentum velocity : velocity). velocity NONE: plain */
  sgdStep: {
    n: 'int',
    lr: 'float',
    momentum: 'float',
    nesterov: 'int',
    weightDecay: 'float',
    gradientScale: 'float',
    p: 'f32',
    gradient: 'f32',
    velocity: 'f32?',
  },
  /**
   * Adam and AdamW: p *= 1 - lr decoupledDecay; g = gradientScale gradient + weightDecay p; m, v as usual; amsgrad keeps the maximum of v in vMax.
   * correction1 = 1 - beta1^t, correction2 = 1 - beta2^t.
   */
  adamStep: {
    n: 'int',
    lr: 'float',
    beta1: 'float',
    beta2: 'float',
    eps: 'float',
    weightDecay: 'float',
    decoupledDecay: 'float',
    correction1: 'float',
    correction2: 'float',
    gradientScale: 'float',
    p: 'f32',
    gradient: 'f32',
    m: 'f32',
    v: 'f32',
    vMax: 'f32?',
  },
  /** g = gradientScale gradient + weightDecay p; sumSquares += g^2; p -= lr g / (sqrt(sumSquares) + eps) */
  adagradStep: {
    n: 'int',
    lr: 'float',
    eps: 'float',
    weightDecay: 'float',
    gradientScale: 'float',
    p: 'f32',
    gradient: 'f32',
    sumSquares: 'f32',
  },
  /** the same three, on the listed rows of D only ("lazy"): state of other rows stays as it is */
  sgdStepRows: {
    rowCount: 'int',
    D: 'int',
    lr: 'float',
    momentum: 'float',
    nesterov: 'int',
    weightDecay: 'float',
    gradientScale: 'float',
    rows: 'i32',
    p: 'f32',
    gradient: 'f32',
    velocity: 'f32?',
  },
  adamStepRows: {
    rowCount: 'int',
    D: 'int',
    lr: 'float',
    beta1: 'float',
    beta2: 'float',
    eps: 'float',
    weightDecay: 'float',
    decoupledDecay: 'float',
    correction1: 'float',
    correction2: 'float',
    gradientScale: 'float',
    rows: 'i32',
    p: 'f32',
    gradient: 'f32',
    m: 'f32',
    v: 'f32',
    vMax: 'f32?',
  },
  adagradStepRows: {
    rowCount: 'int',
    D: 'int',
    lr: 'float',
    eps: 'float',
    weightDecay: 'float',
    gradientScale: 'float',
    rows: 'i32',
    p: 'f32',
    gradient: 'f32',
    sumSquares: 'f32',
  },

  // ---- measurement -----------------------------------------------------------------------------------------------
  /** runs independent fused multiply-adds and writes their number times two (the floating-point operations) to out[0] */
  fmaPeak: { iterations: 'int', out: 'f32' },

  // ---- linear-chain CRF: emissions [T, B, K], transitions [K, K] as [from][to], start, end [K] --------------------------
  // score(y) = start[y_0] + sum_t emissions[t][y_t] + sum_{t>=1} transitions[y_{t-1}][y_t] + end[y_{n-1}] over t < n = lengths[b];
  // a sequence of length 0 has score and logZ 0. alpha and beta are the logarithms of the sums over what comes before and after.
  /**
   * score [B] of the tags [T, B], logZ [B] = ln of the sum of e^score over all tag sequences, nll = logZ - score. `arriving` [T, B, K] is kept for the
   * backward pass (NONE: only inferring; not written in the padding): start at t = 0, then ln sum_i e^(alpha[t-1][i] - max alpha[t-1] + transitions[i][k]).
   */
  crfForward: {
    T: 'int',
    B: 'int',
    K: 'int',
    emissions: 'f32',
    transitions: 'f32',
    start: 'f32',
    end: 'f32',
    lengths: 'i32?',
    tags: 'i32',
    arriving: 'f32?',
    logZ: 'f32',
    score: 'f32',
    nll: 'f32',
  },
  /** d logZ is the expected number of uses of each emission, transition, start and end; d score is 1 for what the tags use. dNll, dLogZ, dScore [B] */
  crfBackward: {
    T: 'int',
    B: 'int',
    K: 'int',
    emissions: 'f32',
    transitions: 'f32',
    end: 'f32',
    lengths: 'i32?',
    tags: 'i32',
    arriving: 'f32',
    dNll: 'f32?',
    dLogZ: 'f32?',
    dScore: 'f32?',
    dEmissions: 'f32?',
    dTransitions: 'f32?',
    dStart: 'f32?',
    dEnd: 'f32?',
  },
  /** marginals [T, B, K] = P(y_t = k); alpha includes the emission at t, beta does not; all three 0 in the padding */
  crfMarginals: {
    T: 'int',
    B: 'int',
    K: 'int',
    emissions: 'f32',
    transitions: 'f32',
    start: 'f32',
    end: 'f32',
    lengths: 'i32?',
    marginals: 'f32',
    alpha: 'f32',
    beta: 'f32',
    logZ: 'f32',
  },
  /** paths [B, n, T]: the n tag sequences of the highest score, best first, -1 beyond the length; counts [B] of them exist, the rest is -1 with score 0 */
  crfDecode: {
    T: 'int',
    B: 'int',
    K: 'int',
    n: 'int',
    emissions: 'f32',
    transitions: 'f32',
    start: 'f32',
    end: 'f32',
    lengths: 'i32?',
    paths: 'i32',
    scores: 'f32',
    counts: 'i32',
  },

  // ---- convolution over time ---------------------------------------------------------------------------------------
  /**
   * y [N, F] = max_t (b[f] + sum_{c, d} W[f, c, d] xp[t + d, n, c]), W [F, C, k], b [F], xp the word x[0 .. lengths[n], n] [L, N, C] with `padding` zeros on
   * both sides, over its lengths[n] + 2 padding - k + 1 windows; argmax [N, F] the first window that holds it (no window: y 0, argmax -1)
   */
  convolutionMaxForward: {
    L: 'int',
    N: 'int',
    C: 'int',
    F: 'int',
    k: 'int',
    padding: 'int',
    x: 'f32',
    lengths: 'i32?',
    W: 'f32',
    b: 'f32',
    y: 'f32',
    argmax: 'i32',
  },
  convolutionMaxBackward: {
    L: 'int',
    N: 'int',
    C: 'int',
    F: 'int',
    k: 'int',
    padding: 'int',
    x: 'f32',
    lengths: 'i32?',
    W: 'f32',
    argmax: 'i32',
    dy: 'f32',
    dx: 'f32?',
    dW: 'f32?',
    db: 'f32?',
  },
} as const;

/** How a field of a kernel's argument block is read. */
export type FieldType = 'int' | 'float' | 'f32' | 'i32' | 'f32?' | 'i32?';

/** Kinds of {@link opTable.unaryForward}; the position is the number that is passed. */
export const unaryKinds = ['sigmoid', 'tanh', 'relu', 'exp', 'log', 'square', 'negate'] as const;
/** Kinds of {@link opTable.binaryForward}; the position is the number that is passed. */
export const binaryKinds = ['add', 'subtract', 'multiply', 'divide'] as const;

/** The byte offset that stands for "no tensor"; nothing is ever allocated there. */
export const NONE = 0;

export type OpName = keyof typeof opTable;
export type OpArguments<K extends OpName> = { readonly [F in keyof (typeof opTable)[K]]: number };

/**
 * What runs the ops: native code, WebAssembly, or another library behind the same calls. Pointers are byte offsets into
 * the heap. A call returns when its results are in the heap.
 */
export type Kernels = { readonly [K in OpName]: (args: OpArguments<K>) => void };
