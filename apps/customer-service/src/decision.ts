/** One row of probabilities, summed up. */
export interface Decision {
  /** Position of the most probable intent. */
  readonly best: number;
  /** Its probability. */
  readonly confidence: number;
  /** Lead of the most probable intent over the second. */
  readonly margin: number;
}

/** The most probable intent of each row `[N, labels]`, two labels at least, of probabilities or of their logarithms. */
export function decide(probabilities: Float32Array, labels: number): Decision[] {
  return Array.from({ length: probabilities.length / labels }, (_, row) => {
    let best = 0;
    let first = Number.NEGATIVE_INFINITY;
    let second = Number.NEGATIVE_INFINITY;
    for (let label = 0; label < labels; label++) {
      const p = probabilities[row * labels + label];
      if (p > first) {
        second = first;
        first = p;
        best = label;
      } else if (p > second) second = p;
    }
    return { best, confidence: first, margin: first - second };
  });
}
