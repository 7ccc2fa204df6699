import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accuracy } from './accuracy.ts';
import { classificationReport } from './classification-report.ts';
import { cohensKappa } from './cohens-kappa.ts';
import { confusionMatrix } from './confusion-matrix.ts';
import { matthewsCorrelation } from './matthews-correlation.ts';

const gold = [0, 0, 0, 0, 1, 1, 1, 2, 2, 2];
const predicted = [0, 0, 0, 1, 1, 1, 2, 0, 2, 2];

const pairs = fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { minLength: 1, maxLength: 60 });
const judged = pairs.map((items) => ({ gold: items.map(([g]) => g), predicted: items.map(([, p]) => p) }));

describe('classificationReport', () => {
  it('counts what is gold in rows and what is predicted in columns', () => {
    expect(confusionMatrix(gold, predicted)).toEqual([
      [3, 1, 0],
      [0, 2, 1],
      [1, 0, 2],
    ]);
  });

  it('agrees with a sum by hand', () => {
    const report = classificationReport(gold, predicted, { labels: ['退款', '发货', 'other'] });
    expect(report.accuracy).toBeCloseTo(0.7, 12);
    expect(report.perClass[0]).toEqual({ label: '退款', precision: 0.75, recall: 0.75, f1: 0.75, support: 4 });
    expect(report.macro.f1).toBeCloseTo((0.75 + 2 / 3 + 2 / 3) / 3, 12);
    expect(matthewsCorrelation(gold, predicted)).toBeCloseTo(6 / 11, 12);
    expect(cohensKappa(gold, predicted)).toBeCloseTo(6 / 11, 12);
  });

  it('takes typed arrays', () => {
    expect(accuracy(Int32Array.of(1, 2, 3), Int32Array.of(1, 2, 0))).toBeCloseTo(2 / 3, 12);
  });

  it('keeps classes that never occur in macro, leaves them out of macroPresent', () => {
    const report = classificationReport([0, 1], [0, 1], { classes: 4 });
    expect(report.macro.f1).toBe(0.5);
    expect(report.macroPresent.f1).toBe(1);
  });

  it('is bounded, blind to the order of items, and its micro scores are the accuracy', () => {
    fc.assert(
      fc.property(judged, fc.integer(), (items, seed) => {
        const report = classificationReport(items.gold, items.predicted, { classes: 6 });
        const averages = [report.micro, report.macro, report.macroPresent, report.weighted];
        for (const value of averages.flatMap((scores) => [scores.precision, scores.recall, scores.f1])) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1 + 1e-12);
        }
        expect(report.micro.f1).toBe(accuracy(items.gold, items.predicted));
        expect(report.weighted.recall).toBeCloseTo(report.accuracy, 10);
        const order = items.gold.map((_, i) => i).sort((a, b) => ((a * 7919 + seed) % 101) - ((b * 7919 + seed) % 101));
        const shuffled = classificationReport(
          order.map((i) => items.gold[i]!),
          order.map((i) => items.predicted[i]!),
          { classes: 6 },
        );
        expect(shuffled).toEqual(report);
      }),
    );
  });

  it('gives 1 to perfect predictions and correlations within [-1, 1]', () => {
    fc.assert(
      fc.property(judged, (items) => {
        expect(classificationReport(items.gold, items.gold).macroPresent.f1).toBeCloseTo(1, 12);
        expect(Math.abs(matthewsCorrelation(items.gold, items.predicted))).toBeLessThanOrEqual(1 + 1e-12);
        expect(cohensKappa(items.gold, items.predicted) ?? 0).toBeLessThanOrEqual(1);
        const classes = new Set(items.gold).size;
        expect(matthewsCorrelation(items.gold, items.gold)).toBeCloseTo(classes > 1 ? 1 : 0, 10);
        expect(cohensKappa(items.gold, items.gold)).toBe(classes > 1 ? 1 : null);
      }),
    );
  });

  it('names what does not fit', () => {
    expect(() => accuracy([1, 2], [1])).toThrow('accuracy: expected two lists over the same items, found 2 and 1 entries');
    expect(() => confusionMatrix([0, 5], [0, 1], 3)).toThrow('gold class of item 1 is 5, expected an integer in 0 .. 2');
    expect(() => confusionMatrix([0, 1], [0, -1])).toThrow('predicted class of item 1 is -1');
  });

  it('has nothing to say about no items, without dividing by zero', () => {
    expect(accuracy([], [])).toBe(0);
    expect(classificationReport([], [], { classes: 2 }).macro.f1).toBe(0);
    expect(cohensKappa([], [])).toBeNull();
  });
});
