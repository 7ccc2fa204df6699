// Rows of a table by id, bags of rows, and their gradients. A gradient of a large table is kept sparse: `rows` lists the rows that have one.

/** to[0..D) += factor * from[0..D) */
INLINE void addRow(Index D, float factor, const float* from, float* to) {
  const Floats f = splat(factor);
  forEachVector(D, EACH_VECTOR { store(to + i, count, fma(f, load(from + i, count), load(to + i, count))); });
}
INLINE void clearRow(Index D, float* x) {
  forEachVector(D, EACH_VECTOR { store(x + i, count, splat(0.0f)); });
}
/** Appends `row` to the list unless it is there. */
INLINE void noteRow(int row, int* rows, int* rowCount, int* seen) {
  if (seen[row]) return;
  seen[row] = 1;
  rows[rowCount[0]++] = row;
}

static void gatherRows(const GatherRowsArguments& a) {
  for (Index r = 0; r < a.n; r++) {
    const float* from = a.table + (Index)a.ids[r] * a.D;
    forEachVector(a.D, EACH_VECTOR { store(a.y + r * a.D + i, count, load(from + i, count)); });
  }
}
static void scatterAddRows(const ScatterAddRowsArguments& a) {
  for (Index r = 0; r < a.n; r++) addRow(a.D, 1.0f, a.dy + r * a.D, a.dTable + (Index)a.ids[r] * a.D);
}
static void scatterAddSparse(const ScatterAddSparseArguments& a) {
  for (Index r = 0; r < a.n; r++) {
    const int id = a.ids[r];
    if (id == a.paddingId) continue;
    noteRow(id, a.rows, a.rowCount, a.seen);
    addRow(a.D, 1.0f, a.dy + r * a.D, a.dTable + (Index)id * a.D);
  }
}

static void bagForward(const BagForwardArguments& a) {
  for (Index u = 0; u < a.U; u++) {
    const int first = a.starts[u], end = a.starts[u + 1];
    float* y = a.y + u * a.D;
    const Floats share = splat(a.mean && end > first ? 1.0f / (float)(end - first) : 1.0f);
    forEachVector(a.D, EACH_VECTOR {
      Floats sum = splat(0.0f);
      for (int j = first; j < end; j++) sum = fma(splat(a.weights ? a.weights[j] : 1.0f), load(a.table + (Index)a.ids[j] * a.D + i, count), sum);
      store(y + i, count, sum * share);
    });
  }
}
static void bagBackward(const BagBackwardArguments& a) {
  for (Index u = 0; u < a.U; u++) {
    const int first = a.starts[u], end = a.starts[u + 1];
    const float share = a.mean && end > first ? 1.0f / (float)(end - first) : 1.0f;
    for (int j = first; j < end; j++) {
      noteRow(a.ids[j], a.rows, a.rowCount, a.seen);
      addRow(a.D, a.weights ? share * a.weights[j] : share, a.dy + u * a.D, a.dTable + (Index)a.ids[j] * a.D);
    }
  }
}

static void mergeRows(const MergeRowsArguments& a) {
  const int n = a.sourceCount[0];
  for (int r = 0; r < n; r++) {
    const int row = a.sourceRows[r];
    noteRow(row, a.rows, a.rowCount, a.seen);
    addRow(a.D, 1.0f, a.source + (Index)row * a.D, a.target + (Index)row * a.D);
    clearRow(a.D, a.source + (Index)row * a.D);
    a.sourceSeen[row] = 0;
  }
  a.sourceCount[0] = 0;
}
static void clearRows(const ClearRowsArguments& a) {
  const int n = a.rowCount[0];
  for (int r = 0; r < n; r++) {
    clearRow(a.D, a.x + (Index)a.rows[r] * a.D);
    a.seen[a.rows[r]] = 0;
  }
  a.rowCount[0] = 0;
}
