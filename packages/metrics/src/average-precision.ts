import { groupByDescendingScore } from './descending-scores.ts';

/**
 * Average precision: sum over distinct thresholds, high to low, of (recall gained) x precision. Null when there are no positives.
 *
 * @param scores `[N]`, higher = more likely positive.
 * @param positive `[N]` 1 or true for positives.
 * @throws RangeError for different lengths or a NaN score.
 */
export function averagePrecision(scores: ArrayLike<number>, positive: ArrayLike<number | boolean>): number | null {
  let found = 0;
  let listed = 0;
  let area = 0;
  for (const group of groupByDescendingScore('averagePrecision', scores, positive)) {
    found += group.positives;
    listed += group.positives + group.negatives;
    area += group.positives * (found / listed);
  }
  return found === 0 ? null : area / found;
}
