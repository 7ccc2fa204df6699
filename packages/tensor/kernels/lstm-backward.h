// The gradients of one direction of one LSTM layer. The steps run backwards and leave dZ, the gradient of the gates' pre-activations, for
// all tokens; then one product each gives dW, dU and dX. README.md derives what is written here.

/**
 * One row of one step: from dy, the running gradients of the state and what the forward pass kept, to dz [4H]. dh is what reaches the
 * output besides dy (null: nothing); dc is replaced by the gradient of the previous cell state along the cell's own path.
 */
INLINE void gateRowGradient(Index H, const float* g, const float* previousCell, const float* tanhCell, const float* dy, const float* dh, float* dc, float* dz) {
  const Floats one = splat(1.0f);
  forEachVector(H, EACH_VECTOR {
    Floats in = load(g + i, count), forget = load(g + H + i, count), candidate = load(g + 2 * H + i, count), out = load(g + 3 * H + i, count);
    Floats t = load(tanhCell + i, count);
    Floats dOutput = splat(0.0f);
    if (dy) dOutput += load(dy + i, count);
    if (dh) dOutput += load(dh + i, count);
    Floats dCell = fma(dOutput * out, one - t * t, load(dc + i, count));
    store(dz + i, count, dCell * candidate * in * (one - in));
    store(dz + H + i, count, dCell * load(previousCell + i, count) * forget * (one - forget));
    store(dz + 2 * H + i, count, dCell * in * (one - candidate * candidate));
    store(dz + 3 * H + i, count, dOutput * t * out * (one - out));
    store(dc + i, count, dCell * forget);
  });
}

/** The gradient of the final state enters at each sequence's own last step. */
static void beginRow(Index H, const float* dFinal, Index batch, float* running) {
  if (dFinal) copyRow(H, dFinal + batch * H, running);
  else clearRow(H, running);
}

static void lstmBackward(const LstmBackwardArguments& a, Scratch& scratch) {
  const Index H = a.H, I = a.I, N = 4 * H, B = a.B;
  const int tokens = countTokens(a.T, a.B, a.lengths);
  SequencePacking packing = takePacking(a.T, a.B, scratch);
  int* previousState = scratch.ints(tokens);  // row of the state before each token
  float* leftBlock = scratch.floats(leftBlockFloats);
  float* dz = scratch.floats(tokens * N);
  float* dh = scratch.floats(B * H);
  float* dc = scratch.floats(B * H);
  Index packedSize = packedFloats(N, H > I ? H : I);
  if (packedFloats(tokens, H) > packedSize) packedSize = packedFloats(tokens, H);
  if (packedFloats(tokens, I) > packedSize) packedSize = packedFloats(tokens, I);
  float* packed = scratch.floats(packedSize);
  if (scratch.exhausted()) return;

  fillPacking(packing, a.T, a.B, a.lengths, a.reverse != 0);
  const LstmSaved saved = savedAt(a.saved, tokens, B, H);
  const float* recurrent = a.cell ? saved.cell : saved.hidden;
  for (Index r = 0; r < B; r++) {
    beginRow(H, a.dhN, packing.order[r], dh + r * H);
    beginRow(H, a.dcN, packing.order[r], dc + r * H);
  }

  packWholeRight({a.U, H, 1, nullptr}, N, H, packed);
  for (int s = packing.steps - 1; s >= 0; s--) {
    const Index start = packing.stepStart[s], running = packing.running(s);
    const Index before = s == 0 ? 0 : B + packing.stepStart[s - 1];
    for (Index r = 0; r < running; r++) {
      const Index token = start + r;
      previousState[token] = (int)(before + r);
      // with `cell` no output is fed back: dh holds only the gradient of hN, for the last step
      const bool last = packing.lengths[r] == s + 1;
      gateRowGradient(H, saved.gates + token * N, saved.cell + (before + r) * H, saved.tanhCell + token * H,
                      a.dy ? a.dy + (Index)packing.batchRow[token] * a.ldY : nullptr, !a.cell || last ? dh + r * H : nullptr, dc + r * H, dz + token * N);
    }
    if (a.cell) multiplyPacked(running, H, N, {dz + start * N, N, 1, nullptr}, packed, {dc, H, nullptr}, true, leftBlock);
    else multiplyPacked(running, H, N, {dz + start * N, N, 1, nullptr}, packed, {dh, H, nullptr}, false, leftBlock);
  }
  for (Index r = 0; r < B; r++) {
    if (a.dh0 && !a.cell) addRow(H, 1.0f, dh + r * H, a.dh0 + packing.order[r] * H);
    if (a.dc0) addRow(H, 1.0f, dc + r * H, a.dc0 + packing.order[r] * H);
  }

  if (a.dU) {
    packWholeRight({recurrent, H, 1, previousState}, tokens, H, packed);
    multiplyPacked(N, H, tokens, {dz, 1, N, nullptr}, packed, {a.dU, H, nullptr}, true, leftBlock);
  }
  if (a.dW) {
    packWholeRight({a.x, a.ldX, 1, packing.batchRow}, tokens, I, packed);
    multiplyPacked(N, I, tokens, {dz, 1, N, nullptr}, packed, {a.dW, I, nullptr}, true, leftBlock);
  }
  if (a.db) addColumnSums(tokens, N, dz, a.db);
  if (a.dx) {
    packWholeRight({a.W, I, 1, nullptr}, N, I, packed);
    multiplyPacked(tokens, I, N, {dz, N, 1, nullptr}, packed, {a.dx, a.ldX, packing.batchRow}, true, leftBlock);
  }
}
