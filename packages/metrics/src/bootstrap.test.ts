import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootstrapInterval, meanOf, pairedBootstrap } from './bootstrap.ts';
import { seededDraws } from './seeded-random.ts';

const right = Array.from({ length: 400 }, (_, i) => (i % 5 === 0 ? 0 : 1));

describe('bootstrapInterval', () => {
  it('gives an accuracy its binomial spread', () => {
    const result = bootstrapInterval(right.length, meanOf(right), { samples: 2000 });
    const binomial = Math.sqrt((0.8 * 0.2) / 400);
    expect(result.estimate).toBeCloseTo(0.8, 12);
    expect(result.standardError).toBeGreaterThan(0.9 * binomial);
    expect(result.standardError).toBeLessThan(1.1 * binomial);
    expect(result.upper - result.lower).toBeGreaterThan(1.8 * 1.96 * binomial);
    expect(result.upper - result.lower).toBeLessThan(2.2 * 1.96 * binomial);
  });

  it('is the same for the same seed and another for another', () => {
    const run = (seed: number): number[] => {
      const { lower, upper, standardError } = bootstrapInterval(right.length, meanOf(right), { seed });
      return [lower, upper, standardError];
    };
    expect(run(7)).toEqual(run(7));
    expect(run(7)).not.toEqual(run(8));
  });

  it('stays within the range of the items', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 20 }), (scores) => {
        const { lower, upper, estimate } = bootstrapInterval(scores.length, meanOf(scores), { samples: 50 });
        expect(lower).toBeLessThanOrEqual(upper);
        expect(lower).toBeGreaterThanOrEqual(Math.min(...scores) - 1e-9);
        expect(upper).toBeLessThanOrEqual(Math.max(...scores) + 1e-9);
        expect(estimate).toBeCloseTo(scores.reduce((sum, score) => sum + score, 0) / scores.length, 9);
      }),
    );
  });

  it('refuses what cannot be resampled', () => {
    expect(() => bootstrapInterval(0, meanOf([]))).toThrow('at least one item');
    expect(() => bootstrapInterval(1, meanOf([1]), { level: 95 })).toThrow('between 0 and 1');
  });
});

describe('pairedBootstrap', () => {
  it('sees a small difference that holds item by item', () => {
    // The second system is right wherever the first is, and on 16 items more: each system alone has a spread larger than that.
    const better = right.map((value, i) => (i % 25 === 0 ? 1 : value));
    const result = pairedBootstrap(right.length, meanOf(better), meanOf(right));
    expect(result.estimate).toBeCloseTo(0.04, 12);
    expect(result.lower).toBeGreaterThan(0);
    expect(result.pValue).toBeLessThan(0.01);
  });

  it('sees nothing between a system and itself', () => {
    expect(pairedBootstrap(right.length, meanOf(right), meanOf(right))).toMatchObject({ estimate: 0, lower: 0, upper: 0, pValue: 1 });
  });

  it('changes sign with the order of the systems', () => {
    const other = right.toReversed().map((value, i) => (i % 7 === 0 ? 1 - value : value));
    const forward = pairedBootstrap(right.length, meanOf(right), meanOf(other), { seed: 3 });
    const backward = pairedBootstrap(right.length, meanOf(other), meanOf(right), { seed: 3 });
    expect(backward.lower).toBeCloseTo(-forward.upper, 12);
    expect(backward.pValue).toBe(forward.pValue);
  });
});

describe('seededDraws', () => {
  it('is even over its range', () => {
    const draw = seededDraws(42);
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i++) counts[draw(10)]!++;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(27.9); // 9 degrees of freedom, p = 0.001
  });
});
