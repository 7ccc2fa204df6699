import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { topKAccuracy } from './top-k-accuracy.ts';

const scores = [
  [0.5, 0.3, 0.2],
  [0.1, 0.2, 0.7],
  [0.3, 0.4, 0.3],
];

describe('topKAccuracy', () => {
  it('counts a hit when the gold class is among the k best', () => {
    expect(topKAccuracy([1, 2, 2], scores, 1)).toBeCloseTo(1 / 3, 12);
    expect(topKAccuracy([1, 2, 2], scores, 2)).toBeCloseTo(2 / 3, 12); // item 3: classes 0 and 2 tie, 0 comes first
    expect(topKAccuracy([1, 2, 2], scores, 3)).toBe(1);
  });

  it('never falls as k grows, and is 1 when k reaches the number of classes', () => {
    const rows = fc.array(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(rows, (logits) => {
        const gold = logits.map((_, i) => i % 4);
        const values = [1, 2, 3, 4].map((k) => topKAccuracy(gold, logits, k));
        expect(values.toSorted((a, b) => a - b)).toEqual(values);
        expect(values[3]).toBe(1);
      }),
    );
  });

  it('counts a gold class whose score is NaN as missed', () => {
    expect(topKAccuracy([0], [[Number.NaN, 1]], 2)).toBe(0);
  });

  it('names what does not fit', () => {
    expect(() => topKAccuracy([0], [[1]], 0)).toThrow('k must be at least 1');
    expect(() => topKAccuracy([4], [[1, 2]], 1)).toThrow('item 0 has gold class 4, but only 2 scores');
  });
});
