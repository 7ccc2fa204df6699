// Filling, copying, scaling, sums.

static void fill(const FillArguments& a) {
  forEachVector(a.n, EACH_VECTOR { store(a.x + i, count, splat(a.value)); });
}
static void copy(const CopyArguments& a) {
  forEachVector(a.n, EACH_VECTOR { store(a.y + i, count, load(a.x + i, count)); });
}
static void axpy(const AxpyArguments& a) {
  const Floats alpha = splat(a.alpha);
  forEachVector(a.n, EACH_VECTOR { store(a.y + i, count, fma(alpha, load(a.x + i, count), load(a.y + i, count))); });
}
static void scaleInPlace(const ScaleInPlaceArguments& a) {
  const Floats alpha = splat(a.alpha);
  forEachVector(a.n, EACH_VECTOR { store(a.x + i, count, alpha * load(a.x + i, count)); });
}
static void lerp(const LerpArguments& a) {
  const Floats decay = splat(a.decay), rest = splat(1.0f - a.decay);
  forEachVector(a.n, EACH_VECTOR {
    store(a.average + i, count, fma(decay, load(a.average + i, count), rest * load(a.x + i, count)));
  });
}
static void copyColumns(const CopyColumnsArguments& a) {
  for (Index r = 0; r < a.rows; r++) {
    const float* from = a.src + r * a.ldSrc;
    float* to = a.dst + r * a.ldDst;
    forEachVector(a.columns, EACH_VECTOR {
      Floats v = load(from + i, count);
      store(to + i, count, a.accumulate ? load(to + i, count) + v : v);
    });
  }
}

static void sum(const SumArguments& a) {
  DoubleSum total;
  forEachVector(a.n, EACH_VECTOR { total.add(load(a.x + i, count)); });
  a.out[0] = (float)total.total();
}
static double sumOfSquares(const float* x, Index n) {
  DoubleSum total;
  forEachVector(n, EACH_VECTOR {
    Floats v = load(x + i, count);
    total.addProduct(v, v);
  });
  return total.total();
}
static void sumSquares(const SumSquaresArguments& a) { a.out[0] = (float)sumOfSquares(a.x, a.n); }
static void sumSquaresRows(const SumSquaresRowsArguments& a) {
  double total = 0;
  for (Index r = 0; r < a.rowCount; r++) total += sumOfSquares(a.x + (Index)a.rows[r] * a.D, a.D);
  a.out[0] = (float)total;
}
