import { requireSameLength } from './same-length.ts';

/**
 * Counts `matrix[gold][predicted]`, shape `[K][K]`.
 *
 * @param gold `[N]` class ids in 0 .. K-1.
 * @param predicted `[N]` class ids in 0 .. K-1.
 * @param classes K; by default one more than the largest id seen.
 * @throws RangeError when the lengths differ or an id is not an integer in 0 .. K-1.
 */
export function confusionMatrix(gold: ArrayLike<number>, predicted: ArrayLike<number>, classes?: number): number[][] {
  requireSameLength('confusionMatrix', gold, predicted);
  const size = classes ?? largest(gold, largest(predicted, -1)) + 1;
  const matrix = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  for (let i = 0; i < gold.length; i++) {
    matrix[classId(gold[i]!, size, 'gold', i)]![classId(predicted[i]!, size, 'predicted', i)]! += 1;
  }
  return matrix;
}

function largest(ids: ArrayLike<number>, least: number): number {
  let most = least;
  for (let i = 0; i < ids.length; i++) if (ids[i]! > most) most = ids[i]!;
  return most;
}

function classId(id: number, size: number, side: string, item: number): number {
  if (Number.isInteger(id) && id >= 0 && id < size) return id;
  throw new RangeError(`confusionMatrix: ${side} class of item ${item} is ${id}, expected an integer in 0 .. ${size - 1}`);
}

/** Row sums (how often each class is gold), column sums (how often it is predicted), diagonal sum and total of a confusion matrix. */
export function confusionTotals(matrix: readonly (readonly number[])[]): {
  gold: number[];
  predicted: number[];
  correct: number;
  total: number;
} {
  const gold = matrix.map((row) => row.reduce((sum, count) => sum + count, 0));
  const predicted = matrix.map((_, k) => matrix.reduce((sum, row) => sum + row[k]!, 0));
  const correct = matrix.reduce((sum, row, k) => sum + row[k]!, 0);
  return { gold, predicted, correct, total: gold.reduce((sum, count) => sum + count, 0) };
}
