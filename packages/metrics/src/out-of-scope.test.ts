import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chooseThreshold,
  outOfScopeReport,
  REJECT_NONE,
  type ScopePredictions,
  type ThresholdCriterion,
  thresholdSweep,
} from './out-of-scope.ts';

/** Five questions in scope (one answered wrongly) and three out of scope. */
const predictions: ScopePredictions = {
  scores: [0.1, 0.2, 0.3, 0.4, 0.6, 0.5, 0.8, 0.9],
  correct: [1, 1, 1, 0, 1, 0, 0, 0],
  outOfScope: [0, 0, 0, 0, 0, 1, 1, 1],
};

const drawn = fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 40 }).map(
  (items): ScopePredictions => ({
    scores: items.map(([score]) => score / 12),
    correct: items.map(([, correct]) => correct),
    outOfScope: items.map(([, , out]) => out),
  }),
);

describe('outOfScopeReport', () => {
  it('agrees with a count by hand', () => {
    const report = outOfScopeReport(predictions, 0.55);
    expect(report).toMatchObject({
      inScopeAccuracy: 3 / 5,
      recall: 2 / 3,
      precision: 2 / 3,
      overallAccuracy: 5 / 8,
      inScopeRejected: 1 / 5,
    });
    expect(report.inScopeAccuracyUnthresholded).toBe(4 / 5);
    expect(report.auroc).toBeCloseTo(14 / 15, 12);
  });

  it('says null where there is nothing to share', () => {
    const report = outOfScopeReport({ scores: [0.2], correct: [1], outOfScope: [0] }, 0.5);
    expect(report).toMatchObject({ inScopeAccuracy: 1, recall: null, precision: null, f1: null, auroc: null });
  });

  it('refuses NaN scores and lists of different lengths', () => {
    expect(() => outOfScopeReport({ scores: [Number.NaN], correct: [1], outOfScope: [0] }, 0)).toThrow('score of item 0 is NaN');
    expect(() => outOfScopeReport({ scores: [1, 2], correct: [1], outOfScope: [0] }, 0)).toThrow('found 2 and 1 entries');
  });
});

describe('thresholdSweep', () => {
  it('reports at every threshold what outOfScopeReport reports there', () => {
    fc.assert(
      fc.property(drawn, (items) => {
        for (const scores of thresholdSweep(items)) expect(outOfScopeReport(items, scores.threshold)).toMatchObject({ ...scores });
      }),
    );
  });

  it('goes from rejecting none to rejecting all', () => {
    const sweep = thresholdSweep(predictions);
    expect(sweep).toHaveLength(9);
    expect(sweep[0]).toMatchObject({ threshold: REJECT_NONE, recall: 0, inScopeRejected: 0 });
    expect(sweep.at(-1)).toMatchObject({ recall: 1, inScopeAccuracy: 0, inScopeRejected: 1 });
    expect(JSON.parse(JSON.stringify(sweep))).toEqual(sweep);
  });
});

