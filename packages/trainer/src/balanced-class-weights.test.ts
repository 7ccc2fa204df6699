import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balancedClassWeights } from './balanced-class-weights.ts';

describe('balancedClassWeights', () => {
  it('gives every class that occurs the same weight in all', () => {
    expect([...balancedClassWeights([10, 30, 0, 20])]).toEqual([2, expect.closeTo(2 / 3, 6), 0, 1]);
  });

  it('gives an average example weight 1, whatever the strength', () => {
    const counts = fc.array(fc.nat(1000), { minLength: 1, maxLength: 12 }).filter((all) => all.some((count) => count > 0));
    fc.assert(
      fc.property(counts, fc.double({ min: 0, max: 1, noNaN: true }), (all, strength) => {
        const weights = balancedClassWeights(all, strength);
        const total = all.reduce((sum, count) => sum + count, 0);
        const weighted = all.reduce((sum, count, c) => sum + count * weights[c], 0);
        expect(weighted / total).toBeCloseTo(1, 4);
      }),
    );
  });

  it('leaves all weights 1 at strength 0', () => {
    expect([...balancedClassWeights([1, 7, 100], 0)]).toEqual([1, 1, 1]);
  });

  it('refuses counts that are none', () => {
    expect(() => balancedClassWeights([3, -1])).toThrow('the count of class 1 is -1');
    expect(() => balancedClassWeights([0, 0])).toThrow('no class has an example');
    expect(() => balancedClassWeights([1], 2)).toThrow('strength is 2');
  });
});
