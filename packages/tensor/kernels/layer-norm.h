// Layer normalisation of rows (Ba, Kiros and Hinton, 2016). Mean and variance in double precision: a row may sit far from 0.

static inline double squareRootOfDouble(double x) { return __builtin_sqrt(x); }

static void layerNormForward(const LayerNormForwardArguments& a) {
  for (Index n = 0; n < a.N; n++) {
    const float* x = a.x + n * a.D;
    DoubleSum total;
    forEachVector(a.D, EACH_VECTOR { total.add(load(x + i, count)); });
    const double mean = total.total() / a.D;
    double squares = 0;
    for (Index i = 0; i < a.D; i++) squares += ((double)x[i] - mean) * ((double)x[i] - mean);
    const float center = (float)mean, inverse = (float)(1.0 / squareRootOfDouble(squares / a.D + (double)a.eps));
    a.stats[2 * n] = center;
    a.stats[2 * n + 1] = inverse;
    forEachVector(a.D, EACH_VECTOR {
      Floats normal = (load(x + i, count) - splat(center)) * splat(inverse);
      store(a.y + n * a.D + i, count, fma(normal, load(a.gamma + i, count), load(a.beta + i, count)));
    });
  }
}

/** With n the normalised row and d = dy gamma: dx += (d - mean(d) - n mean(d n)) / sqrt(var + eps). */
static void layerNormBackward(const LayerNormBackwardArguments& a) {
  for (Index row = 0; row < a.N; row++) {
    const float *x = a.x + row * a.D, *dy = a.dy + row * a.D;
    const Floats center = splat(a.stats[2 * row]), inverse = splat(a.stats[2 * row + 1]);
    if (a.dx) {
      DoubleSum sum, product;
      forEachVector(a.D, EACH_VECTOR {
        Floats normal = (load(x + i, count) - center) * inverse, d = load(dy + i, count) * load(a.gamma + i, count);
        sum.add(d);
        product.addProduct(d, normal);
      });
      const Floats meanD = splat((float)(sum.total() / a.D)), meanProduct = splat((float)(product.total() / a.D));
      forEachVector(a.D, EACH_VECTOR {
        Floats normal = (load(x + i, count) - center) * inverse, d = load(dy + i, count) * load(a.gamma + i, count);
        float* dx = a.dx + row * a.D + i;
        store(dx, count, fma(inverse, d - meanD - normal * meanProduct, load(dx, count)));
      });
    }
    forEachVector(a.D, EACH_VECTOR {
      Floats d = load(dy + i, count), normal = (load(x + i, count) - center) * inverse;
      if (a.dGamma) store(a.dGamma + i, count, fma(d, normal, load(a.dGamma + i, count)));
      if (a.dBeta) store(a.dBeta + i, count, load(a.dBeta + i, count) + d);
    });
  }
}
