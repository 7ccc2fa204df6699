// C (+)= A B in single precision. Both factors are first packed (gemm-packing.h) into the order in which the inner loop reads them; the
// inner loop keeps a tile of TILE_ROWS x TILE_COLUMNS results in registers.
//
// Every element of C is the same chain of fused multiply-adds over k (in blocks of `blockDepth`), wherever its row falls in a tile and
// however many other rows there are: batch mates change no bit of a result.

// Left to itself, clang turns the addresses in the inner loop into sums that V8 cannot fold into the loads, and spills: with this it takes the
// two pointers anew in each round and reads at constant offsets from them. In WebAssembly that doubles the speed of a 6 x 8 tile.
#if defined(__wasm__)
#define HIDE_POINTERS(a, b) __asm__("" : "+r"(a), "+r"(b))
#else
#define HIDE_POINTERS(a, b)
#endif

/** rows[0..R)[column ..] (+)= packed A panel [depth][R] times packed B panel [depth][TILE_COLUMNS]. */
template <int R>
NOINLINE void multiplyTile(Index depth, const float* a, const float* b, float* const* rows, Index column, bool accumulate) {
  Floats c[R][TILE_VECTORS];
  UNROLL(32)
  for (int i = 0; i < R; i++) {
    UNROLL(8)
    for (int j = 0; j < TILE_VECTORS; j++) c[i][j] = splat(0.0f);
  }
  UNROLL(1)  // more spills registers in WebAssembly and gains nothing elsewhere
  for (Index k = 0; k < depth; k++, a += R, b += TILE_COLUMNS) {
    HIDE_POINTERS(a, b);
    Floats right[TILE_VECTORS];
    UNROLL(8)
    for (int j = 0; j < TILE_VECTORS; j++) right[j] = load(b + j * width);
  UNROLL(32)
    for (int i = 0; i < R; i++) {
      Floats left = splat(a[i]);
    UNROLL(8)
      for (int j = 0; j < TILE_VECTORS; j++) c[i][j] = fma(left, right[j], c[i][j]);
    }
  }
  UNROLL(32)
  for (int i = 0; i < R; i++) {
    UNROLL(8)
    for (int j = 0; j < TILE_VECTORS; j++) {
      float* p = rows[i] + column + j * width;
      store(p, accumulate ? load(p) + c[i][j] : c[i][j]);
    }
  }
}
/** The tile with the number of rows that are left: a loop over 1 .. TILE_ROWS that the compiler unrolls to a chain of tests. */
template <int R>
INLINE void multiplyTileOf(Index count, Index depth, const float* a, const float* b, float* const* rows, Index column, bool accumulate) {
  if constexpr (R > 1) {
    if (count != R) return multiplyTileOf<R - 1>(count, depth, a, b, rows, column, accumulate);
  }
  multiplyTile<R>(depth, a, b, rows, column, accumulate);
}

/** A packed block of A (rowCount x depth) times a packed block of B (depth x columns) into rows m0.. and columns n0.. of C. */
static void multiplyBlock(Index depth, Index rowCount, Index columns, const float* a, const float* b, const ResultView& c, Index m0, Index n0,
                          bool accumulate) {
  float* rows[blockRows];
  for (Index i = 0; i < rowCount; i++) rows[i] = c.row(m0 + i) + n0;
  for (Index j = 0; j < columns; j += TILE_COLUMNS, b += depth * TILE_COLUMNS) {
    const Index count = smaller(TILE_COLUMNS, columns - j);
    for (Index i = 0, tileRows; i < rowCount; i += tileRows) {
      tileRows = nextTileRows(rowCount - i);
      if (count == TILE_COLUMNS) {
        multiplyTileOf<TILE_ROWS>(tileRows, depth, a + i * depth, b, rows + i, j, accumulate);
      } else {
        // the last panel is wider than C: compute it aside and copy what belongs to C
        float aside[TILE_ROWS * TILE_COLUMNS] __attribute__((aligned(64)));
        float* asideRows[TILE_ROWS];
        for (int r = 0; r < TILE_ROWS; r++) asideRows[r] = aside + r * TILE_COLUMNS;
        multiplyTileOf<TILE_ROWS>(tileRows, depth, a + i * depth, b, asideRows, 0, false);
        for (Index r = 0; r < tileRows; r++)
          for (Index n = 0; n < count; n++) {
            float* p = rows[i + r] + j + n;
            *p = accumulate ? *p + asideRows[r][n] : asideRows[r][n];
          }
      }
    }
  }
}

/** Floats that the packed blocks of A take while multiplying. */
static const Index leftBlockFloats = (Index)blockRows * blockDepth;

