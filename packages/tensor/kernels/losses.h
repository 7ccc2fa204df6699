// Log-softmax and the losses. Sums over classes and over items are in double precision.

static void logSoftmaxRow(Index C, const float* x, float* y) {
  const float top = largest(x, C);
  DoubleSum total;
  forEachVector(C, EACH_VECTOR {
    // a partial vector: e^0 of the empty lanes must not be counted
    float lanes[VECTOR_WIDTH];
    store(lanes, exponential(load(x + i, count) - splat(top)));
    total.add(load(lanes, count));
  });
  const Floats logSum = splat((float)logarithmOfDouble(total.total()));
  forEachVector(C, EACH_VECTOR { store(y + i, count, load(x + i, count) - splat(top) - logSum); });
}

static void logSoftmaxForward(const LogSoftmaxForwardArguments& a) {
  for (Index n = 0; n < a.N; n++) logSoftmaxRow(a.C, a.x + n * a.C, a.y + n * a.C);
}
/** dx += dy - softmax(x) sum(dy) */
static void logSoftmaxBackward(const LogSoftmaxBackwardArguments& a) {
  for (Index n = 0; n < a.N; n++) {
    const float *y = a.y + n * a.C, *dy = a.dy + n * a.C;
    float* dx = a.dx + n * a.C;
    DoubleSum total;
    forEachVector(a.C, EACH_VECTOR { total.add(load(dy + i, count)); });
    const Floats sum = splat((float)total.total());
    forEachVector(a.C, EACH_VECTOR { store(dx + i, count, load(dx + i, count) + load(dy + i, count) - exponential(load(y + i, count)) * sum); });
  }
}

INLINE double classWeight(const float* weights, Index c) { return weights ? (double)weights[c] : 1.0; }
static double sumOfClassWeights(const float* weights, Index C) {
  double sum = 0;
  for (Index c = 0; c < C; c++) sum += classWeight(weights, c);
  return sum;
}
/** What a mean divides by: the weights of the targets of the rows that count. */
static double sumOfTargetWeights(Index N, int ignoreIndex, const int* targets, const float* weights) {
  double sum = 0;
  for (Index n = 0; n < N; n++)
    if (targets[n] != ignoreIndex) sum += classWeight(weights, targets[n]);
  return sum;
}

/** perItem = -(1 - eps) w[t] log p[t] - (eps / C) sum_c w[c] log p[c] */
static void crossEntropyForward(const CrossEntropyForwardArguments& a) {
  const double smoothing = a.labelSmoothing;
  double total = 0;
  for (Index n = 0; n < a.N; n++) {
    float* p = a.logProbabilities + n * a.C;
    logSoftmaxRow(a.C, a.logits + n * a.C, p);
    double item = 0;
    if (a.targets[n] != a.ignoreIndex) {
      item = -(1 - smoothing) * classWeight(a.classWeights, a.targets[n]) * (double)p[a.targets[n]];
      if (smoothing != 0) {
        double spread = 0;
        for (Index c = 0; c < a.C; c++) spread += classWeight(a.classWeights, c) * (double)p[c];
        item -= smoothing / a.C * spread;
      }
    }
    a.perItem[n] = (float)item;
    total += item;
  }
  const double divisor = a.mean ? sumOfTargetWeights(a.N, a.ignoreIndex, a.targets, a.classWeights) : 1.0;
  a.loss[0] = divisor == 0 ? 0.0f : (float)(total / divisor);
}
/** d perItem / d logit_j = p_j ((1 - eps) w[t] + (eps / C) sum_c w[c]) - (eps / C) w[j] - (1 - eps) w[t] [j = t] */
static void crossEntropyBackward(const CrossEntropyBackwardArguments& a) {
  const double smoothing = a.labelSmoothing, spread = smoothing / a.C, allWeights = sumOfClassWeights(a.classWeights, a.C);
  const double divisor = a.mean ? sumOfTargetWeights(a.N, a.ignoreIndex, a.targets, a.classWeights) : 1.0;
  if (divisor == 0) return;
  const double upstream = (double)a.dLoss[0] / divisor;
  for (Index n = 0; n < a.N; n++) {
    if (a.targets[n] == a.ignoreIndex) continue;
    const float* p = a.logProbabilities + n * a.C;
    float* d = a.dLogits + n * a.C;
    const double hit = (1 - smoothing) * classWeight(a.classWeights, a.targets[n]);
    const Floats factor = splat((float)(upstream * (hit + spread * allWeights))), even = splat((float)(-upstream * spread));
    forEachVector(a.C, EACH_VECTOR {
      Floats gradient = exponential(load(p + i, count)) * factor;
      gradient = fma(even, a.classWeights ? load(a.classWeights + i, count) : splat(1.0f), gradient);
      store(d + i, count, load(d + i, count) + gradient);
    });
    d[a.targets[n]] -= (float)(upstream * hit);
  }
}

/** ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|) */
INLINE Floats softplus(Floats x) {
  Floats magnitude = select(x < splat(0.0f), -x, x);
  return atLeast(x, splat(0.0f)) + logarithmOfOnePlus(exponential(-magnitude));
}
/** perItem = posWeight y softplus(-x) + (1 - y) softplus(x) */
static void binaryCrossEntropyForward(const BinaryCrossEntropyForwardArguments& a) {
  DoubleSum total;
  for (Index n = 0; n < a.N; n++)
    forEachVector(a.C, EACH_VECTOR {
      Floats x = load(a.logits + n * a.C + i, count), y = load(a.targets + n * a.C + i, count);
      Floats positive = a.posWeight ? load(a.posWeight + i, count) : splat(1.0f);
      Floats item = fma(positive * y, softplus(-x), (splat(1.0f) - y) * softplus(x));
      float* out = a.perItem + n * a.C + i;
      store(out, count, item);
      total.add(load(out, count));
    });
  a.loss[0] = (float)(a.mean ? total.total() / ((double)a.N * a.C) : total.total());
}
/** d perItem / dx = (1 - y) sigma(x) - posWeight y (1 - sigma(x)) */
static void binaryCrossEntropyBackward(const BinaryCrossEntropyBackwardArguments& a) {
  const Floats upstream = splat((float)(a.mean ? (double)a.dLoss[0] / ((double)a.N * a.C) : (double)a.dLoss[0]));
  for (Index n = 0; n < a.N; n++)
    forEachVector(a.C, EACH_VECTOR {
      Floats x = load(a.logits + n * a.C + i, count), y = load(a.targets + n * a.C + i, count);
      Floats positive = a.posWeight ? load(a.posWeight + i, count) : splat(1.0f);
      Floats gradient = (splat(1.0f) - y) * sigmoid(x) - positive * y * sigmoid(-x);
      float* d = a.dLogits + n * a.C + i;
      store(d, count, fma(upstream, gradient, load(d, count)));
    });
}
