import { confusionMatrix, confusionTotals } from './confusion-matrix.ts';

/**
 * Multi-class Matthews correlation R_K (Gorodkin 2004) in [-1, 1]; 0 where it is undefined, that is when one side holds a single class.
 *
 *     R_K = (c s - sum_k p_k t_k) / sqrt((s^2 - sum_k p_k^2) (s^2 - sum_k t_k^2))
 *
 * with c correct items of s, p_k predictions and t_k gold items of class k.
 *
 * @param gold `[N]` class ids.
 * @param predicted `[N]` class ids.
 * @throws RangeError for different lengths or ids that are not integers >= 0.
 */
export function matthewsCorrelation(gold: ArrayLike<number>, predicted: ArrayLike<number>): number {
  const totals = confusionTotals(confusionMatrix(gold, predicted));
  const product = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, k) => sum + x * b[k]!, 0);
  const square = totals.total * totals.total;
  const spread = (square - product(totals.predicted, totals.predicted)) * (square - product(totals.gold, totals.gold));
  if (spread === 0) return 0;
  return (totals.correct * totals.total - product(totals.gold, totals.predicted)) / Math.sqrt(spread);
}
