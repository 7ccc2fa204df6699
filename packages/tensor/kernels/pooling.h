// Pooling over time: x [T, B, F], each sequence over its own t < lengths[b]. A sequence of length 0 pools to 0 and has no gradient.

static void poolLastForward(const PoolLastForwardArguments& a) {
  for (int b = 0; b < a.B; b++) {
    const int length = clampedLength(a.lengths, b, a.T);
    float* y = a.y + (Index)b * a.F;
    if (length > 0) copyRow(a.F, a.x + ((Index)(length - 1) * a.B + b) * a.F, y);
    else clearRow(a.F, y);
  }
}
static void poolLastBackward(const PoolLastBackwardArguments& a) {
  for (int b = 0; b < a.B; b++) {
    const int length = clampedLength(a.lengths, b, a.T);
    if (length > 0) addRow(a.F, 1.0f, a.dy + (Index)b * a.F, a.dx + ((Index)(length - 1) * a.B + b) * a.F);
  }
}

static void poolMeanForward(const PoolMeanForwardArguments& a) {
  for (int b = 0; b < a.B; b++) {
    const int length = clampedLength(a.lengths, b, a.T);
    const Floats share = splat(length > 0 ? 1.0f / (float)length : 0.0f);
    forEachVector(a.F, EACH_VECTOR {
      Floats sum = splat(0.0f);
      for (int t = 0; t < length; t++) sum += load(a.x + ((Index)t * a.B + b) * a.F + i, count);
      store(a.y + (Index)b * a.F + i, count, sum * share);
    });
  }
}
static void poolMeanBackward(const PoolMeanBackwardArguments& a) {
  for (int b = 0; b < a.B; b++) {
    const int length = clampedLength(a.lengths, b, a.T);
    for (int t = 0; t < length; t++) addRow(a.F, 1.0f / (float)length, a.dy + (Index)b * a.F, a.dx + ((Index)t * a.B + b) * a.F);
  }
}

/** argmax is -1 for a sequence of length 0. */
static void poolMaxForward(const PoolMaxForwardArguments& a) {
  for (int b = 0; b < a.B; b++) {
    const int length = clampedLength(a.lengths, b, a.T);
    const float* x = a.x + (Index)b * a.F;
    const Index step = (Index)a.B * a.F;
    forEachVector(a.F, EACH_VECTOR {
      Floats best = length > 0 ? load(x + i, count) : splat(0.0f);
      Ints at = splatInt(length > 0 ? 0 : -1);
      for (int t = 1; t < length; t++) {
        Floats v = load(x + t * step + i, count);
        Ints better = (v > best) | (v != v);  // the first maximum wins; a NaN wins and stays
        best = select(better, v, best);
        at = selectInts(better, splatInt(t), at);
      }
      store(a.y + (Index)b * a.F + i, count, best);
      storeInts(a.argmax + (Index)b * a.F + i, count, at);
    });
  }
}
static void poolMaxBackward(const PoolMaxBackwardArguments& a) {
  const Index step = (Index)a.B * a.F;
  for (Index i = 0; i < step; i++)
    if (a.argmax[i] >= 0) a.dx[a.argmax[i] * step + i] += a.dy[i];
}

/** Lanes b .. b + count: all ones where t < lengths[b]. */
struct LengthLanes {
  int lanes[VECTOR_WIDTH];
  int longest;

  LengthLanes(const int* lengths, int T, Index b, int count) : longest(0) {
    for (int k = 0; k < width; k++) {
      lanes[k] = k < count ? clampedLength(lengths, (int)b + k, T) : 0;
      if (lanes[k] > longest) longest = lanes[k];
    }
  }
  ALWAYS_INLINE Ints running(int t) const { return splatInt(t) < loadInts(lanes); }
};

static void timeSoftmaxForward(const TimeSoftmaxForwardArguments& a) {
  const Floats zero = splat(0.0f), lowest = splat(-__builtin_inff());
  forEachVector(a.B, EACH_VECTOR {
    const LengthLanes lengths(a.lengths, a.T, i, count);
    Floats top = lowest, sum = zero;
    for (int t = 0; t < lengths.longest; t++) {
      Floats v = select(lengths.running(t), load(a.scores + (Index)t * a.B + i, count), lowest);
      top = select((v > top) | (v != v), v, top);
    }
    for (int t = 0; t < a.T; t++) {
      float* w = a.weights + (Index)t * a.B + i;
      Floats e = select(lengths.running(t), exponential(load(a.scores + (Index)t * a.B + i, count) - top), zero);
      sum += e;
      store(w, count, e);
    }
    for (int t = 0; t < lengths.longest; t++) {
      float* w = a.weights + (Index)t * a.B + i;
      store(w, count, select(lengths.running(t), load(w, count) / sum, zero));
    }
  });
}
/** dScores += w (dWeights - sum_t w dWeights) */
static void timeSoftmaxBackward(const TimeSoftmaxBackwardArguments& a) {
  const Floats zero = splat(0.0f);
  forEachVector(a.B, EACH_VECTOR {
    const LengthLanes lengths(a.lengths, a.T, i, count);
    Floats inner = zero;
    for (int t = 0; t < lengths.longest; t++) {
      Floats product = load(a.weights + (Index)t * a.B + i, count) * load(a.dWeights + (Index)t * a.B + i, count);
      inner += select(lengths.running(t), product, zero);
    }
    for (int t = 0; t < lengths.longest; t++) {
      float* d = a.dScores + (Index)t * a.B + i;
      Floats gradient = load(a.weights + (Index)t * a.B + i, count) * (load(a.dWeights + (Index)t * a.B + i, count) - inner);
      store(d, count, load(d, count) + select(lengths.running(t), gradient, zero));
    }
  });
}

static void weightedSumForward(const WeightedSumForwardArguments& a) {
  for (int b = 0; b < a.B; b++) {
    const int length = clampedLength(a.lengths, b, a.T);
    forEachVector(a.F, EACH_VECTOR {
      Floats sum = splat(0.0f);
      for (int t = 0; t < length; t++) {
        const Index row = (Index)t * a.B + b;
        sum = fma(splat(a.weights[row]), load(a.x + row * a.F + i, count), sum);
      }
      store(a.y + (Index)b * a.F + i, count, sum);
    });
  }
}
static void weightedSumBackward(const WeightedSumBackwardArguments& a) {
  for (int b = 0; b < a.B; b++) {
    const int length = clampedLength(a.lengths, b, a.T);
    const float* dy = a.dy + (Index)b * a.F;
    for (int t = 0; t < length; t++) {
      const Index row = (Index)t * a.B + b;
      if (a.dx) addRow(a.F, a.weights[row], dy, a.dx + row * a.F);
      if (a.dWeights) {
        DoubleSum product;
        forEachVector(a.F, EACH_VECTOR { product.addProduct(load(dy + i, count), load(a.x + row * a.F + i, count)); });
        a.dWeights[row] += (float)product.total();
      }
    }
  }
}
