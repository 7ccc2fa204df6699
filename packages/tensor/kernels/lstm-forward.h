// One direction of one LSTM layer over a whole batch. One product projects the inputs of all tokens; each step then adds the recurrent
// product of its running rows and applies the gates. See README.md for the equations.

/**
 * Gates of one row: g [4H] pre-activations in, activations out. Function by function: each loop is short, so that its constants stay in
 * registers and the processor works on several vectors at once.
 */
INLINE void gateRow(Index H, float* g, const float* previousCell, float* cell, float* tanhCell, float* hidden, float* y) {
  forEachVector(2 * H, EACH_VECTOR { store(g + i, count, sigmoid(load(g + i, count))); });
  forEachVector(H, EACH_VECTOR { store(g + 2 * H + i, count, hyperbolicTangent(load(g + 2 * H + i, count))); });
  forEachVector(H, EACH_VECTOR { store(g + 3 * H + i, count, sigmoid(load(g + 3 * H + i, count))); });
  forEachVector(H, EACH_VECTOR {
    Floats in = load(g + i, count), forget = load(g + H + i, count), candidate = load(g + 2 * H + i, count), out = load(g + 3 * H + i, count);
    Floats c = fma(forget, load(previousCell + i, count), in * candidate);
    Floats t = hyperbolicTangent(c);
    Floats h = out * t;
    store(cell + i, count, c);
    store(tanhCell + i, count, t);
    store(hidden + i, count, h);
    store(y + i, count, h);
  });
}

/** The initial states, in sorted order, at the head of a state array. */
static void copyInitialState(const SequencePacking& p, int B, Index H, const float* initial, float* state) {
  for (int r = 0; r < B; r++) {
    if (initial) copyRow(H, initial + p.order[r] * H, state + r * H);
    else clearRow(H, state + r * H);
  }
}
/** The state after each sequence's own last step, back in batch order. */
static void copyFinalState(const SequencePacking& p, int B, Index H, const float* state, float* final) {
  for (int r = 0; r < B; r++) {
    const Index row = p.lengths[r] == 0 ? r : B + p.stepStart[p.lengths[r] - 1] + r;
    copyRow(H, state + row * H, final + p.order[r] * H);
  }
}

static void lstmForward(const LstmForwardArguments& a, Scratch& scratch) {
  const Index H = a.H, I = a.I, N = 4 * H;
  const int tokens = countTokens(a.T, a.B, a.lengths);
  SequencePacking packing = takePacking(a.T, a.B, scratch);
  float* leftBlock = scratch.floats(leftBlockFloats);
  float* packedWeights = scratch.floats(packedFloats(I > H ? I : H, N));
  float* kept = a.saved ? a.saved : scratch.floats(lstmSavedFloats(tokens, a.B, H));
  if (scratch.exhausted()) return;

  fillPacking(packing, a.T, a.B, a.lengths, a.reverse != 0);
  const LstmSaved saved = savedAt(kept, tokens, a.B, H);
  copyInitialState(packing, a.B, H, a.c0, saved.cell);
  copyInitialState(packing, a.B, H, a.h0, saved.hidden);

  for (Index p = 0; p < tokens; p++) copyRow(N, a.b, saved.gates + p * N);
  packWholeRight({a.W, 1, I, nullptr}, I, N, packedWeights);
  multiplyPacked(tokens, N, I, {a.x, a.ldX, 1, packing.batchRow}, packedWeights, {saved.gates, N, nullptr}, true, leftBlock);

  packWholeRight({a.U, 1, H, nullptr}, H, N, packedWeights);
  const float* recurrent = a.cell ? saved.cell : saved.hidden;  // what the gates see of the step before
  for (int s = 0; s < packing.steps; s++) {
    const Index start = packing.stepStart[s], running = packing.running(s);
    const Index before = s == 0 ? 0 : a.B + packing.stepStart[s - 1];
    multiplyPacked(running, N, H, {recurrent + before * H, H, 1, nullptr}, packedWeights, {saved.gates + start * N, N, nullptr}, true, leftBlock);
    for (Index r = 0; r < running; r++) {
      const Index token = start + r, state = a.B + token;
      gateRow(H, saved.gates + token * N, saved.cell + (before + r) * H, saved.cell + state * H, saved.tanhCell + token * H, saved.hidden + state * H,
              a.y + (Index)packing.batchRow[token] * a.ldY);
    }
  }

  for (int b = 0; b < a.B; b++)
    for (int t = clampedLength(a.lengths, b, a.T); t < a.T; t++) clearRow(H, a.y + ((Index)t * a.B + b) * a.ldY);
  if (a.hN) copyFinalState(packing, a.B, H, saved.hidden, a.hN);
  if (a.cN) copyFinalState(packing, a.B, H, saved.cell, a.cN);
}
