import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entities, judgedSentences } from '../testing/entities.ts';
import { entityScores } from './entity-scores.ts';

describe('entityScores', () => {
  it('counts as correct what has the same tokens and the same type', () => {
    const gold = [entities('人名 0 3, ORG 5 7'), entities('LOC 1 2')];
    const predicted = [entities('人名 0 3, ORG 5 8'), entities('PER 1 2, LOC 4 5')];
    const report = entityScores(gold, predicted);
    expect(report.micro).toMatchObject({ precision: 0.25, support: 3, predicted: 4, correct: 1 });
    expect(report.micro.recall).toBeCloseTo(1 / 3, 12);
    expect(Object.keys(report.byType)).toEqual(['LOC', 'ORG', 'PER', '人名']);
    expect(report.byType.PER).toEqual({ precision: 0, recall: 0, f1: 0, support: 0, predicted: 1, correct: 0 });
    expect(report.macro).toEqual({ precision: 0.25, recall: 0.25, f1: 0.25 });
  });

  it("gives the averages of seqeval's tests", () => {
    // tests/test_v1.py: gold B-A B-B O B-A against O B-B B-C B-A, strict with IOB2.
    const report = entityScores([entities('A 0 1, B 1 2, A 3 4')], [entities('B 1 2, C 2 3, A 3 4')]);
    const rounded = (scores: { precision: number; recall: number; f1: number }): number[] =>
      [scores.precision, scores.recall, scores.f1].map((score) => Math.round(score * 100) / 100);
    expect(rounded(report.micro)).toEqual([0.67, 0.67, 0.67]);
    expect(rounded(report.macro)).toEqual([0.67, 0.5, 0.56]);
    expect(rounded(report.weighted)).toEqual([1, 0.67, 0.78]);
    expect(Object.values(report.byType).map(rounded)).toEqual([
      [1, 0.5, 0.67],
      [1, 1, 1],
      [0, 0, 0],
    ]);
    expect(Object.values(report.byType).map(({ support }) => support)).toEqual([2, 1, 0]);
  });

  it('is strict with a strict reading of the tags', () => {
    // The README of seqeval: B-NP I-NP O against I-NP I-NP O, which IOB2 reads as no entity, is F1 0.00 in strict mode.
    expect(entityScores([entities('NP 0 2')], [[]]).micro).toEqual({
      precision: 0,
      recall: 0,
      f1: 0,
      support: 1,
      predicted: 0,
      correct: 0,
    });
  });

  it('has no use for repetitions', () => {
    expect(entityScores([entities('A 0 1, A 0 1')], [entities('A 0 1, A 0 1, A 0 1')]).micro).toMatchObject({
      f1: 1,
      support: 1,
      predicted: 1,
    });
  });

  it('gives zeros for nothing, and refuses lists of different lengths', () => {
    expect(entityScores([[]], [[]])).toMatchObject({ micro: { f1: 0, support: 0 }, macro: { f1: 0 }, byType: {} });
    expect(() => entityScores([[]], [])).toThrow('entityScores: expected two lists over the same items, found 1 and 0 entries');
  });

  it('gives 1 for gold against itself', () => {
    fc.assert(
      fc.property(judgedSentences, ({ gold }) => {
        const report = entityScores(gold, gold);
        const all = gold.flat().length === 0 ? 0 : 1;
        expect(report.micro).toMatchObject({ precision: all, recall: all, f1: all, support: gold.flat().length });
        expect(report.macro.f1).toBe(all);
      }),
    );
  });

  it('swaps precision and recall with gold and predicted, and does not mind the order of the sentences', () => {
    fc.assert(
      fc.property(judgedSentences, ({ gold, predicted }) => {
        const report = entityScores(gold, predicted);
        const swapped = entityScores(predicted, gold);
        expect([swapped.micro.precision, swapped.micro.recall]).toEqual([report.micro.recall, report.micro.precision]);
        expect(swapped.micro.f1).toBeCloseTo(report.micro.f1, 12);
        expect(entityScores(gold.toReversed(), predicted.toReversed())).toEqual(report);
      }),
    );
  });
});
