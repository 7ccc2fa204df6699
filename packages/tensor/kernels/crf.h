// Linear-chain conditional random field (Lafferty et al. 2001), in log space. A step's forward values are kept relative to their largest; how
// much was taken off is added up in double precision, so a long sentence or large emissions cost no digits, and a forbidden transition (-10000)
// is a number like any other.

/** Rows of whole vectors, so that the loops over tags have no tail. */
INLINE Index tagStride(Index K) { return roundUp(K, width); }

/** out [K, tagStride(K)] = the transitions, or, `transposed`, [to][from]; 0 beyond the last tag. */
static void copyTransitions(Index K, const float* transitions, bool transposed, float* out) {
  const Index stride = tagStride(K);
  for (Index i = 0; i < K; i++)
    for (Index j = 0; j < stride; j++) out[i * stride + j] = j < K ? transitions[transposed ? j * K + i : i * K + j] : 0.0f;
}

/** out[j] = ln sum_i e^(x[i] + matrix[i][j]), matrix [K, tagStride(K)], out [tagStride(K)]. */
static void logSumOverTags(Index K, const float* x, const float* matrix, float* out) {
  const Index stride = tagStride(K);
  for (Index j = 0; j < stride; j += width) {
    Floats top = splat(x[0]) + load(matrix + j);
    for (Index i = 1; i < K; i++) top = atLeast(splat(x[i]) + load(matrix + i * stride + j), top);
    Floats sum = splat(0.0f);
    for (Index i = 0; i < K; i++) sum += exponential(splat(x[i]) + load(matrix + i * stride + j) - top);
    store(out + j, top + logarithm(sum));
  }
}

/** out = x + y less its largest element, which is returned. */
static float addLessLargest(Index K, const float* x, const float* y, float* out) {
  forEachVector(K, EACH_VECTOR { store(out + i, count, load(x + i, count) + load(y + i, count)); });
  const float top = largest(out, K);
  forEachVector(K, EACH_VECTOR { store(out + i, count, load(out + i, count) - splat(top)); });
  return top;
}

/** p = softmax of x + y; returns ln sum e^(x + y). */
static double tagProbabilities(Index K, const float* x, const float* y, float* p) {
  const float top = addLessLargest(K, x, y, p);
  DoubleSum sum;
  forEachVector(K, EACH_VECTOR {
    store(p + i, count, exponential(load(p + i, count)));
    sum.add(load(p + i, count));
  });
  const double total = sum.total();
  const Floats share = splat((float)(1.0 / total));
  forEachVector(K, EACH_VECTOR { store(p + i, count, load(p + i, count) * share); });
  return top + logarithmOfDouble(total);
}

static void crfForward(const CrfForwardArguments& a, Scratch& scratch) {
  const Index K = a.K, stride = tagStride(K);
  float *matrix = scratch.floats(K * stride), *arriving = scratch.floats(stride), *x = scratch.floats(stride);
  if (scratch.exhausted()) return;
  copyTransitions(K, a.transitions, false, matrix);
  for (int b = 0; b < a.B; b++) {
    const int length = clampedLength(a.lengths, b, a.T);
    double logZ = 0, score = 0;
    int last = 0;
    for (int t = 0; t < length; t++) {
      const Index row = (Index)t * a.B + b;
      const int tag = a.tags[row];
      if (t == 0) copyRow(K, a.start, arriving);
      else logSumOverTags(K, x, matrix, arriving);
      if (a.arriving) copyRow(K, arriving, a.arriving + row * K);
      logZ += (double)addLessLargest(K, arriving, a.emissions + row * K, x);
      score += (double)(t == 0 ? a.start[tag] : a.transitions[last * K + tag]) + (double)a.emissions[row * K + tag];
      last = tag;
    }
    if (length > 0) {
      logZ += tagProbabilities(K, x, a.end, arriving);
      score += (double)a.end[last];
    }
    a.logZ[b] = (float)logZ;
    a.score[b] = (float)score;
    a.nll[b] = (float)(logZ - score);
  }
}

/**
 * From the last step to the first: q_t, the probabilities of the tags at t, gives the pairs p(i, j) = q_t[j] e^(x[i] + transitions[i][j] -
 * arriving_t[j]), x the forward values of the step before; their sums over j are q_{t-1}.
 */
