import { binaryKinds, type FieldType, type OpName, type opTable, unaryKinds } from '../op-table.ts';
import { referenceCrf } from './reference-crf.ts';
import { keptByDropout } from './reference-philox.ts';

/**
 * The kernels once more: plain loops in double precision on plain arrays, written from the op table's definitions and not from the C++.
 * Arrays of floats are Float64Array, so results can be compared to float32 rounding. The LSTM and the CRF have files of their own.
 */
type Value<T extends FieldType> = T extends 'int' | 'float'
  ? number
  : T extends 'f32'
    ? Float64Array
    : T extends 'i32'
      ? Int32Array
      : T extends 'f32?'
        ? Float64Array | null
        : Int32Array | null;
export type ReferenceArguments<K extends OpName> = { readonly [F in keyof (typeof opTable)[K]]: Value<(typeof opTable)[K][F] & FieldType> };
export type ReferencedOp = Exclude<OpName, 'lstmForward' | 'lstmBackward' | 'fmaPeak'>;

const sigma = (x: number): number => 1 / (1 + Math.exp(-x));
const lengthOf = (lengths: Int32Array | null, b: number, T: number): number => (lengths ? lengths[b] : T);

const unary: Record<(typeof unaryKinds)[number], readonly [f: (x: number) => number, slope: (x: number) => number]> = {
  sigmoid: [sigma, (x) => sigma(x) * (1 - sigma(x))],
  tanh: [Math.tanh, (x) => 1 - Math.tanh(x) ** 2],
  relu: [(x) => Math.max(x, 0), (x) => (x > 0 ? 1 : 0)],
  exp: [Math.exp, Math.exp],
  log: [Math.log, (x) => 1 / x],
  square: [(x) => x * x, (x) => 2 * x],
  negate: [(x) => -x, () => -1],
};
const binary: Record<
  (typeof binaryKinds)[number],
  readonly [f: (a: number, b: number) => number, da: (a: number, b: number) => number, db: (a: number, b: number) => number]
> = {
  add: [(a, b) => a + b, () => 1, () => 1],
  subtract: [(a, b) => a - b, () => 1, () => -1],
  multiply: [(a, b) => a * b, (_, b) => b, (a) => a],
  divide: [(a, b) => a / b, (_, b) => 1 / b, (a, b) => -a / (b * b)],
};

function logSoftmax(row: Float64Array): Float64Array {
  const top = Math.max(...row);
  const logSum = Math.log(row.reduce((sum, x) => sum + Math.exp(x - top), 0));
  return row.map((x) => x - top - logSum);
}

function noteRow(row: number, rows: Int32Array, rowCount: Int32Array, seen: Int32Array): void {
  if (seen[row] !== 0) return;
  seen[row] = 1;
  rows[rowCount[0]] = row;
  rowCount[0]++;
}

/** Sum of squares of x[start .. start + n). */
function squares(x: Float64Array, start: number, n: number): number {
  return x.subarray(start, start + n).reduce((sum, v) => sum + v * v, 0);
}

/** Softmax over time of each sequence, 0 in the padding. */
function timeSoftmax(T: number, B: number, scores: Float64Array, lengths: Int32Array | null, weights: Float64Array): void {
  weights.fill(0);
  for (let b = 0; b < B; b++) {
    const column = Float64Array.from({ length: lengthOf(lengths, b, T) }, (_, t) => scores[t * B + b]);
    for (const [t, value] of logSoftmax(column).entries()) weights[t * B + b] = Math.exp(value);
  }
}

type Loss = { item: number; slope: (c: number) => number; weight: number };
/** Loss of one row and its derivative by each logit, from log probabilities p. */
function crossEntropyRow(p: Float64Array, target: number, ignored: boolean, smoothing: number, w: (c: number) => number): Loss {
  if (ignored) return { item: 0, slope: () => 0, weight: 0 };
  const wanted = Array.from(p, (_, c) => (smoothing / p.length) * w(c) + (c === target ? (1 - smoothing) * w(target) : 0));
  const all = wanted.reduce((sum, v) => sum + v, 0);
  return { item: -p.reduce((sum, v, c) => sum + wanted[c] * v, 0), slope: (c) => Math.exp(p[c]) * all - wanted[c], weight: w(target) };
}

