import { ratio, requireSameLength } from './same-length.ts';

/**
 * Share of items whose gold class is among the k classes with the highest scores, in [0, 1].
 * Equal scores are ordered by class id, as an arg max takes the first of equals. A gold class with score NaN is a miss.
 *
 * @param gold `[N]` class ids.
 * @param scores `[N][C]` logits or probabilities, one row an item.
 * @param k at least 1; k >= C gives 1.
 * @throws RangeError when the lengths differ, k < 1, or a gold class has no column.
 */
export function topKAccuracy(gold: ArrayLike<number>, scores: ArrayLike<ArrayLike<number>>, k: number): number {
  requireSameLength('topKAccuracy', gold, scores);
  if (!(k >= 1)) throw new RangeError(`topKAccuracy: k must be at least 1, found ${k}`);
  let hits = 0;
  for (let i = 0; i < gold.length; i++) if (rankOf(gold[i]!, scores[i]!, i) < k) hits++;
  return ratio(hits, gold.length);
}

/** Number of classes that come before `target` in descending score order. */
function rankOf(target: number, row: ArrayLike<number>, item: number): number {
  const own = row[target];
  if (own === undefined) throw new RangeError(`topKAccuracy: item ${item} has gold class ${target}, but only ${row.length} scores`);
  if (Number.isNaN(own)) return Number.POSITIVE_INFINITY;
  let before = 0;
  for (let c = 0; c < row.length; c++) if (row[c]! > own || (row[c] === own && c < target)) before++;
  return before;
}
