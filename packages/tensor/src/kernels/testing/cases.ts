import { binaryKinds, unaryKinds } from '../op-table.ts';
import type { ArgumentValues } from './backends.ts';
import type { RandomValues } from './random-values.ts';
import type { ReferencedOp } from './reference.ts';
import { referenceCrf } from './reference-crf.ts';

/** Three sizes to make shapes of. */
export interface Sizes {
  readonly p: number;
  readonly q: number;
  readonly r: number;
}

const optimizerSettings = { lr: 0.05, weightDecay: 0.01, gradientScale: 0.5 };

/** Lengths of B sequences of at most T steps, an empty one now and then, or none at all. */
function lengths(random: RandomValues, T: number, B: number): Int32Array | null {
  return random.maybe(random.ints(B, random.coin() ? 0 : 1, T));
}

/** A list of distinct rows of a table of V with the flags of a sparse gradient: V places, the rest of them unused. */
function rowList(random: RandomValues, V: number): { rows: Int32Array; rowCount: Int32Array; seen: Int32Array } {
  const seen = random.ints(V, 0, 1);
  const rows = new Int32Array(V);
  let count = 0;
  for (const [row, flag] of seen.entries()) if (flag) rows[count++] = row;
  return { rows, rowCount: Int32Array.of(count), seen };
}

/** Bags of ids: starts [U + 1] and as many ids as the last says. */
function bags(random: RandomValues, U: number, V: number): { starts: Int32Array; ids: Int32Array; weights: Float32Array | null } {
  const starts = new Int32Array(U + 1);
  for (let u = 0; u < U; u++) starts[u + 1] = starts[u] + random.int(0, 4);
  return { starts, ids: random.ints(starts[U], 0, V - 1), weights: random.maybe(random.floats(starts[U])) };
}

function crossEntropySettings(random: RandomValues, N: number, C: number): ArgumentValues {
  const targets = random.ints(N, -1, C - 1);
  return {
    ignoreIndex: -1,
    mean: random.int(0, 1),
    labelSmoothing: random.coin() ? 0 : 0.1,
    targets,
    classWeights: random.maybe(random.floats(C, 0.5, 2)),
  };
}

/** Rows of log probabilities. */
function logProbabilities(random: RandomValues, N: number, C: number): Float32Array {
  const logits = random.floats(N * C, -4, 4);
  for (let n = 0; n < N; n++) {
    const row = logits.subarray(n * C, (n + 1) * C);
    const logSum = Math.log(row.reduce((sum, x) => sum + Math.exp(x), 0));
    for (let c = 0; c < C; c++) row[c] -= logSum;
  }
  return logits;
}

/** Sentences for a CRF. A change of tag is forbidden now and then, as a tagging scheme does. */
function chain(random: RandomValues, T: number, B: number, K: number) {
  const transitions = random.floats(K * K, -3, 3);
  const forbidden = random.coin() ? 0.2 : 0;
  for (let i = 0; i < K * K; i++) if (i % (K + 1) !== 0 && random.next() < forbidden) transitions[i] = -10000;
  return {
    T,
    B,
    K,
    emissions: random.floats(T * B * K, -5, 5),
    transitions,
    start: random.floats(K),
    end: random.floats(K),
    lengths: lengths(random, T, B),
  };
}

/** What crfForward keeps for crfBackward. */
function arrivingOf(a: ReturnType<typeof chain>, tags: Int32Array): Float32Array {
  const doubles = {
    emissions: Float64Array.from(a.emissions),
    transitions: Float64Array.from(a.transitions),
    start: Float64Array.from(a.start),
    end: Float64Array.from(a.end),
  };
  const [arriving, logZ, score, nll] = [a.T * a.B * a.K, a.B, a.B, a.B].map((n) => new Float64Array(n));
  referenceCrf.crfForward({ ...a, ...doubles, tags, arriving, logZ, score, nll });
  return Float32Array.from(arriving);
}

/** N words of at most L characters under F filters of width k; some may be too short for a window. */
function convolvedWords(random: RandomValues, L: number, N: number, C: number) {
  return { L, N, C, F: random.int(1, 9), k: random.int(1, 5), padding: random.int(0, 2), lengths: lengths(random, L, N) };
}

