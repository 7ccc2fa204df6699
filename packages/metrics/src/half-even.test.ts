import fc from 'fast-check';
import { expect, it } from 'vitest';
import { halfEven } from './half-even.ts';

it('prints what C prints', () => {
  // printf '%.1f', '%.2f', '%.3f'
  expect([0.25, 0.75, 2.5, 0.35].map((value) => halfEven(value, 1))).toEqual(['0.2', '0.8', '2.5', '0.3']);
  expect([0.125, 99.875, 1.005].map((value) => halfEven(value, 2))).toEqual(['0.12', '99.88', '1.00']);
  expect(halfEven(0.0625, 3)).toBe('0.062');
});

it('is never further than half a step away', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1000, noNaN: true }), fc.integer({ min: 0, max: 4 }), (value, decimals) => {
      expect(Math.abs(Number(halfEven(value, decimals)) - value)).toBeLessThanOrEqual(0.5 * 10 ** -decimals + 1e-9);
    }),
  );
});
