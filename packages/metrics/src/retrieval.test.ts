import { describe, expect, it } from 'vitest';
import { retrievalScores } from './retrieval.ts';

describe('retrievalScores', () => {
  it('ranks answers to questions', () => {
    const scores = retrievalScores([['退货', 'refund', 'hours'], ['hours', 'refund'], []], [['refund', '退货'], ['refund'], ['hours']], {
      k: [1, 2],
    });
    expect(scores.reciprocalRanks).toEqual([1, 0.5, 0]);
    expect(scores.mrr).toBeCloseTo(0.5, 12);
    expect(scores.hitRateAt[1]).toBeCloseTo(1 / 3, 12);
    expect(scores.recallAt[1]).toBeCloseTo(0.5 / 3, 12);
    expect(scores.recallAt[2]).toBeCloseTo(2 / 3, 12);
  });

  it('counts a document that is listed twice once', () => {
    expect(retrievalScores([[1, 1]], [[1, 2]], { k: [2] }).recallAt[2]).toBe(0.5);
  });

  it('is 0, not NaN, for no queries and for queries with no right answer', () => {
    expect(retrievalScores([], []).mrr).toBe(0);
    expect(retrievalScores([[1]], [[]]).recallAt[1]).toBe(0);
  });
});