static void crfBackward(const CrfBackwardArguments& a, Scratch& scratch) {
  const Index K = a.K, stride = tagStride(K);
  float *matrix = scratch.floats(K * stride), *counts = scratch.floats(K * stride);
  float *arriving = scratch.floats(stride), *x = scratch.floats(stride), *q = scratch.floats(stride), *before = scratch.floats(stride);
  if (scratch.exhausted()) return;
  copyTransitions(K, a.transitions, false, matrix);
  clearRow(K * stride, counts);
  // beyond the last tag: pairs of probability 0
  clearRow(stride, arriving);
  clearRow(stride, q);
  for (int b = 0; b < a.B; b++) {
    const int length = clampedLength(a.lengths, b, a.T);
    if (length == 0) continue;
    const float dNll = a.dNll ? a.dNll[b] : 0.0f;
    const float dLogZ = (a.dLogZ ? a.dLogZ[b] : 0.0f) + dNll, dScore = (a.dScore ? a.dScore[b] : 0.0f) - dNll;
    const Floats factor = splat(dLogZ);
    for (int t = length - 1; t >= 0; t--) {
      const Index row = (Index)t * a.B + b;
      const int tag = a.tags[row];
      if (t == length - 1) {
        addLessLargest(K, a.arriving + row * K, a.emissions + row * K, x);
        tagProbabilities(K, x, a.end, q);
        if (a.dEnd) {
          addRow(K, dLogZ, q, a.dEnd);
          a.dEnd[tag] += dScore;
        }
      }
      if (a.dEmissions) {
        addRow(K, dLogZ, q, a.dEmissions + row * K);
        a.dEmissions[row * K + tag] += dScore;
      }
      if (t == 0) {
        if (a.dStart) {
          addRow(K, dLogZ, q, a.dStart);
          a.dStart[tag] += dScore;
        }
        break;
      }
      copyRow(K, a.arriving + row * K, arriving);
      addLessLargest(K, a.arriving + (row - a.B) * K, a.emissions + (row - a.B) * K, x);
      double total = 0;
      for (Index i = 0; i < K; i++) {
        const float* transitions = matrix + i * stride;
        float* count = counts + i * stride;
        Floats sum = splat(0.0f);
        for (Index j = 0; j < stride; j += width) {
          const Floats pair = load(q + j) * exponential(splat(x[i]) + load(transitions + j) - load(arriving + j));
          store(count + j, fma(factor, pair, load(count + j)));
          sum += pair;
        }
        before[i] = sumOfLanes(sum);
        total += (double)before[i];
      }
      // 1 but for rounding, which would add up over a long sentence
      const Floats share = splat((float)(1.0 / total));
      forEachVector(K, EACH_VECTOR { store(q + i, count, load(before + i, count) * share); });
      counts[a.tags[row - a.B] * stride + tag] += dScore;
    }
  }
  if (a.dTransitions)
    for (Index i = 0; i < K; i++) addRow(K, 1.0f, counts + i * stride, a.dTransitions + i * K);
}

static void crfMarginals(const CrfMarginalsArguments& a, Scratch& scratch) {
  const Index K = a.K, stride = tagStride(K);
  float *matrix = scratch.floats(K * stride), *transposed = scratch.floats(K * stride);
  float *sums = scratch.floats(stride), *x = scratch.floats(stride);
  double* forwardShift = (double*)scratch.take((__SIZE_TYPE__)a.T * 8);
  if (scratch.exhausted()) return;
  copyTransitions(K, a.transitions, false, matrix);
  copyTransitions(K, a.transitions, true, transposed);
  for (int b = 0; b < a.B; b++) {
    const int length = clampedLength(a.lengths, b, a.T);
    double shift = 0;
    for (int t = 0; t < a.T; t++) {
      const Index row = (Index)t * a.B + b;
      if (t >= length) {
        clearRow(K, a.marginals + row * K);
        clearRow(K, a.alpha + row * K);
        clearRow(K, a.beta + row * K);
        continue;
      }
      if (t == 0) copyRow(K, a.start, sums);
      else logSumOverTags(K, x, matrix, sums);
      shift += (double)addLessLargest(K, sums, a.emissions + row * K, x);
      forwardShift[t] = shift;
      copyRow(K, x, a.alpha + row * K);
    }
    a.logZ[b] = 0.0f;
    shift = 0;
    for (int t = length - 1; t >= 0; t--) {
      const Index row = (Index)t * a.B + b;
      if (t == length - 1) copyRow(K, a.end, sums);
      else logSumOverTags(K, x, transposed, sums);
      const double logSum = tagProbabilities(K, a.alpha + row * K, sums, a.marginals + row * K);
      if (t == length - 1) a.logZ[b] = (float)(forwardShift[t] + logSum);
      const Floats forward = splat((float)forwardShift[t]), backward = splat((float)shift);
      forEachVector(K, EACH_VECTOR {
        store(a.alpha + row * K + i, count, load(a.alpha + row * K + i, count) + forward);
        store(a.beta + row * K + i, count, load(sums + i, count) + backward);
      });
      shift += (double)addLessLargest(K, sums, a.emissions + row * K, x);
    }
  }
}