function adamState(random: RandomValues, n: number): ArgumentValues {
  const settings = {
    beta1: 0.9,
    beta2: 0.99,
    eps: 1e-6,
    decoupledDecay: random.coin() ? 0 : 0.1,
    correction1: 0.271,
    correction2: 0.029701,
  };
  return {
    ...optimizerSettings,
    ...settings,
    m: random.floats(n),
    v: random.floats(n, 0.01, 1),
    vMax: random.maybe(random.floats(n, 0.01, 1)),
  };
}

/** Random arguments of each op: every field of the op table, arrays of the right sizes. */
export const cases: { readonly [K in ReferencedOp]: (random: RandomValues, sizes: Sizes) => ArgumentValues } = {
  fill: (random, { p }) => ({ n: p, value: 2.5, x: random.floats(p) }),
  copy: (random, { p }) => ({ n: p, x: random.floats(p), y: random.floats(p) }),
  axpy: (random, { p }) => ({ n: p, alpha: -0.75, x: random.floats(p), y: random.floats(p) }),
  scaleInPlace: (random, { p }) => ({ n: p, alpha: 0.3, x: random.floats(p) }),
  lerp: (random, { p }) => ({ n: p, decay: 0.9, x: random.floats(p), average: random.floats(p) }),
  copyColumns: (random, { p, q, r }) => ({
    rows: p,
    columns: q,
    ldSrc: q + r,
    ldDst: q + 2,
    accumulate: random.int(0, 1),
    src: random.floats(p * (q + r)),
    dst: random.floats(p * (q + 2)),
  }),
  sum: (random, { p, q }) => ({ n: p * q, x: random.floats(p * q), out: new Float32Array(1) }),
  sumSquares: (random, { p, q }) => ({ n: p * q, x: random.floats(p * q), out: new Float32Array(1) }),
  sumSquaresRows: (random, { p, q }) => ({
    rowCount: 3,
    D: q,
    rows: random.ints(3, 0, p - 1),
    x: random.floats(p * q),
    out: new Float32Array(1),
  }),

  gemm: (random, { p, q, r }) => {
    const [transposedA, transposedB] = [random.coin(), random.coin()];
    const strides = { aRow: transposedA ? 1 : r, aColumn: transposedA ? p : 1, bRow: transposedB ? 1 : q, bColumn: transposedB ? r : 1 };
    return {
      M: p,
      N: q,
      K: r,
      ...strides,
      ldC: q + 3,
      accumulate: random.int(0, 1),
      a: random.floats(p * r),
      b: random.floats(r * q),
      c: random.floats(p * (q + 3)),
    };
  },
  linearForward: (random, { p, q, r }) => ({
    N: p,
    I: q,
    O: r,
    x: random.floats(p * q),
    W: random.floats(r * q),
    b: random.maybe(random.floats(r)),
    y: random.floats(p * r),
  }),
  linearBackward: (random, { p, q, r }) => ({
    N: p,
    I: q,
    O: r,
    x: random.floats(p * q),
    W: random.floats(r * q),
    dy: random.floats(p * r),
    dx: random.maybe(random.floats(p * q)),
    dW: random.maybe(random.floats(r * q)),
    db: random.maybe(random.floats(r)),
  }),

  unaryForward: (random, { p, q }) => {
    const kind = random.int(0, unaryKinds.length - 1);
    return {
      kind,
      n: p * q,
      x: unaryKinds[kind] === 'log' ? random.floats(p * q, 0.01, 9) : random.floats(p * q, -6, 3),
      y: random.floats(p * q),
    };
  },
  unaryBackward: (random, { p, q }) => {
    const kind = random.int(0, unaryKinds.length - 1);
    const x = random.floats(p * q, 0.1, 2);
    const y = x.map(
      (v) =>
        ({ sigmoid: 1 / (1 + Math.exp(-v)), tanh: Math.tanh(v), relu: v, exp: Math.exp(v), log: Math.log(v), square: v * v, negate: -v })[
          unaryKinds[kind]
        ],
    );
    return { kind, n: p * q, x, y, dy: random.floats(p * q), dx: random.floats(p * q) };
  },
  binaryForward: (random, { p, q }) => ({
    kind: random.int(0, binaryKinds.length - 1),
    n: p * q,
    m: q,
    a: random.floats(p * q),
    b: random.floats(q, 0.5, 2),
    y: random.floats(p * q),
  }),
  binaryBackward: (random, { p, q }) => ({
    kind: random.int(0, binaryKinds.length - 1),
    n: p * q,
    m: q,
    a: random.floats(p * q),
    b: random.floats(q, 0.5, 2),
    dy: random.floats(p * q),
    da: random.maybe(random.floats(p * q)),
    db: random.maybe(random.floats(q)),
  }),
  affineForward: (random, { p }) => ({ n: p, scale: -2, shift: 0.25, x: random.floats(p), y: random.floats(p) }),

  dropout: (random, { p, q, r }) => {
    // n need be no multiple of the period
    const shape = random.coin() ? { n: p * q * 3 + r, inner: 1, period: p * q } : { n: p * q, inner: q, period: p };
    const keys = { key0: random.int(-(2 ** 31), 2 ** 31 - 1), key1: random.int(-(2 ** 31), 2 ** 31 - 1) };
    return { ...shape, ...keys, keep: 0.7, accumulate: random.int(0, 1), x: random.floats(shape.n), y: random.floats(shape.n) };
  },

  gatherRows: (random, { p, q, r }) => ({
    n: p,
    D: q,
    ids: random.ints(p, 0, r - 1),
    table: random.floats(r * q),
    y: random.floats(p * q),
  }),
  scatterAddRows: (random, { p, q, r }) => ({
    n: p,
    D: q,
    ids: random.ints(p, 0, r - 1),
    dy: random.floats(p * q),
    dTable: random.floats(r * q),
  }),
  scatterAddSparse: (random, { p, q, r }) => ({
    n: p,
    D: q,
    paddingId: random.coin() ? 0 : -1,
    ids: random.ints(p, 0, r - 1),
    dy: random.floats(p * q),
    dTable: random.floats(r * q),
    ...rowList(random, r),
  }),
  bagForward: (random, { p, q, r }) => ({
    U: p,
    D: q,
    mean: random.int(0, 1),
    ...bags(random, p, r),
    table: random.floats(r * q),
    y: random.floats(p * q),
  }),
  bagBackward: (random, { p, q, r }) => ({
    U: p,
    D: q,
    mean: random.int(0, 1),
    ...bags(random, p, r),
    dy: random.floats(p * q),
    dTable: random.floats(r * q),
    ...rowList(random, r),
  }),
  mergeRows: (random, { p, q }) => {
    const source = rowList(random, p);
    return {
      D: q,
      sourceRows: source.rows,
      sourceCount: source.rowCount,
      sourceSeen: source.seen,
      source: random.floats(p * q),
      target: random.floats(p * q),
      ...rowList(random, p),
    };
  },
  clearRows: (random, { p, q }) => ({ D: q, ...rowList(random, p), x: random.floats(p * q) }),

  poolLastForward: (random, { p, q, r }) => ({
    T: p,
    B: q,
    F: r,
    x: random.floats(p * q * r),
    lengths: lengths(random, p, q),
    y: random.floats(q * r),
  }),
  poolLastBackward: (random, { p, q, r }) => ({
    T: p,
    B: q,
    F: r,
    lengths: lengths(random, p, q),
    dy: random.floats(q * r),
    dx: random.floats(p * q * r),
  }),
  poolMeanForward: (random, { p, q, r }) => ({
    T: p,
    B: q,
    F: r,
    x: random.floats(p * q * r),
    lengths: lengths(random, p, q),
    y: random.floats(q * r),
  }),
  poolMeanBackward: (random, { p, q, r }) => ({
    T: p,
    B: q,
    F: r,
    lengths: lengths(random, p, q),
    dy: random.floats(q * r),
    dx: random.floats(p * q * r),
  }),
  poolMaxForward: (random, { p, q, r }) => ({
    // few distinct values, so there are ties
    T: p,
    B: q,
    F: r,
    x: random.floats(p * q * r, -3, 3).map(Math.round),
    lengths: lengths(random, p, q),
    y: random.floats(q * r),
    argmax: new Int32Array(q * r),
  }),
  poolMaxBackward: (random, { p, q, r }) => ({
    B: q,
    F: r,
    argmax: random.ints(q * r, -1, p - 1),
    dy: random.floats(q * r),
    dx: random.floats(p * q * r),
  }),
  timeSoftmaxForward: (random, { p, q }) => ({
    T: p,
    B: q,
    scores: random.floats(p * q, -9, 9),
    lengths: lengths(random, p, q),
    weights: random.floats(p * q),
  }),
  timeSoftmaxBackward: (random, { p, q }) => ({
    T: p,
    B: q,
    weights: random.floats(p * q, 0, 1),
    lengths: lengths(random, p, q),
    dWeights: random.floats(p * q),
    dScores: random.floats(p * q),
  }),
  weightedSumForward: (random, { p, q, r }) => ({
    T: p,
    B: q,
    F: r,
    x: random.floats(p * q * r),
    weights: random.floats(p * q, 0, 1),
    lengths: lengths(random, p, q),
    y: random.floats(q * r),
  }),
  weightedSumBackward: (random, { p, q, r }) => ({
    T: p,
    B: q,
    F: r,
    x: random.floats(p * q * r),
    weights: random.floats(p * q, 0, 1),
    lengths: lengths(random, p, q),
    dy: random.floats(q * r),
    dx: random.maybe(random.floats(p * q * r)),
    dWeights: random.maybe(random.floats(p * q)),
  }),

  layerNormForward: (random, { p, q }) => ({
    N: p,
    D: q,
    eps: 1e-3,
    x: random.floats(p * q, 3, 5),
    gamma: random.floats(q),
    beta: random.floats(q),
    y: random.floats(p * q),
    stats: new Float32Array(2 * p),
  }),
  layerNormBackward: (random, { p, q }) => ({
    N: p,
    D: q,
    x: random.floats(p * q, 3, 5),
    gamma: random.floats(q),
    stats: random.floats(2 * p, 1, 4),
    dy: random.floats(p * q),
    dx: random.maybe(random.floats(p * q)),
    dGamma: random.maybe(random.floats(q)),
    dBeta: random.maybe(random.floats(q)),
  }),
  logSoftmaxForward: (random, { p, q }) => ({ N: p, C: q, x: random.floats(p * q, -30, 30), y: random.floats(p * q) }),
  logSoftmaxBackward: (random, { p, q }) => ({
    N: p,
    C: q,
    y: logProbabilities(random, p, q),
    dy: random.floats(p * q),
    dx: random.floats(p * q),
  }),
  crossEntropyForward: (random, { p, q }) => ({
    N: p,
    C: q,
    ...crossEntropySettings(random, p, q),
    logits: random.floats(p * q, -8, 8),
    logProbabilities: new Float32Array(p * q),
    perItem: new Float32Array(p),
    loss: new Float32Array(1),
  }),
  crossEntropyBackward: (random, { p, q }) => ({
    N: p,
    C: q,
    ...crossEntropySettings(random, p, q),
    logProbabilities: logProbabilities(random, p, q),
    dLoss: random.floats(1),
    dLogits: random.floats(p * q),
  }),
  binaryCrossEntropyForward: (random, { p, q }) => ({
    N: p,
    C: q,
    mean: random.int(0, 1),
    logits: random.floats(p * q, -20, 20),
    targets: random.floats(p * q, 0, 1),
    posWeight: random.maybe(random.floats(q, 0.5, 2)),
    perItem: new Float32Array(p * q),
    loss: new Float32Array(1),
  }),
  binaryCrossEntropyBackward: (random, { p, q }) => ({
    N: p,
    C: q,
    mean: random.int(0, 1),
    logits: random.floats(p * q, -20, 20),
    targets: random.floats(p * q, 0, 1),
    posWeight: random.maybe(random.floats(q, 0.5, 2)),
    dLoss: random.floats(1),
    dLogits: random.floats(p * q),
  }),

  sgdStep: (random, { p, q }) => ({
    n: p * q,
    ...optimizerSettings,
    momentum: 0.9,
    nesterov: random.int(0, 1),
    p: random.floats(p * q),
    gradient: random.floats(p * q),
    velocity: random.maybe(random.floats(p * q)),
  }),
  adamStep: (random, { p, q }) => ({ n: p * q, p: random.floats(p * q), gradient: random.floats(p * q), ...adamState(random, p * q) }),
  adagradStep: (random, { p, q }) => ({
    n: p * q,
    ...optimizerSettings,
    eps: 1e-8,
    p: random.floats(p * q),
    gradient: random.floats(p * q),
    sumSquares: random.floats(p * q, 0, 1),
  }),
  sgdStepRows: (random, { p, q }) => ({
    rowCount: 1,
    rows: random.ints(1, 0, p - 1),
    D: q,
    ...optimizerSettings,
    momentum: 0.9,
    nesterov: random.int(0, 1),
    p: random.floats(p * q),
    gradient: random.floats(p * q),
    velocity: random.maybe(random.floats(p * q)),
  }),
  adamStepRows: (random, { p, q }) => ({
    rowCount: 1,
    rows: random.ints(1, 0, p - 1),
    D: q,
    p: random.floats(p * q),
    gradient: random.floats(p * q),
    ...adamState(random, p * q),
  }),
  adagradStepRows: (random, { p, q }) => ({
    rowCount: 1,
    rows: random.ints(1, 0, p - 1),
    D: q,
    ...optimizerSettings,
    eps: 1e-8,
    p: random.floats(p * q),
    gradient: random.floats(p * q),
    sumSquares: random.floats(p * q, 0, 1),
  }),

  crfForward: (random, { p, q, r }) => {
    const B = Math.min(q, 5);
    const result = { logZ: random.floats(B), score: random.floats(B), nll: random.floats(B) };
    return { ...chain(random, p, B, r), tags: random.ints(p * B, 0, r - 1), arriving: random.maybe(random.floats(p * B * r)), ...result };
  },
  crfBackward: (random, { p, q, r }) => {
    const B = Math.min(q, 5);
    const { start, ...forward } = chain(random, p, B, r);
    const tags = random.ints(p * B, 0, r - 1);
    return {
      ...forward,
      tags,
      arriving: arrivingOf({ ...forward, start }, tags),
      dNll: random.maybe(random.floats(B)),
      dLogZ: random.maybe(random.floats(B)),
      dScore: random.maybe(random.floats(B)),
      dEmissions: random.maybe(random.floats(p * B * r)),
      dTransitions: random.maybe(random.floats(r * r)),
      dStart: random.maybe(random.floats(r)),
      dEnd: random.maybe(random.floats(r)),
    };
  },
  crfMarginals: (random, { p, q, r }) => {
    const B = Math.min(q, 5);
    const [marginals, alpha, beta] = [1, 2, 3].map(() => random.floats(p * B * r));
    return { ...chain(random, p, B, r), marginals, alpha, beta, logZ: random.floats(B) };
  },
  crfDecode: (random, { p, q, r }) => {
    const B = Math.min(q, 5);
    const n = random.int(1, 4);
    const result = { paths: random.ints(B * n * p, 0, 9), scores: random.floats(B * n), counts: random.ints(B, 0, 9) };
    return { ...chain(random, p, B, r), n, ...result };
  },

  convolutionMaxForward: (random, { p, q, r }) => {
    // whole numbers, so that sums are exact and ties are ties
    const { F, k, ...words } = convolvedWords(random, p, q, r);
    const weights = { W: random.ints(F * r * k, -2, 2), b: random.ints(F, -2, 2) };
    const x = Float32Array.from(random.ints(p * q * r, -2, 2));
    const result = { y: random.floats(q * F), argmax: random.ints(q * F, 0, 9) };
    return { ...words, F, k, x, W: Float32Array.from(weights.W), b: Float32Array.from(weights.b), ...result };
  },
  convolutionMaxBackward: (random, { p, q, r }) => {
    const { F, k, padding, lengths, ...words } = convolvedWords(random, p, q, r);
    const windows = Array.from({ length: q }, (_, n) => (lengths?.[n] ?? p) + 2 * padding - k + 1);
    return {
      ...words,
      F,
      k,
      padding,
      lengths,
      x: random.floats(p * q * r),
      W: random.floats(F * r * k),
      argmax: Int32Array.from({ length: q * F }, (_, i) => random.int(-1, Math.max(0, windows[Math.floor(i / F)]) - 1)),
      dy: random.floats(q * F),
      dx: random.maybe(random.floats(p * q * r)),
      dW: random.maybe(random.floats(F * r * k)),
      db: random.maybe(random.floats(F)),
    };
  },
};
