// The factors of a matrix product, copied ("packed") into the order in which the inner loop of gemm.h reads them: panels of TILE_ROWS rows
// of A and of TILE_COLUMNS columns of B.

#define TILE_COLUMNS (TILE_VECTORS * VECTOR_WIDTH)

static const int blockDepth = 256;     // k per block: a panel of B stays in the first-level cache
static const int blockRows = 96;       // rows of A per block: a packed block stays in the second-level cache
static const int blockColumns = 2048;  // columns of B packed at once when B is used only once

/** A matrix as it lies in memory: element (i, j) at base + row(i) * rowStride + j * columnStride, row(i) = index ? index[i] : i. */
struct MatrixView {
  const float* base;
  Index rowStride, columnStride;
  const int* index;

  ALWAYS_INLINE const float* row(Index i) const { return base + (index ? index[i] : i) * rowStride; }
};
/** Where the rows of a result go. */
struct ResultView {
  float* base;
  Index rowStride;
  const int* index;

  ALWAYS_INLINE float* row(Index i) const { return base + (index ? index[i] : i) * rowStride; }
};

INLINE Index smaller(Index a, Index b) { return a < b ? a : b; }
INLINE Index roundUp(Index n, Index unit) { return (n + unit - 1) / unit * unit; }

/** Floats that a packed B of K x N takes. */
INLINE Index packedFloats(Index K, Index N) { return K * roundUp(N, TILE_COLUMNS); }

typedef float Quad __attribute__((vector_size(16)));
typedef float StoredQuad __attribute__((vector_size(16), aligned(4), may_alias));
#if defined(__clang__)
#define SHUFFLE_QUADS(a, b, i, j, k, l) __builtin_shufflevector(a, b, i, j, k, l)
#else
#define SHUFFLE_QUADS(a, b, i, j, k, l) __builtin_shuffle(a, b, (int __attribute__((vector_size(16)))){i, j, k, l})
#endif
/** to[d * step + i] = from_i[d] for i, d < 4: what packing does all the time, in vectors. */
INLINE void transposeQuads(const float* from0, const float* from1, const float* from2, const float* from3, float* to, Index step) {
  const Quad a = *(const StoredQuad*)from0, b = *(const StoredQuad*)from1, c = *(const StoredQuad*)from2, d = *(const StoredQuad*)from3;
  const Quad ab01 = SHUFFLE_QUADS(a, b, 0, 4, 1, 5), ab23 = SHUFFLE_QUADS(a, b, 2, 6, 3, 7);
  const Quad cd01 = SHUFFLE_QUADS(c, d, 0, 4, 1, 5), cd23 = SHUFFLE_QUADS(c, d, 2, 6, 3, 7);
  *(StoredQuad*)to = SHUFFLE_QUADS(ab01, cd01, 0, 1, 4, 5);
  *(StoredQuad*)(to + step) = SHUFFLE_QUADS(ab01, cd01, 2, 3, 6, 7);
  *(StoredQuad*)(to + 2 * step) = SHUFFLE_QUADS(ab23, cd23, 0, 1, 4, 5);
  *(StoredQuad*)(to + 3 * step) = SHUFFLE_QUADS(ab23, cd23, 2, 3, 6, 7);
}

