import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitTemperature, temperatureLoss } from './fit-temperature.ts';

const problem = fc
  .array(fc.tuple(fc.array(fc.double({ min: -6, max: 6, noNaN: true }), { minLength: 3, maxLength: 3 }), fc.nat(2)), {
    minLength: 5,
    maxLength: 30,
  })
  .map((items) => ({ logits: items.map(([row]) => row), targets: items.map(([, target]) => target) }));

describe('fitTemperature', () => {
  it('cools a model that is right more often than it claims, and warms one that is right less often', () => {
    // Two classes, logit gap 1: claims sigma(1) = 73 %.
    const logits = Array.from({ length: 100 }, () => [1, 0]);
    const right = (share: number): number[] => logits.map((_, i) => (i < share * 100 ? 0 : 1));
    // The best temperature makes the claim true: sigma(1 / T) = share.
    expect(fitTemperature(logits, right(0.9)).temperature).toBeCloseTo(1 / Math.log(9), 6);
    expect(fitTemperature(logits, right(0.6)).temperature).toBeCloseTo(1 / Math.log(1.5), 6);
  });

  it('finds no better temperature nearby', () => {
    fc.assert(
      fc.property(problem, fc.double({ min: -0.7, max: 0.7, noNaN: true }), ({ logits, targets }, shift) => {
        const fit = fitTemperature(logits, targets);
        const other = Math.min(100, Math.max(0.01, fit.temperature * Math.exp(shift)));
        expect(fit.loss).toBeLessThanOrEqual(temperatureLoss(logits, targets, other) + 1e-9);
        expect(fit.loss).toBeLessThanOrEqual(fit.lossBefore + 1e-9);
      }),
    );
  });

  it('stays on the edge of its interval where every item is right', () => {
    expect(fitTemperature([[5, 0]], [0], { minimum: 0.25 }).temperature).toBeCloseTo(0.25, 6);
    expect(fitTemperature([[5, 0]], [1], { maximum: 8 }).temperature).toBeCloseTo(8, 6);
  });

  it('does not overflow, and leaves nothing to fit alone', () => {
    expect(Number.isFinite(fitTemperature([[1e4, -1e4, 0]], [1]).loss)).toBe(true);
    expect(fitTemperature([], []).temperature).toBe(1);
  });
});
