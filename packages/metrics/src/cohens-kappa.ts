import { confusionMatrix, confusionTotals } from './confusion-matrix.ts';

/**
 * Cohen's kappa, unweighted: agreement beyond chance, (p_o - p_e) / (1 - p_e), at most 1.
 * Null where it is 0/0: no items, or both sides hold one and the same class.
 *
 * @param first `[N]` class ids of one judge (gold).
 * @param second `[N]` class ids of the other (predictions).
 * @throws RangeError for different lengths or ids that are not integers >= 0.
 */
export function cohensKappa(first: ArrayLike<number>, second: ArrayLike<number>): number | null {
  const totals = confusionTotals(confusionMatrix(first, second));
  // In whole numbers, so that "expected agreement is 1" is an exact comparison.
  const square = totals.total * totals.total;
  const chance = totals.gold.reduce((sum, count, k) => sum + count * totals.predicted[k]!, 0);
  if (square === chance) return null;
  return (totals.correct * totals.total - chance) / (square - chance);
}
