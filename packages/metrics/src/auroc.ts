import { groupByDescendingScore } from './descending-scores.ts';

/**
 * Area under the ROC curve: the chance that a positive item scores above a negative one, ties counting one half.
 * Null when there are no positives or no negatives.
 *
 * @param scores `[N]`, higher = more likely positive.
 * @param positive `[N]` 1 or true for positives.
 * @throws RangeError for different lengths or a NaN score.
 */
export function auroc(scores: ArrayLike<number>, positive: ArrayLike<number | boolean>): number | null {
  let above = 0;
  let negatives = 0;
  let wins = 0;
  for (const group of groupByDescendingScore('auroc', scores, positive)) {
    wins += group.negatives * (above + group.positives / 2);
    above += group.positives;
    negatives += group.negatives;
  }
  return above === 0 || negatives === 0 ? null : wins / (above * negatives);
}
