import { TrainingError } from './training-error.ts';

/**
 * Weights for a loss over unbalanced classes: `weight[c] = n / (classes * counts[c])`, where n is the number of examples
 * and classes the number of classes that occur. An average example weighs 1, and every class weighs the same in all.
 * A class without examples gets 0: nothing can be learnt about it, and it never occurs in the loss.
 *
 * @param counts examples of each class `[C]`
 * @param strength 1: fully balanced; 0: all weights 1; between: the weights to that power (0.5 is the usual compromise
 *   when the rarest classes have very few examples), scaled so that an average example still weighs 1
 * @returns weights `[C]`
 * @throws {TrainingError} when a count is negative or not a whole number, or when all are 0
 */
export function balancedClassWeights(counts: readonly number[], strength = 1): Float32Array {
  const wrong = counts.findIndex((count) => !Number.isInteger(count) || count < 0);
  if (wrong >= 0) throw new TrainingError(`Class weights: the count of class ${wrong} is ${counts[wrong]}; expected a whole number >= 0.`);
  if (!(strength >= 0 && strength <= 1)) throw new TrainingError(`Class weights: strength is ${strength}; expected a number from 0 to 1.`);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) throw new TrainingError('Class weights: no class has an example.');

  const raw = counts.map((count) => (count === 0 ? 0 : (total / count) ** strength));
  const mean = raw.reduce((sum, weight, c) => sum + weight * counts[c], 0) / total;
  return Float32Array.from(raw, (weight) => weight / mean);
}
