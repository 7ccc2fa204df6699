import { ratio, requireSameLength } from './same-length.ts';

/**
 * Share of items whose predicted class is the gold class, in [0, 1]; 0 for no items.
 *
 * @param gold `[N]` class ids.
 * @param predicted `[N]` class ids.
 * @throws RangeError when the lengths differ.
 */
export function accuracy(gold: ArrayLike<number>, predicted: ArrayLike<number>): number {
  requireSameLength('accuracy', gold, predicted);
  let correct = 0;
  for (let i = 0; i < gold.length; i++) if (gold[i] === predicted[i]) correct++;
  return ratio(correct, gold.length);
}
