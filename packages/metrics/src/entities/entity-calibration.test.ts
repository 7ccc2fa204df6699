import { describe, expect, it } from 'vitest';
import { auroc } from '../auroc.ts';
import { entities } from '../testing/entities.ts';
import { type ConfidentEntity, entityCalibration, judgeEntities } from './entity-calibration.ts';

const gold = [entities('PER 0 2, ORG 3 4'), entities('人名 0 3')];
const predicted: ConfidentEntity[][] = [
  [
    { type: 'PER', start: 0, end: 2, confidence: 0.9 },
    { type: 'LOC', start: 3, end: 4, confidence: 0.4 },
  ],
  [
    { type: '人名', start: 0, end: 2, confidence: 0.9 },
    { type: '人名', start: 0, end: 3, confidence: 0.9 },
  ],
];

describe('judgeEntities', () => {
  it('calls right what is exactly right, whatever is missed', () => {
    const { confidence, correct } = judgeEntities(gold, predicted);
    expect([...confidence]).toEqual([0.9, 0.4, 0.9, 0.9]);
    expect([...correct]).toEqual([1, 0, 0, 1]);
    // Confidence tells right from wrong where it ranks the right ones first: one pair is tied twice, one is in order twice.
    expect(auroc(confidence, correct)).toBe(0.75);
  });

  it('refuses lists of different lengths', () => {
    expect(() => judgeEntities(gold, [])).toThrow('judgeEntities: expected two lists over the same items, found 2 and 0 entries');
  });
});

describe('entityCalibration', () => {
  it('weighs the gap between confidence and precision', () => {
    // Three entities at 0.9, of which two are right, and one at 0.4, which is wrong.
    const { ece, mce, bins } = entityCalibration(gold, predicted, { bins: 10 });
    expect(ece).toBeCloseTo((3 / 4) * (0.9 - 2 / 3) + (1 / 4) * 0.4, 12);
    expect(mce).toBeCloseTo(0.4, 12);
    expect(bins.filter(({ count }) => count > 0).map(({ accuracy }) => accuracy)).toEqual([0, 2 / 3]);
  });

  it('is nothing where nothing is predicted', () => {
    expect(entityCalibration(gold, [[], []]).ece).toBe(0);
  });
});
