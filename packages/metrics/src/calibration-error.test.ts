import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrationError, expectedCalibrationError } from './calibration-error.ts';

describe('calibrationError', () => {
  it('weighs the gaps by the size of the bins', () => {
    // Bin (0.8, 1]: confidence 0.9, accuracy 0.5, 4 items. Bin (0.4, 0.6]: confidence 0.5, accuracy 1, 1 item.
    const { ece, mce, bins } = calibrationError([0.9, 0.9, 0.9, 0.9, 0.5], [1, 0, 1, 0, 1], { bins: 5 });
    expect(ece).toBeCloseTo(0.8 * 0.4 + 0.2 * 0.5, 12);
    expect(mce).toBeCloseTo(0.5, 12);
    expect(bins.map((bin) => bin.count)).toEqual([0, 0, 1, 0, 4]);
  });

  it('reads the prediction off the largest probability', () => {
    const { ece } = expectedCalibrationError(
      [
        [0.8, 0.2],
        [0.2, 0.8],
      ],
      [0, 0],
    );
    expect(ece).toBeCloseTo(0.3, 12);
  });

  it('is bounded by the largest gap, which is at most 1', () => {
    const items = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean()), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(items, (judged) => {
        const { ece, mce, bins } = calibrationError(
          judged.map(([confidence]) => confidence),
          judged.map(([, correct]) => correct),
        );
        expect(ece).toBeGreaterThanOrEqual(0);
        expect(ece).toBeLessThanOrEqual(mce + 1e-12);
        expect(mce).toBeLessThanOrEqual(1);
        expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(judged.length);
      }),
    );
  });

  it('refuses what is no probability', () => {
    expect(() => calibrationError([1.5], [1])).toThrow('confidence of item 0 is 1.5, expected 0 to 1');
  });
});
