// The n best paths through a linear chain: Viterbi's recursion over lists of n (Seshadri and Sundberg 1994). Scores in double precision.

/** The best of what is offered, best first; of equals the one offered first. A path is named by where it comes from: tag * n + rank. */
struct BestPaths {
  double* scores;
  int* origins;
  int room, count;

  /** False: neither this one nor anything worse is among the best. */
  ALWAYS_INLINE bool offer(double score, int origin) {
    if (count == room && !(score > scores[count - 1])) return false;
    int k = count < room ? count++ : count - 1;
    for (; k > 0 && scores[k - 1] < score; k--) {
      scores[k] = scores[k - 1];
      origins[k] = origins[k - 1];
    }
    scores[k] = score;
    origins[k] = origin;
    return true;
  }
};

/** The best continuations to one place: `paths` [K, n] with `counts` [K] of them, then `transitions` [K] from each tag. */
static int bestContinuations(int K, int n, const double* paths, const int* counts, const float* transitions, double* scores, int* origins) {
  BestPaths best = {scores, origins, n, 0};
  for (int i = 0; i < K; i++)
    for (int r = 0; r < counts[i]; r++)
      if (!best.offer(paths[(Index)i * n + r] + (double)transitions[i], i * n + r)) break;
  return best.count;
}

/** The same for n = 1 and for all places at once, in a loop that compilers turn into vectors: transitions [from][to] as they are. */
static void bestPredecessors(int K, const double* __restrict paths, const float* __restrict transitions, double* __restrict scores, int* __restrict origins) {
  for (int j = 0; j < K; j++) {
    scores[j] = paths[0] + (double)transitions[j];
    origins[j] = 0;
  }
  for (int i = 1; i < K; i++) {
    const double score = paths[i];
    const float* row = transitions + (Index)i * K;
    for (int j = 0; j < K; j++) {
      const double reached = score + (double)row[j];
      const bool better = reached > scores[j];
      scores[j] = better ? reached : scores[j];
      origins[j] = better ? i : origins[j];
    }
  }
}

static void crfDecode(const CrfDecodeArguments& a, Scratch& scratch) {
  const int K = a.K, n = a.n;
  const Index cells = (Index)K * n;
  float* into = scratch.floats((Index)K * K);  // transitions [to][from]
  double* paths = (double*)scratch.take((__SIZE_TYPE__)cells * 8);
  double* next = (double*)scratch.take((__SIZE_TYPE__)cells * 8);
  double* ended = (double*)scratch.take((__SIZE_TYPE__)n * 8);
  int *counts = scratch.ints(K), *nextCounts = scratch.ints(K), *endings = scratch.ints(n), *origins = scratch.ints(cells * a.T);
  if (scratch.exhausted()) return;
  for (Index i = 0; i < K; i++)
    for (Index j = 0; j < K; j++) into[j * K + i] = a.transitions[i * K + j];
  for (int b = 0; b < a.B; b++) {
    const int length = clampedLength(a.lengths, b, a.T);
    for (int j = 0; length > 0 && j < K; j++) {
      paths[(Index)j * n] = (double)a.start[j] + (double)a.emissions[(Index)b * K + j];
      counts[j] = 1;
    }
    for (int t = 1; t < length; t++) {
      const float* emissions = a.emissions + ((Index)t * a.B + b) * K;
      if (n == 1) bestPredecessors(K, paths, a.transitions, next, origins + cells * t);
      for (int j = 0; j < K; j++) {
        double* scores = next + (Index)j * n;
        nextCounts[j] = n == 1 ? 1 : bestContinuations(K, n, paths, counts, into + (Index)j * K, scores, origins + cells * t + (Index)j * n);
        for (int r = 0; r < nextCounts[j]; r++) scores[r] += (double)emissions[j];
      }
      double* p = paths;
      paths = next;
      next = p;
      int* c = counts;
      counts = nextCounts;
      nextCounts = c;
    }
    const int found = length > 0 ? bestContinuations(K, n, paths, counts, a.end, ended, endings) : 0;
    a.counts[b] = found;
    for (int r = 0; r < n; r++) {
      const Index which = (Index)b * n + r;
      a.scores[which] = r < found ? (float)ended[r] : 0.0f;
      int* path = a.paths + which * a.T;
      for (int t = r < found ? length : 0; t < a.T; t++) path[t] = -1;
      if (r >= found) continue;
      for (int t = length - 1, at = endings[r]; t >= 0; t--) {
        path[t] = at / n;
        if (t > 0) at = origins[cells * t + at];
      }
    }
  }
}