/** One block of B, `depth` rows from k0 and `columns` from n0, as panels [depth][TILE_COLUMNS], zero beyond the last column. */
static void packRight(const MatrixView& b, Index k0, Index depth, Index n0, Index columns, float* __restrict out) {
  for (Index j0 = 0; j0 < columns; j0 += TILE_COLUMNS, out += depth * TILE_COLUMNS) {
    const Index count = smaller(TILE_COLUMNS, columns - j0);
    if (count == TILE_COLUMNS && b.columnStride == 1) {
      for (Index k = 0; k < depth; k++) {
        const float* from = b.row(k0 + k) + n0 + j0;
        for (int v = 0; v < TILE_VECTORS; v++) store(out + k * TILE_COLUMNS + v * width, load(from + v * width));
      }
    } else if (count == TILE_COLUMNS && b.rowStride == 1 && !b.index) {
      // B is stored transposed: read a few rows of it at a time along k
      const float* from = b.base + k0 + (n0 + j0) * b.columnStride;
      Index k = 0;
      for (; k + 8 <= depth; k += 8)
        for (int j = 0; j < TILE_COLUMNS; j += 4) {
          const float* p = from + k + j * b.columnStride;
          float* to = out + k * TILE_COLUMNS + j;
          for (int d = 0; d < 8; d += 4)
            transposeQuads(p + d, p + b.columnStride + d, p + 2 * b.columnStride + d, p + 3 * b.columnStride + d, to + d * TILE_COLUMNS, TILE_COLUMNS);
        }
      for (; k < depth; k++)
        for (int j = 0; j < TILE_COLUMNS; j++) out[k * TILE_COLUMNS + j] = from[k + j * b.columnStride];
    } else {
      for (Index k = 0; k < depth; k++) {
        const float* from = b.row(k0 + k) + (n0 + j0) * b.columnStride;
        for (int j = 0; j < TILE_COLUMNS; j++) out[k * TILE_COLUMNS + j] = j < count ? from[j * b.columnStride] : 0.0f;
      }
    }
  }
}

/** All of B, block after block, as multiplyPacked reads it. */
static void packWholeRight(const MatrixView& b, Index K, Index N, float* out) {
  const Index columns = roundUp(N, TILE_COLUMNS);
  for (Index k0 = 0; k0 < K; k0 += blockDepth) packRight(b, k0, smaller(blockDepth, K - k0), 0, N, out + k0 * columns);
}

/**
 * Rows of the next tile when `left` remain: the last two tiles share what is left, since a tile of one or two rows has too few sums to keep
 * the multipliers busy.
 */
INLINE Index nextTileRows(Index left) { return left <= TILE_ROWS ? left : left < 2 * TILE_ROWS ? (left + 1) / 2 : TILE_ROWS; }

/** One panel of A: `count` rows from m, `depth` from k0, as [depth][count]. Four rows at a time; the last four may overlap those before. */
INLINE void packPanel(const MatrixView& a, Index m, Index count, Index k0, Index depth, float* __restrict out) {
  Index k = 0;
  if (a.columnStride == 1) {
    const float* from[TILE_ROWS];
    for (Index i = 0; i < count; i++) from[i] = a.row(m + i) + k0;
    if (count >= 4)
      for (; k + 4 <= depth; k += 4)
        for (Index next = 0; next < count; next += 4) {
          const Index i = smaller(next, count - 4);
          transposeQuads(from[i] + k, from[i + 1] + k, from[i + 2] + k, from[i + 3] + k, out + k * count + i, count);
        }
    for (; k < depth; k++)
      for (Index i = 0; i < count; i++) out[k * count + i] = from[i][k];
  } else if (count >= 4 && a.rowStride == 1 && !a.index) {
    const float* from = a.base + m + k0 * a.columnStride;
    for (; k < depth; k++, from += a.columnStride, out += count)
      for (Index next = 0; next < count; next += 4) {
        const Index i = smaller(next, count - 4);
        *(StoredQuad*)(out + i) = *(const StoredQuad*)(from + i);
      }
  } else {
    for (; k < depth; k++)
      for (Index i = 0; i < count; i++) out[k * count + i] = a.row(m + i)[(k0 + k) * a.columnStride];
  }
}
/** A block of A, `rows` from m0 and `depth` from k0, as panels of nextTileRows rows. */
static void packLeft(const MatrixView& a, Index m0, Index rows, Index k0, Index depth, float* __restrict out) {
  // When A lies transposed, each k is a row of its own far from the next: so few of them at a time that they stay in the first-level cache
  const Index chunk = a.columnStride == 1 ? depth : 8;
  for (Index k = 0; k < depth; k += chunk)
    for (Index i = 0, count; i < rows; i += count) {
      count = nextTileRows(rows - i);
      float* panel = out + i * depth + k * count;
      const Index part = smaller(chunk, depth - k);
      // a full panel has a path of its own, in which the number of rows is a constant
      if (count == TILE_ROWS) packPanel(a, m0 + i, TILE_ROWS, k0 + k, part, panel);
      else packPanel(a, m0 + i, count, k0 + k, part, panel);
    }
}
