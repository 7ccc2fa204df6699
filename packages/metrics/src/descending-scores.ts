import { requireSameLength } from './same-length.ts';

/** The items that share one score: how many are positive and how many negative. */
export interface ScoreGroup {
  score: number;
  positives: number;
  negatives: number;
}

/**
 * Groups items by score, highest score first: the steps at which a threshold changes anything.
 *
 * @param scores `[N]`, no NaN.
 * @param positive `[N]` 1 or true for the positives.
 * @throws RangeError for different lengths or a score that is NaN.
 */
export function groupByDescendingScore(metric: string, scores: ArrayLike<number>, positive: ArrayLike<number | boolean>): ScoreGroup[] {
  requireSameLength(metric, scores, positive);
  const order = Uint32Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
  const groups: ScoreGroup[] = [];
  for (const i of order) {
    const score = scores[i]!;
    if (Number.isNaN(score)) throw new RangeError(`${metric}: score of item ${i} is NaN`);
    let group = groups.at(-1);
    if (group === undefined || group.score !== score) {
      group = { score, positives: 0, negatives: 0 };
      groups.push(group);
    }
    if (positive[i]) group.positives++;
    else group.negatives++;
  }
  return groups;
}