interface Words {
  readonly L: number;
  readonly N: number;
  readonly C: number;
  readonly F: number;
  readonly k: number;
  readonly padding: number;
  readonly lengths: Int32Array | null;
}
/** Each word with each filter: what every window reads, places in x with those of their weights; the zeros left out. */
function* wordFilters({ L, N, C, F, k, padding, lengths }: Words) {
  for (let n = 0; n < N; n++) {
    const length = lengthOf(lengths, n, L);
    for (let f = 0; f < F; f++) {
      const windows: { at: number; w: number }[][] = [];
      for (let t = 0; t + k <= length + 2 * padding; t++) {
        const places: { at: number; w: number }[] = [];
        for (let d = 0; d < k; d++) {
          const step = t + d - padding;
          for (let c = 0; c < C; c++) if (step >= 0 && step < length) places.push({ at: (step * N + n) * C + c, w: (f * C + c) * k + d });
        }
        windows.push(places);
      }
      yield { n, f, windows };
    }
  }
}

interface RowUpdate {
  readonly D: number;
  readonly rowCount: number;
  readonly rows: Int32Array;
}
/** Indices of all elements of the listed rows. */
function* elementsOf({ D, rowCount, rows }: RowUpdate): Generator<number> {
  for (let r = 0; r < rowCount; r++) for (let d = 0; d < D; d++) yield rows[r] * D + d;
}
function* upTo(n: number): Generator<number> {
  for (let i = 0; i < n; i++) yield i;
}

type Sgd = Omit<ReferenceArguments<'sgdStep'>, 'n'>;
function sgd(a: Sgd, elements: Iterable<number>): void {
  for (const i of elements) {
    let g = a.gradientScale * a.gradient[i] + a.weightDecay * a.p[i];
    if (a.velocity) {
      a.velocity[i] = a.momentum * a.velocity[i] + g;
      g = a.nesterov ? g + a.momentum * a.velocity[i] : a.velocity[i];
    }
    a.p[i] -= a.lr * g;
  }
}
type Adam = Omit<ReferenceArguments<'adamStep'>, 'n'>;
function adam(a: Adam, elements: Iterable<number>): void {
  for (const i of elements) {
    a.p[i] *= 1 - a.lr * a.decoupledDecay;
    const g = a.gradientScale * a.gradient[i] + a.weightDecay * a.p[i];
    a.m[i] = a.beta1 * a.m[i] + (1 - a.beta1) * g;
    a.v[i] = a.beta2 * a.v[i] + (1 - a.beta2) * g * g;
    if (a.vMax) a.vMax[i] = Math.max(a.vMax[i], a.v[i]);
    a.p[i] -= (a.lr * (a.m[i] / a.correction1)) / (Math.sqrt((a.vMax ?? a.v)[i] / a.correction2) + a.eps);
  }
}
type Adagrad = Omit<ReferenceArguments<'adagradStep'>, 'n'>;
function adagrad(a: Adagrad, elements: Iterable<number>): void {
  for (const i of elements) {
    const g = a.gradientScale * a.gradient[i] + a.weightDecay * a.p[i];
    a.sumSquares[i] += g * g;
    a.p[i] -= (a.lr * g) / (Math.sqrt(a.sumSquares[i]) + a.eps);
  }
}

