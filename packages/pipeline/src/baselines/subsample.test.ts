import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stratifiedOrder } from './subsample.ts';

describe('stratifiedOrder', () => {
  it('keeps the shares of the classes in every prefix', () => {
    const labels = [...Array(80).fill('often'), ...Array(20).fill('rarely')];
    const prefix = stratifiedOrder(labels).slice(0, 50);
    const rare = prefix.filter((index) => labels[index] === 'rarely').length;
    expect(rare).toBeGreaterThanOrEqual(9);
    expect(rare).toBeLessThanOrEqual(11);
  });

  it('is a permutation that names every class first', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c', '中'), { minLength: 1 }), (labels) => {
        const order = stratifiedOrder(labels);
        expect([...order].sort((a, b) => a - b)).toEqual(labels.map((_, index) => index));
        const classes = new Set(labels);
        expect(new Set(order.slice(0, classes.size).map((index) => labels[index]))).toEqual(classes);
      }),
    );
  });
});
