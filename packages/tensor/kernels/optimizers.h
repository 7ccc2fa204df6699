// One update of a parameter and its state. The `Rows` forms do the same to the listed rows only.

INLINE Floats decayedGradient(Floats gradient, Floats p, float gradientScale, float weightDecay) {
  return fma(splat(weightDecay), p, splat(gradientScale) * gradient);
}

template <class Arguments>
INLINE void sgdUpdate(const Arguments& a, Index start, Index n) {
  const Floats momentum = splat(a.momentum), rate = splat(-a.lr);
  float *p = a.p + start, *velocity = a.velocity ? a.velocity + start : nullptr;
  const float* gradient = a.gradient + start;
  forEachVector(n, EACH_VECTOR {
    Floats x = load(p + i, count), g = decayedGradient(load(gradient + i, count), x, a.gradientScale, a.weightDecay);
    if (velocity) {
      Floats v = fma(momentum, load(velocity + i, count), g);
      store(velocity + i, count, v);
      g = a.nesterov ? fma(momentum, v, g) : v;
    }
    store(p + i, count, fma(rate, g, x));
  });
}
template <class Arguments>
INLINE void adamUpdate(const Arguments& a, Index start, Index n) {
  float *p = a.p + start, *m = a.m + start, *v = a.v + start, *vMax = a.vMax ? a.vMax + start : nullptr;
  const float* gradient = a.gradient + start;
  const Floats beta1 = splat(a.beta1), beta2 = splat(a.beta2), rest1 = splat(1.0f - a.beta1), rest2 = splat(1.0f - a.beta2);
  const Floats keep = splat(1.0f - a.lr * a.decoupledDecay), rate = splat(-a.lr / a.correction1), eps = splat(a.eps);
  const Floats unbias2 = splat(1.0f / a.correction2);
  forEachVector(n, EACH_VECTOR {
    Floats x = load(p + i, count) * keep, g = decayedGradient(load(gradient + i, count), x, a.gradientScale, a.weightDecay);
    Floats first = fma(beta1, load(m + i, count), rest1 * g), second = fma(beta2, load(v + i, count), rest2 * g * g);
    store(m + i, count, first);
    store(v + i, count, second);
    if (vMax) {
      second = atLeast(second, load(vMax + i, count));
      store(vMax + i, count, second);
    }
    store(p + i, count, fma(rate, first / (squareRoot(second * unbias2) + eps), x));
  });
}
template <class Arguments>
INLINE void adagradUpdate(const Arguments& a, Index start, Index n) {
  float *p = a.p + start, *sum = a.sumSquares + start;
  const float* gradient = a.gradient + start;
  forEachVector(n, EACH_VECTOR {
    Floats x = load(p + i, count), g = decayedGradient(load(gradient + i, count), x, a.gradientScale, a.weightDecay);
    Floats s = fma(g, g, load(sum + i, count));
    store(sum + i, count, s);
    // a number that never had a gradient has s = 0: eps 0 must not turn it into NaN
    Floats step = select(g == splat(0.0f), splat(0.0f), g / (squareRoot(s) + splat(a.eps)));
    store(p + i, count, fma(splat(-a.lr), step, x));
  });
}

static void sgdStep(const SgdStepArguments& a) { sgdUpdate(a, 0, a.n); }
static void adamStep(const AdamStepArguments& a) { adamUpdate(a, 0, a.n); }
static void adagradStep(const AdagradStepArguments& a) { adagradUpdate(a, 0, a.n); }
static void sgdStepRows(const SgdStepRowsArguments& a) {
  for (Index r = 0; r < a.rowCount; r++) sgdUpdate(a, (Index)a.rows[r] * a.D, a.D);
}
static void adamStepRows(const AdamStepRowsArguments& a) {
  for (Index r = 0; r < a.rowCount; r++) adamUpdate(a, (Index)a.rows[r] * a.D, a.D);
}
static void adagradStepRows(const AdagradStepRowsArguments& a) {
  for (Index r = 0; r < a.rowCount; r++) adagradUpdate(a, (Index)a.rows[r] * a.D, a.D);
}