export const reference: { readonly [K in ReferencedOp]: (a: ReferenceArguments<K>) => void } = {
  fill: (a) => {
    a.x.fill(a.value, 0, a.n);
  },
  copy: (a) => a.y.set(a.x.subarray(0, a.n)),
  axpy: (a) =>
    a.x.forEach((x, i) => {
      a.y[i] += a.alpha * x;
    }),
  scaleInPlace: (a) =>
    a.x.forEach((x, i) => {
      a.x[i] = a.alpha * x;
    }),
  lerp: (a) =>
    a.x.forEach((x, i) => {
      a.average[i] = a.decay * a.average[i] + (1 - a.decay) * x;
    }),
  copyColumns: (a) => {
    for (let r = 0; r < a.rows; r++)
      for (let c = 0; c < a.columns; c++) a.dst[r * a.ldDst + c] = (a.accumulate ? a.dst[r * a.ldDst + c] : 0) + a.src[r * a.ldSrc + c];
  },
  sum: (a) => {
    a.out[0] = a.x.reduce((sum, x) => sum + x, 0);
  },
  sumSquares: (a) => {
    a.out[0] = squares(a.x, 0, a.n);
  },
  sumSquaresRows: (a) => {
    a.out[0] = a.rows.subarray(0, a.rowCount).reduce((sum, row) => sum + squares(a.x, row * a.D, a.D), 0);
  },

  gemm: (a) => {
    for (let m = 0; m < a.M; m++)
      for (let n = 0; n < a.N; n++) {
        let sum = a.accumulate ? a.c[m * a.ldC + n] : 0;
        for (let k = 0; k < a.K; k++) sum += a.a[m * a.aRow + k * a.aColumn] * a.b[k * a.bRow + n * a.bColumn];
        a.c[m * a.ldC + n] = sum;
      }
  },
  linearForward: (a) => {
    for (let n = 0; n < a.N; n++)
      for (let o = 0; o < a.O; o++) {
        let sum = a.b ? a.b[o] : 0;
        for (let i = 0; i < a.I; i++) sum += a.x[n * a.I + i] * a.W[o * a.I + i];
        a.y[n * a.O + o] = sum;
      }
  },
  linearBackward: (a) => {
    for (let n = 0; n < a.N; n++)
      for (let o = 0; o < a.O; o++) {
        const dy = a.dy[n * a.O + o];
        if (a.db) a.db[o] += dy;
        for (let i = 0; i < a.I; i++) {
          if (a.dx) a.dx[n * a.I + i] += dy * a.W[o * a.I + i];
          if (a.dW) a.dW[o * a.I + i] += dy * a.x[n * a.I + i];
        }
      }
  },

  unaryForward: (a) =>
    a.x.forEach((x, i) => {
      a.y[i] = unary[unaryKinds[a.kind]][0](x);
    }),
  unaryBackward: (a) =>
    a.x.forEach((x, i) => {
      a.dx[i] += a.dy[i] * unary[unaryKinds[a.kind]][1](x);
    }),
  binaryForward: (a) =>
    a.a.forEach((x, i) => {
      a.y[i] = binary[binaryKinds[a.kind]][0](x, a.b[i % a.m]);
    }),
  binaryBackward: (a) => {
    const [, slopeA, slopeB] = binary[binaryKinds[a.kind]];
    for (let i = 0; i < a.n; i++) {
      if (a.da) a.da[i] += a.dy[i] * slopeA(a.a[i], a.b[i % a.m]);
      if (a.db) a.db[i % a.m] += a.dy[i] * slopeB(a.a[i], a.b[i % a.m]);
    }
  },
  affineForward: (a) =>
    a.x.forEach((x, i) => {
      a.y[i] = a.scale * x + a.shift;
    }),

  dropout: (a) => {
    for (let i = 0; i < a.n; i++) {
      const kept = keptByDropout(a.key0, a.key1, Math.floor(i / a.inner) % a.period, a.keep);
      a.y[i] = (a.accumulate ? a.y[i] : 0) + (kept ? a.x[i] / a.keep : 0);
    }
  },

  gatherRows: (a) => {
    for (let i = 0; i < a.n * a.D; i++) a.y[i] = a.table[a.ids[Math.floor(i / a.D)] * a.D + (i % a.D)];
  },
  scatterAddRows: (a) => {
    for (let i = 0; i < a.n * a.D; i++) a.dTable[a.ids[Math.floor(i / a.D)] * a.D + (i % a.D)] += a.dy[i];
  },
  scatterAddSparse: (a) => {
    for (let r = 0; r < a.n; r++) {
      if (a.ids[r] === a.paddingId) continue;
      noteRow(a.ids[r], a.rows, a.rowCount, a.seen);
      for (let d = 0; d < a.D; d++) a.dTable[a.ids[r] * a.D + d] += a.dy[r * a.D + d];
    }
  },
  bagForward: (a) => {
    for (let u = 0; u < a.U; u++)
      for (let d = 0; d < a.D; d++) {
        let sum = 0;
        for (let j = a.starts[u]; j < a.starts[u + 1]; j++) sum += (a.weights ? a.weights[j] : 1) * a.table[a.ids[j] * a.D + d];
        a.y[u * a.D + d] = a.mean ? sum / Math.max(1, a.starts[u + 1] - a.starts[u]) : sum;
      }
  },
  bagBackward: (a) => {
    for (let u = 0; u < a.U; u++)
      for (let j = a.starts[u]; j < a.starts[u + 1]; j++) {
        noteRow(a.ids[j], a.rows, a.rowCount, a.seen);
        const factor = (a.weights ? a.weights[j] : 1) / (a.mean ? a.starts[u + 1] - a.starts[u] : 1);
        for (let d = 0; d < a.D; d++) a.dTable[a.ids[j] * a.D + d] += factor * a.dy[u * a.D + d];
      }
  },
  mergeRows: (a) => {
    for (const row of a.sourceRows.slice(0, a.sourceCount[0])) {
      noteRow(row, a.rows, a.rowCount, a.seen);
      for (let d = 0; d < a.D; d++) a.target[row * a.D + d] += a.source[row * a.D + d];
      a.source.fill(0, row * a.D, (row + 1) * a.D);
      a.sourceSeen[row] = 0;
    }
    a.sourceCount[0] = 0;
  },
  clearRows: (a) => {
    for (const row of a.rows.slice(0, a.rowCount[0])) {
      a.x.fill(0, row * a.D, (row + 1) * a.D);
      a.seen[row] = 0;
    }
    a.rowCount[0] = 0;
  },

  poolLastForward: (a) => {
    for (let i = 0; i < a.B * a.F; i++) {
      const length = lengthOf(a.lengths, Math.floor(i / a.F), a.T);
      a.y[i] = length > 0 ? a.x[(length - 1) * a.B * a.F + i] : 0;
    }
  },
  poolLastBackward: (a) => {
    for (let i = 0; i < a.B * a.F; i++) {
      const length = lengthOf(a.lengths, Math.floor(i / a.F), a.T);
      if (length > 0) a.dx[(length - 1) * a.B * a.F + i] += a.dy[i];
    }
  },
  poolMeanForward: (a) => {
    for (let i = 0; i < a.B * a.F; i++) {
      const length = lengthOf(a.lengths, Math.floor(i / a.F), a.T);
      let sum = 0;
      for (let t = 0; t < length; t++) sum += a.x[t * a.B * a.F + i];
      a.y[i] = length > 0 ? sum / length : 0;
    }
  },
  poolMeanBackward: (a) => {
    for (let i = 0; i < a.B * a.F; i++) {
      const length = lengthOf(a.lengths, Math.floor(i / a.F), a.T);
      for (let t = 0; t < length; t++) a.dx[t * a.B * a.F + i] += a.dy[i] / length;
    }
  },
  poolMaxForward: (a) => {
    for (let i = 0; i < a.B * a.F; i++) {
      const column = Array.from({ length: lengthOf(a.lengths, Math.floor(i / a.F), a.T) }, (_, t) => a.x[t * a.B * a.F + i]);
      a.y[i] = column.length > 0 ? Math.max(...column) : 0;
      a.argmax[i] = column.indexOf(a.y[i]);
    }
  },
  poolMaxBackward: (a) => {
    for (let i = 0; i < a.B * a.F; i++) if (a.argmax[i] >= 0) a.dx[a.argmax[i] * a.B * a.F + i] += a.dy[i];
  },
  timeSoftmaxForward: (a) => timeSoftmax(a.T, a.B, a.scores, a.lengths, a.weights),
  timeSoftmaxBackward: (a) => {
    for (let b = 0; b < a.B; b++) {
      const steps = Array.from({ length: lengthOf(a.lengths, b, a.T) }, (_, t) => t * a.B + b);
      const inner = steps.reduce((sum, i) => sum + a.weights[i] * a.dWeights[i], 0);
      for (const i of steps) a.dScores[i] += a.weights[i] * (a.dWeights[i] - inner);
    }
  },
  weightedSumForward: (a) => {
    for (let i = 0; i < a.B * a.F; i++) {
      const b = Math.floor(i / a.F);
      a.y[i] = 0;
      for (let t = 0; t < lengthOf(a.lengths, b, a.T); t++) a.y[i] += a.weights[t * a.B + b] * a.x[t * a.B * a.F + i];
    }
  },
  weightedSumBackward: (a) => {
    for (let i = 0; i < a.B * a.F; i++) {
      const b = Math.floor(i / a.F);
      for (let t = 0; t < lengthOf(a.lengths, b, a.T); t++) {
        if (a.dx) a.dx[t * a.B * a.F + i] += a.weights[t * a.B + b] * a.dy[i];
        if (a.dWeights) a.dWeights[t * a.B + b] += a.x[t * a.B * a.F + i] * a.dy[i];
      }
    }
  },

  layerNormForward: (a) => {
    for (let n = 0; n < a.N; n++) {
      const row = a.x.subarray(n * a.D, (n + 1) * a.D);
      const mean = row.reduce((sum, x) => sum + x, 0) / a.D;
      const inverse = 1 / Math.sqrt(row.reduce((sum, x) => sum + (x - mean) ** 2, 0) / a.D + a.eps);
      a.stats.set([mean, inverse], 2 * n);
      for (let d = 0; d < a.D; d++) a.y[n * a.D + d] = a.gamma[d] * (row[d] - mean) * inverse + a.beta[d];
    }
  },
  layerNormBackward: (a) => {
    for (let n = 0; n < a.N; n++) {
      const [mean, inverse] = a.stats.subarray(2 * n, 2 * n + 2);
      const normal = a.x.slice(n * a.D, (n + 1) * a.D).map((x) => (x - mean) * inverse);
      const dy = a.dy.subarray(n * a.D, (n + 1) * a.D);
      const d = dy.map((v, i) => v * a.gamma[i]);
      const meanD = d.reduce((sum, v) => sum + v, 0) / a.D;
      const meanProduct = d.reduce((sum, v, i) => sum + v * normal[i], 0) / a.D;
      for (let i = 0; i < a.D; i++) {
        if (a.dx) a.dx[n * a.D + i] += inverse * (d[i] - meanD - normal[i] * meanProduct);
        if (a.dGamma) a.dGamma[i] += dy[i] * normal[i];
        if (a.dBeta) a.dBeta[i] += dy[i];
      }
    }
  },
  logSoftmaxForward: (a) => {
    for (let n = 0; n < a.N; n++) a.y.set(logSoftmax(a.x.subarray(n * a.C, (n + 1) * a.C)), n * a.C);
  },
  logSoftmaxBackward: (a) => {
    for (let n = 0; n < a.N; n++) {
      const sum = a.dy.subarray(n * a.C, (n + 1) * a.C).reduce((total, v) => total + v, 0);
      for (let i = n * a.C; i < (n + 1) * a.C; i++) a.dx[i] += a.dy[i] - Math.exp(a.y[i]) * sum;
    }
  },
  crossEntropyForward: (a) => {
    let total = 0;
    let weight = 0;
    for (let n = 0; n < a.N; n++) {
      const p = logSoftmax(a.logits.subarray(n * a.C, (n + 1) * a.C));
      a.logProbabilities.set(p, n * a.C);
      const row = crossEntropyRow(p, a.targets[n], a.targets[n] === a.ignoreIndex, a.labelSmoothing, (c) => a.classWeights?.[c] ?? 1);
      a.perItem[n] = row.item;
      total += row.item;
      weight += row.weight;
    }
    a.loss[0] = a.mean ? (weight === 0 ? 0 : total / weight) : total;
  },
  crossEntropyBackward: (a) => {
    const rows = Array.from({ length: a.N }, (_, n) =>
      crossEntropyRow(
        a.logProbabilities.subarray(n * a.C, (n + 1) * a.C),
        a.targets[n],
        a.targets[n] === a.ignoreIndex,
        a.labelSmoothing,
        (c) => a.classWeights?.[c] ?? 1,
      ),
    );
    const divisor = a.mean ? rows.reduce((sum, row) => sum + row.weight, 0) || 1 : 1;
    for (const [n, row] of rows.entries()) for (let c = 0; c < a.C; c++) a.dLogits[n * a.C + c] += (a.dLoss[0] * row.slope(c)) / divisor;
  },
  binaryCrossEntropyForward: (a) => {
    let total = 0;
    for (let i = 0; i < a.N * a.C; i++) {
      const x = a.logits[i];
      const softplus = (v: number): number => Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v)));
      a.perItem[i] = (a.posWeight?.[i % a.C] ?? 1) * a.targets[i] * softplus(-x) + (1 - a.targets[i]) * softplus(x);
      total += a.perItem[i];
    }
    a.loss[0] = a.mean ? total / (a.N * a.C) : total;
  },
  binaryCrossEntropyBackward: (a) => {
    const upstream = a.mean ? a.dLoss[0] / (a.N * a.C) : a.dLoss[0];
    for (let i = 0; i < a.N * a.C; i++) {
      const s = sigma(a.logits[i]);
      a.dLogits[i] += upstream * ((1 - a.targets[i]) * s - (a.posWeight?.[i % a.C] ?? 1) * a.targets[i] * (1 - s));
    }
  },

  sgdStep: (a) => sgd(a, upTo(a.n)),
  adamStep: (a) => adam(a, upTo(a.n)),
  adagradStep: (a) => adagrad(a, upTo(a.n)),
  sgdStepRows: (a) => sgd(a, elementsOf(a)),
  adamStepRows: (a) => adam(a, elementsOf(a)),
  adagradStepRows: (a) => adagrad(a, elementsOf(a)),

  ...referenceCrf,
  convolutionMaxForward: (a) => {
    for (const { n, f, windows } of wordFilters(a)) {
      const sums = windows.map((places) => places.reduce((sum, { at, w }) => sum + a.x[at] * a.W[w], 0));
      const best = Math.max(...sums);
      a.argmax[n * a.F + f] = sums.indexOf(best);
      a.y[n * a.F + f] = sums.length > 0 ? best + a.b[f] : 0;
    }
  },
  convolutionMaxBackward: (a) => {
    for (const { n, f, windows } of wordFilters(a)) {
      const t = a.argmax[n * a.F + f];
      if (t < 0) continue;
      const dy = a.dy[n * a.F + f];
      if (a.db) a.db[f] += dy;
      for (const { at, w } of windows[t]) {
        if (a.dx) a.dx[at] += dy * a.W[w];
        if (a.dW) a.dW[w] += dy * a.x[at];
      }
    }
  },
};
