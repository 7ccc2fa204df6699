import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from './decision.ts';

describe('decide', () => {
  it('gives the most probable intent of each row, its probability and its lead', () => {
    const [first, second] = decide(Float32Array.of(0.25, 0.625, 0.125, 0.5, 0.25, 0.25), 3);
    expect(first).toEqual({ best: 1, confidence: 0.625, margin: 0.375 });
    expect(second).toEqual({ best: 0, confidence: 0.5, margin: 0.25 });
    expect(decide(new Float32Array(0), 3)).toEqual([]);
  });

  it('takes the first of equals, with no lead', () => {
    expect(decide(Float32Array.of(0.25, 0.375, 0.375), 3)).toEqual([{ best: 1, confidence: 0.375, margin: 0 }]);
  });

  it('decides the same on logarithms', () => {
    const row = fc.uniqueArray(fc.integer({ min: 1, max: 1000 }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(row, (thousandths) => {
        const values = thousandths.map((n) => Math.fround(n / 1000));
        const [decision] = decide(Float32Array.from(values), values.length);
        expect(decision.confidence).toBe(Math.max(...values));
        expect(decide(Float32Array.from(values, Math.log), values.length)[0].best).toBe(decision.best);
      }),
    );
  });
});