/** C [M, N] (+)= A times a B that packWholeRight has packed. leftBlock: scratch of leftBlockFloats. */
static void multiplyPacked(Index M, Index N, Index K, const MatrixView& a, const float* packedB, const ResultView& c, bool accumulate, float* leftBlock) {
  const Index columns = roundUp(N, TILE_COLUMNS);
  for (Index k0 = 0; k0 < K; k0 += blockDepth) {
    const Index depth = smaller(blockDepth, K - k0);
    for (Index m0 = 0; m0 < M; m0 += blockRows) {
      const Index rows = smaller(blockRows, M - m0);
      packLeft(a, m0, rows, k0, depth, leftBlock);
      multiplyBlock(depth, rows, N, leftBlock, packedB + k0 * columns, c, m0, 0, accumulate || k0 > 0);
    }
  }
}

/** Scratch of multiply: one block of A and one of B. */
INLINE float* takeGemmScratch(Scratch& scratch, Index N, Index K) {
  return scratch.floats(leftBlockFloats + smaller(K, blockDepth) * roundUp(smaller(N, blockColumns), TILE_COLUMNS));
}
/** C [M, N] (+)= A B, packing B as it goes. */
static void multiply(Index M, Index N, Index K, const MatrixView& a, const MatrixView& b, const ResultView& c, bool accumulate, float* gemmScratch) {
  float* rightBlock = gemmScratch + leftBlockFloats;
  if (K == 0 && !accumulate)
    for (Index m = 0; m < M; m++)
      for (Index n = 0; n < N; n++) c.row(m)[n] = 0.0f;
  for (Index n0 = 0; n0 < N; n0 += blockColumns) {
    const Index columns = smaller(blockColumns, N - n0);
    for (Index k0 = 0; k0 < K; k0 += blockDepth) {
      const Index depth = smaller(blockDepth, K - k0);
      packRight(b, k0, depth, n0, columns, rightBlock);
      for (Index m0 = 0; m0 < M; m0 += blockRows) {
        const Index rows = smaller(blockRows, M - m0);
        packLeft(a, m0, rows, k0, depth, gemmScratch);
        multiplyBlock(depth, rows, columns, gemmScratch, rightBlock, c, m0, n0, accumulate || k0 > 0);
      }
    }
  }
}

/** out[j] += sum over rows of x[r][j], x [rows, columns]; several vectors of columns at a time, to use whole cache lines. */
static void addColumnSums(Index rows, Index columns, const float* x, float* out) {
  const int vectors = 4;
  Index j = 0;
  for (; j + vectors * width <= columns; j += vectors * width) {
    Floats sums[vectors] = {};
    for (Index r = 0; r < rows; r++)
      for (int v = 0; v < vectors; v++) sums[v] += load(x + r * columns + j + v * width);
    for (int v = 0; v < vectors; v++) store(out + j + v * width, load(out + j + v * width) + sums[v]);
  }
  forEachVector(columns - j, EACH_VECTOR {
    Floats sum = splat(0.0f);
    for (Index r = 0; r < rows; r++) sum += load(x + r * columns + j + i, count);
    store(out + j + i, count, load(out + j + i, count) + sum);
  });
}

static void gemm(const GemmArguments& a, Scratch& scratch) {
  float* space = takeGemmScratch(scratch, a.N, a.K);
  if (scratch.exhausted()) return;
  multiply(a.M, a.N, a.K, {a.a, a.aRow, a.aColumn, nullptr}, {a.b, a.bRow, a.bColumn, nullptr}, {a.c, a.ldC, nullptr}, a.accumulate != 0, space);
}

static void linearForward(const LinearForwardArguments& a, Scratch& scratch) {
  float* space = takeGemmScratch(scratch, a.O, a.I);
  if (scratch.exhausted()) return;
  if (a.b)
    for (Index n = 0; n < a.N; n++) forEachVector(a.O, EACH_VECTOR { store(a.y + n * a.O + i, count, load(a.b + i, count)); });
  multiply(a.N, a.O, a.I, {a.x, a.I, 1, nullptr}, {a.W, 1, a.I, nullptr}, {a.y, a.O, nullptr}, a.b != nullptr, space);
}

/** dx += dy W, dW += dy^T x, db += column sums of dy. */
static void linearBackward(const LinearBackwardArguments& a, Scratch& scratch) {
  float* space = takeGemmScratch(scratch, a.I, a.O > a.N ? a.O : a.N);
  if (scratch.exhausted()) return;
  if (a.dx) multiply(a.N, a.I, a.O, {a.dy, a.O, 1, nullptr}, {a.W, a.I, 1, nullptr}, {a.dx, a.I, nullptr}, true, space);
  if (a.dW) multiply(a.O, a.I, a.N, {a.dy, 1, a.O, nullptr}, {a.x, a.I, 1, nullptr}, {a.dW, a.I, nullptr}, true, space);
  if (a.db) addColumnSums(a.N, a.O, a.dy, a.db);
}
