import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entities, judgedSentences } from '../testing/entities.ts';
import { entityOverlaps, overlapKinds } from './entity-overlaps.ts';
import { entityScores } from './entity-scores.ts';

describe('entityOverlaps', () => {
  it('gives the four measures of SemEval-2013 task 9.1', () => {
    // The example of the README of nervaluate: tikosyn missed, healthy spurious, "of warfarin" too long, propranolol of another type,
    // "oral contraceptives" wrong in both, and what is right (twice in its totals).
    const gold = entities('BRAND 0 1, DRUG 6 7, DRUG 9 10, DRUG 12 13, GROUP 16 17, DRUG 20 21');
    const predicted = entities('BRAND 3 4, DRUG 5 7, BRAND 9 10, DRUG 12 13, DRUG 15 17, DRUG 20 21');
    const report = entityOverlaps([gold], [predicted]);
    const row = (measure: 'type' | 'partial' | 'exact' | 'strict'): number[] => {
      const { correct, incorrect, partial, missed, spurious, precision, recall, f1 } = report[measure];
      return [correct, incorrect, partial, missed, spurious, ...[precision, recall, f1].map((score) => Math.floor(score * 100 + 1e-9))];
    };
    expect(row('type')).toEqual([3, 2, 0, 1, 1, 50, 50, 50]);
    expect(row('partial')).toEqual([3, 0, 2, 1, 1, 66, 66, 66]);
    expect(row('exact')).toEqual([3, 2, 0, 1, 1, 50, 50, 50]);
    expect(row('strict')).toEqual([2, 3, 0, 1, 1, 33, 33, 33]);
    expect(report.counts).toEqual({ exact: 2, 'boundary-only': 1, 'type-only': 1, overlap: 1, missed: 1, spurious: 1 });
  });

  it('says which entities are confused, and with what', () => {
    const gold = [entities('人名 0 3, ORG 5 7'), entities('ORG 1 2, LOC 4 5')];
    const predicted = [entities('人名 0 3, LOC 5 7'), entities('LOC 1 3, 人名 6 7')];
    const { labels, confusion, pairs } = entityOverlaps(gold, predicted);
    expect(labels).toEqual(['LOC', 'ORG', '人名', 'none']);
    expect(confusion).toEqual([
      [0, 0, 0, 1],
      [2, 0, 0, 0],
      [0, 0, 1, 0],
      [0, 0, 1, 0],
    ]);
    expect(pairs.map(({ sentence, kind }) => `${sentence} ${kind}`)).toEqual([
      '0 exact',
      '0 boundary-only',
      '1 overlap',
      '1 missed',
      '1 spurious',
    ]);
    expect(pairs[3]).toEqual({ sentence: 1, kind: 'missed', gold: { type: 'LOC', start: 4, end: 5 } });
  });

  it('pairs each entity once: the same tokens first, then the same type, then the longest overlap', () => {
    const kinds = (gold: string, predicted: string): string[] =>
      entityOverlaps([entities(gold)], [entities(predicted)]).pairs.map(
        (pair) => `${pair.kind} ${pair.gold?.start ?? '-'}:${pair.predicted?.start ?? '-'}`,
      );
    expect(kinds('PER 0 4', 'PER 0 2, PER 2 4')).toEqual(['type-only 0:0', 'spurious -:2']);
    expect(kinds('PER 0 4', 'ORG 0 3, PER 3 4')).toEqual(['type-only 0:3', 'spurious -:0']);
    expect(kinds('PER 0 4', 'PER 0 1, PER 1 4')).toEqual(['type-only 0:1', 'spurious -:0']);
    expect(kinds('PER 0 2, PER 2 4', 'PER 1 4')).toEqual(['missed 0:-', 'type-only 2:1']);
  });

  it('refuses lists of different lengths', () => {
    expect(() => entityOverlaps([[]], [])).toThrow('found 1 and 0 entries');
  });

  it('counts every entity once, agrees with exact match, and gives the most to whom it asks the least', () => {
    fc.assert(
      fc.property(judgedSentences, ({ gold, predicted }) => {
        const report = entityOverlaps(gold, predicted);
        expect(report.pairs.flatMap((pair) => pair.gold ?? [])).toHaveLength(gold.flat().length);
        expect(report.pairs.flatMap((pair) => pair.predicted ?? [])).toHaveLength(predicted.flat().length);
        expect(report.confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(report.pairs.length);
        const { micro } = entityScores(gold, predicted);
        const { precision, recall, f1 } = report.strict;
        expect([precision, recall, f1]).toEqual([micro.precision, micro.recall, micro.f1]);
        expect(report.exact.f1).toBeGreaterThanOrEqual(f1);
        expect(report.partial.f1).toBeGreaterThanOrEqual(report.exact.f1);
        expect(report.type.f1).toBeGreaterThanOrEqual(f1);
      }),
    );
  });

  it('is perfect for gold against itself, and turned over with gold and predicted', () => {
    const opposite = { missed: 'spurious', spurious: 'missed' } as Record<string, string>;
    fc.assert(
      fc.property(judgedSentences, ({ gold, predicted }) => {
        const itself = entityOverlaps(gold, gold);
        expect(itself.counts.exact).toBe(gold.flat().length);
        const [report, swapped] = [entityOverlaps(gold, predicted), entityOverlaps(predicted, gold)];
        expect(swapped.partial.precision).toBe(report.partial.recall);
        expect(swapped.confusion).toEqual(report.confusion.map((row, i) => row.map((_, j) => report.confusion[j]![i]!)));
        for (const kind of overlapKinds) {
          expect(swapped.counts[(opposite[kind] ?? kind) as typeof kind]).toBe(report.counts[kind]);
        }
      }),
    );
  });
});
