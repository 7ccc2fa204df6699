import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auroc } from './auroc.ts';
import { averagePrecision } from './average-precision.ts';

const items = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.boolean()), { minLength: 2, maxLength: 40 });

/** The definition, pair by pair. */
function aurocByPairs(scores: number[], positive: boolean[]): number | null {
  const pairs = scores.flatMap((p, i) => scores.flatMap((n, j) => (positive[i] && !positive[j] ? [p > n ? 1 : p === n ? 0.5 : 0] : [])));
  return pairs.length === 0 ? null : pairs.reduce((sum: number, value) => sum + value, 0) / pairs.length;
}

describe('auroc and averagePrecision', () => {
  it('agree with sums by hand', () => {
    expect(auroc([0.5, 0.5, 0.8, 0.3, 0.5, 0.3, 0.1], [1, 0, 1, 1, 0, 0, 0])).toBeCloseTo(8.5 / 12, 12);
    expect(averagePrecision([0.9, 0.8, 0.7], [0, 1, 1])).toBeCloseTo((1 / 2 + 2 / 3) / 2, 12);
  });

  it('auroc is the share of pairs in the right order', () => {
    fc.assert(
      fc.property(items, (drawn) => {
        const scores = drawn.map(([score]) => score);
        const positive = drawn.map(([, flag]) => flag);
        const want = aurocByPairs(scores, positive);
        const got = auroc(scores, positive);
        if (want === null) expect(got).toBeNull();
        else {
          expect(got).toBeCloseTo(want, 12);
          const turned = auroc(
            scores.map((score) => -score),
            positive,
          );
          expect(turned).toBeCloseTo(1 - want, 12);
        }
      }),
    );
  });

  it('average precision is at least the share of positives when the ranking is perfect, and 1 then', () => {
    fc.assert(
      fc.property(items, (drawn) => {
        const positive = drawn.map(([, flag]) => flag);
        const perfect = averagePrecision(positive.map(Number), positive);
        expect(perfect).toBe(positive.some(Boolean) ? 1 : null);
        const value = averagePrecision(
          drawn.map(([score]) => score),
          positive,
        );
        if (value !== null) {
          expect(value).toBeGreaterThan(0);
          expect(value).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('is null without both kinds, and refuses NaN', () => {
    expect(auroc([1, 2], [1, 1])).toBeNull();
    expect(averagePrecision([1, 2], [0, 0])).toBeNull();
    expect(() => auroc([1, Number.NaN], [1, 0])).toThrow('score of item 1 is NaN');
  });
});
