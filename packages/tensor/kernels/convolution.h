// Convolution over time and the maximum over time, for words of different lengths: x [L, N, C] is N words of at most L characters.
//
// The words are copied one after the other, each with its zeros on both sides, so that a window is k * C floats in one piece and the windows of
// a word begin C floats apart: the rows of a matrix product that lie over each other, and nothing is copied k times.

struct WordRows {
  int rows;         // characters and zeros of all words
  int windows;      // of all words
  int* firstRow;    // [N]
  int* windowsOf;   // [N]
};
/** Reserves the lists and fills them; false when there is no room. */
static bool layOutWords(int L, int N, int k, int padding, const int* lengths, Scratch& scratch, WordRows& words) {
  words.rows = words.windows = 0;
  words.firstRow = scratch.ints(N);
  words.windowsOf = scratch.ints(N);
  if (scratch.exhausted()) return false;
  for (int n = 0; n < N; n++) {
    const int rows = clampedLength(lengths, n, L) + 2 * padding, windows = rows - k + 1;
    words.firstRow[n] = words.rows;
    words.windowsOf[n] = windows > 0 ? windows : 0;
    words.rows += rows;
    words.windows += words.windowsOf[n];
  }
  return true;
}
/** x as rows [words.rows, C] with the zeros. */
static void copyWords(int L, int N, int C, int padding, const int* lengths, const float* x, const WordRows& words, float* out) {
  for (int n = 0; n < N; n++) {
    const int length = clampedLength(lengths, n, L);
    float* rows = out + (Index)words.firstRow[n] * C;
    clearRow((Index)padding * C, rows);
    for (int t = 0; t < length; t++) copyRow(C, x + ((Index)t * N + n) * C, rows + (Index)(padding + t) * C);
    clearRow((Index)padding * C, rows + (Index)(padding + length) * C);
  }
}
/** out: W [F, C, k] in the order of a window's floats, rows of k * C that are `stride` floats apart, zeros between. */
static void windowOrder(Index F, Index C, Index k, Index stride, const float* W, float* out) {
  for (Index f = 0; f < F; f++, out += stride) {
    for (Index c = 0; c < C; c++)
      for (Index d = 0; d < k; d++) out[d * C + c] = W[(f * C + c) * k + d];
    for (Index i = k * C; i < stride; i++) out[i] = 0.0f;
  }
}

/** argmax: the first window that holds the maximum. A word without a window has y 0 and argmax -1. */
static void convolutionMaxForward(const ConvolutionMaxForwardArguments& a, Scratch& scratch) {
  const Index F = a.F, span = (Index)a.k * a.C;
  WordRows words;
  if (!layOutWords(a.L, a.N, a.k, a.padding, a.lengths, scratch, words)) return;
  float *rows = scratch.floats((Index)words.rows * a.C), *weights = scratch.floats(F * span), *sums = scratch.floats(words.windows * F);
  int* windowRow = scratch.ints(words.windows);
  float* space = takeGemmScratch(scratch, F, span);
  if (scratch.exhausted()) return;
  copyWords(a.L, a.N, a.C, a.padding, a.lengths, a.x, words, rows);
  windowOrder(F, a.C, a.k, span, a.W, weights);
  for (int n = 0, w = 0; n < a.N; n++)
    for (int t = 0; t < words.windowsOf[n]; t++) windowRow[w++] = words.firstRow[n] + t;
  multiply(words.windows, F, span, {rows, a.C, 1, windowRow}, {weights, 1, span, nullptr}, {sums, F, nullptr}, false, space);
  const float* ofWord = sums;
  for (int n = 0; n < a.N; n++) {
    const int windows = words.windowsOf[n];
    forEachVector(F, EACH_VECTOR {
      Floats best = splat(0.0f);
      Ints at = splatInt(-1);
      for (int t = 0; t < windows; t++) {
        const Floats v = load(ofWord + t * F + i, count);
        const Ints better = t == 0 ? splatInt(-1) : (v > best) | (v != v);  // the first maximum wins; a NaN wins and stays
        best = select(better, v, best);
        at = selectInts(better, splatInt(t), at);
      }
      if (windows > 0) best += load(a.b + i, count);
      store(a.y + n * F + i, count, best);
      storeInts(a.argmax + n * F + i, count, at);
    });
    ofWord += windows * F;
  }
}
/**
 * Only the windows that won: dW[f] += dy x_window, dx_window += dy W[f]. In whole vectors: what lies beyond a window's floats has weights of 0, and its
 * products with x are left lying.
 */
static void convolutionMaxBackward(const ConvolutionMaxBackwardArguments& a, Scratch& scratch) {
  const Index F = a.F, stride = roundUp((Index)a.k * a.C, width);
  WordRows words;
  if (!layOutWords(a.L, a.N, a.k, a.padding, a.lengths, scratch, words)) return;
  const Index size = (Index)words.rows * a.C + width;  // the last window may be read beyond its end
  float *rows = scratch.floats(size), *dRows = scratch.floats(size);
  float *weights = scratch.floats(F * stride), *dWeights = scratch.floats(F * stride);
  if (scratch.exhausted()) return;
  clearRow(width, rows + size - width);
  copyWords(a.L, a.N, a.C, a.padding, a.lengths, a.x, words, rows);
  windowOrder(F, a.C, a.k, stride, a.W, weights);
  clearRow(size, dRows);
  clearRow(F * stride, dWeights);
  for (int n = 0; n < a.N; n++)
    for (Index f = 0; f < F; f++) {
      const int t = a.argmax[n * F + f];
      if (t < 0) continue;
      const float dy = a.dy[n * F + f];
      const Index window = (Index)(words.firstRow[n] + t) * a.C;
      if (a.dx) addRow(stride, dy, weights + f * stride, dRows + window);
      if (a.dW) addRow(stride, dy, rows + window, dWeights + f * stride);
      if (a.db) a.db[f] += dy;
    }
  if (a.dx)
    for (int n = 0; n < a.N; n++)
      for (int t = 0; t < clampedLength(a.lengths, n, a.L); t++)
        addRow(a.C, 1.0f, dRows + (Index)(words.firstRow[n] + a.padding + t) * a.C, a.dx + ((Index)t * a.N + n) * a.C);
  if (a.dW)
    for (Index f = 0; f < F; f++)
      for (Index c = 0; c < a.C; c++)
        for (Index d = 0; d < a.k; d++) a.dW[(f * a.C + c) * a.k + d] += dWeights[f * stride + d * a.C + c];
}