describe('chooseThreshold', () => {
  it('by overall accuracy, as Larson et al. choose it', () => {
    // Above 0.7: 4 right in scope + 2 rejected = 6 of 8; above 0.45: 3 + 3 = 6 of 8. The higher threshold of the two.
    const choice = chooseThreshold(predictions, { criterion: 'overall-accuracy' });
    expect(choice.threshold).toBeCloseTo(0.7, 12);
    expect(choice).toMatchObject({ overallAccuracy: 6 / 8, basis: 'criterion' });
  });

  it('balanced between in-scope accuracy and out-of-scope recall', () => {
    // 0.7: 4/5 + 2/3 = 1.467; 0.45: 3/5 + 1 = 1.6.
    expect(chooseThreshold(predictions, { criterion: 'balanced' }).threshold).toBeCloseTo(0.45, 12);
  });

  it('the most recall that an in-scope floor allows', () => {
    expect(chooseThreshold(predictions, { criterion: 'in-scope-at-least', floor: 0.8 })).toMatchObject({ recall: 2 / 3, floorMet: true });
    expect(chooseThreshold(predictions, { criterion: 'in-scope-at-least', floor: 0.6 })).toMatchObject({ recall: 1, floorMet: true });
    const unmet = chooseThreshold(predictions, { criterion: 'in-scope-at-least', floor: 0.95 });
    expect(unmet).toMatchObject({ threshold: REJECT_NONE, floorMet: false });
    expect(() => chooseThreshold(predictions, { criterion: 'in-scope-at-least' })).toThrow('needs `floor`');
  });

  it('without out-of-scope items gives up a little in-scope accuracy and says so', () => {
    const scores = Array.from({ length: 100 }, (_, i) => i / 100);
    const inScope: ScopePredictions = { scores, correct: scores.map(() => 1), outOfScope: scores.map(() => 0) };
    const choice = chooseThreshold(inScope, { criterion: 'overall-accuracy', allowedLoss: 0.05 });
    expect(choice).toMatchObject({ basis: 'in-scope-only', inScopeAccuracy: 0.95, recall: null });
    expect(choice.threshold).toBeCloseTo(0.945, 12);
    expect(chooseThreshold(inScope, { criterion: 'in-scope-at-least', floor: 0.9 }).inScopeAccuracy).toBeCloseTo(0.9, 12);
  });

  it('takes the middle of the thresholds that do about as well, where a tolerance allows it', () => {
    // Ten in scope below 0.5, ten out of scope above it, and one of each on the wrong side.
    const items: [score: number, out: boolean][] = [
      ...Array.from({ length: 10 }, (_, i): [number, boolean] => [0.02 * i, false]),
      ...Array.from({ length: 10 }, (_, i): [number, boolean] => [0.8 + 0.02 * i, true]),
      [0.4, true],
      [0.6, false],
    ];
    const near: ScopePredictions = {
      scores: items.map(([score]) => score),
      correct: items.map(() => 1),
      outOfScope: items.map(([, out]) => out),
    };
    const of = (tolerance: number): number => chooseThreshold(near, { criterion: 'overall-accuracy', tolerance }).threshold;
    // Between 0.6 and 0.8 one is treated wrongly, and so it is between 0.18 and 0.4; between 0.4 and 0.6 two are.
    expect(of(0)).toBeCloseTo(0.7, 12);
    expect(of(0.05)).toBeCloseTo(0.5, 12);
    expect(chooseThreshold(near, { criterion: 'overall-accuracy', tolerance: 0.05 }).overallAccuracy).toBeCloseTo(20 / 22, 12);
    // Of 0.81, 0.7, 0.5 and 0.29, below which too many in scope would be rejected.
    const floored = chooseThreshold(near, { criterion: 'in-scope-at-least', floor: 0.9, tolerance: 0.2 });
    expect(floored.threshold).toBeCloseTo(0.5, 12);
    expect(floored.inScopeAccuracy!).toBeGreaterThanOrEqual(0.9);
  });

  it('with a tolerance stays within it of the best, above the floor; without, takes the highest of the best', () => {
    const worth = { 'overall-accuracy': 'overallAccuracy', 'in-scope-at-least': 'recall' } as const;
    const criterion = fc.constantFrom<keyof typeof worth>('overall-accuracy', 'in-scope-at-least');
    fc.assert(
      fc.property(drawn, criterion, fc.constantFrom(0, 0.02, 0.1), fc.constantFrom(0.3, 0.8), (items, by, tolerance, floor) => {
        const best = chooseThreshold(items, { criterion: by, floor });
        const choice = chooseThreshold(items, { criterion: by, floor, tolerance });
        if (tolerance === 0 || best.basis === 'in-scope-only') expect(choice).toEqual(best);
        expect(choice[worth[by]] ?? 0).toBeGreaterThanOrEqual((best[worth[by]] ?? 0) - tolerance - 1e-9);
        if (by === 'in-scope-at-least' && choice.floorMet && choice.inScopeAccuracy !== null)
          expect(choice.inScopeAccuracy).toBeGreaterThanOrEqual(floor - 1e-9);
        const alike = thresholdSweep(items).filter((scores) => scores.overallAccuracy > best.overallAccuracy - 1e-9);
        if (by === 'overall-accuracy' && best.basis === 'criterion')
          expect(best.threshold).toBe(Math.max(...alike.map(({ threshold }) => threshold)));
      }),
    );
  });

  it('never chooses worse than rejecting none, whatever the data', () => {
    fc.assert(
      fc.property(drawn, fc.constantFrom<ThresholdCriterion>('overall-accuracy', 'balanced'), (items, criterion) => {
        const choice = chooseThreshold(items, { criterion });
        const none = outOfScopeReport(items, REJECT_NONE);
        if (choice.basis === 'in-scope-only') {
          expect(choice.inScopeAccuracy!).toBeGreaterThanOrEqual(none.inScopeAccuracy! - 0.01 - 1e-9);
        } else if (criterion === 'overall-accuracy') {
          expect(choice.overallAccuracy).toBeGreaterThanOrEqual(none.overallAccuracy);
          for (const other of thresholdSweep(items)) expect(choice.overallAccuracy).toBeGreaterThanOrEqual(other.overallAccuracy - 1e-9);
        } else {
          expect((choice.inScopeAccuracy ?? 0) + choice.recall!).toBeGreaterThanOrEqual((none.inScopeAccuracy ?? 0) - 1e-9);
        }
      }),
    );
  });
});
