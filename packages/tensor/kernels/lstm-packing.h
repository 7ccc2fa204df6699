// The steps that really exist. A batch of sequences of different lengths is laid out without its padding: the sequences are ordered by
// length, longest first, and step s holds only the rows of the sequences that are still running, which are a prefix of that order:
//
//   lengths 2 4 1  ->  order 1 0 2
//   step      0       1     2   3
//   rows   [1 0 2] [1 0]  [1] [1]       7 rows instead of 12
//
// A "token" is one row of one step. Going in reverse only changes which time step a token reads: len - 1 - s instead of s.

struct SequencePacking {
  int steps;       // length of the longest sequence
  int tokens;      // sum of the lengths
  int* order;      // [B] batch index of sorted row r
  int* lengths;    // [B] length of sorted row r, descending
  int* stepStart;  // [T + 1] first token of step s; running(s) = stepStart[s + 1] - stepStart[s]
  int* batchRow;   // [tokens] row t * B + b of the time-major batch

  int running(int s) const { return stepStart[s + 1] - stepStart[s]; }
};

/** Reserves the space; fillPacking writes it. */
static SequencePacking takePacking(int T, int B, Scratch& scratch) {
  SequencePacking p;
  p.steps = p.tokens = 0;
  p.order = scratch.ints(B);
  p.lengths = scratch.ints(B);
  p.stepStart = scratch.ints(T + 2);
  p.batchRow = scratch.ints((Index)T * B);
  return p;
}

INLINE int clampedLength(const int* lengths, int b, int T) {
  if (!lengths) return T;
  return lengths[b] < 0 ? 0 : lengths[b] > T ? T : lengths[b];
}

/** Number of tokens, before anything is laid out. */
static int countTokens(int T, int B, const int* lengths) {
  int tokens = 0;
  for (int b = 0; b < B; b++) tokens += clampedLength(lengths, b, T);
  return tokens;
}

/** Counting sort by length, stable, so that the layout depends on the lengths alone. */
static void fillPacking(SequencePacking& p, int T, int B, const int* lengths, bool reverse) {
  int* atLeast = p.stepStart;  // first: how many sequences are longer than s, which is also the sort's table
  for (int s = 0; s <= T + 1; s++) atLeast[s] = 0;
  for (int b = 0; b < B; b++) atLeast[clampedLength(lengths, b, T)]++;
  for (int s = T - 1; s >= 0; s--) atLeast[s] += atLeast[s + 1];  // sequences of length >= s
  for (int b = B - 1; b >= 0; b--) {
    const int length = clampedLength(lengths, b, T);
    const int r = --atLeast[length];  // from the back, so equal lengths keep their order
    p.order[r] = b;
    p.lengths[r] = length;
  }
  p.steps = B > 0 ? p.lengths[0] : 0;
  p.tokens = 0;
  int running = B;
  for (int s = 0; s < p.steps; s++) {
    while (running > 0 && p.lengths[running - 1] <= s) running--;
    p.stepStart[s] = p.tokens;
    for (int r = 0; r < running; r++) p.batchRow[p.tokens + r] = (reverse ? p.lengths[r] - 1 - s : s) * B + p.order[r];
    p.tokens += running;
  }
  p.stepStart[p.steps] = p.tokens;
}

/** What the forward pass leaves for the backward pass, in one piece of memory. States have B rows more: the initial states, sorted. */
struct LstmSaved {
  float* gates;     // [tokens, 4H] i, f, g, o after their activation
  float* cell;      // [B + tokens, H]
  float* hidden;    // [B + tokens, H]
  float* tanhCell;  // [tokens, H]
};
static LstmSaved savedAt(float* p, Index tokens, Index B, Index H) {
  LstmSaved s;
  s.gates = p;
  s.cell = s.gates + roundUp(tokens * 4 * H, 16);
  s.hidden = s.cell + roundUp((B + tokens) * H, 16);
  s.tanhCell = s.hidden + roundUp((B + tokens) * H, 16);
  return s;
}
/** Floats of the above; `lstmSavedFloats` in TypeScript is the same formula. */
static Index lstmSavedFloats(Index tokens, Index B, Index H) {
  return roundUp(tokens * 4 * H, 16) + 2 * roundUp((B + tokens) * H, 16) + roundUp(tokens * H, 16);
}

INLINE void copyRow(Index n, const float* from, float* to) {
  forEachVector(n, EACH_VECTOR { store(to + i, count, load(from + i, count)); });
}
