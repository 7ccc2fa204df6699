import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entities, judgedSentences } from '../testing/entities.ts';
import { entityF1Interval, pairedEntityBootstrap } from './entity-bootstrap.ts';
import { entityScores } from './entity-scores.ts';

// 300 sentences: of three entities the system finds two, and in every tenth sentence it invents one.
const gold = Array.from({ length: 300 }, () => entities('PER 0 1, ORG 2 4, 人名 5 7'));
const system = gold.map((sentence, i) => [...sentence.slice(0, 2), ...(i % 10 === 0 ? entities('LOC 8 9') : [])]);
/** Also finds the third in every fourth sentence. */
const better = system.map((sentence, i) => (i % 4 === 0 ? [...sentence, ...entities('人名 5 7')] : sentence));

describe('entityF1Interval', () => {
  it('lies around the F1 of all sentences', () => {
    const interval = entityF1Interval(gold, system, { samples: 500 });
    expect(interval.estimate).toBeCloseTo(entityScores(gold, system).micro.f1, 12);
    expect(interval.lower).toBeLessThan(interval.estimate);
    expect(interval.upper).toBeGreaterThan(interval.estimate);
    expect(entityF1Interval(gold, system, { samples: 500 })).toEqual(interval);
  });

  it('is as wide as the spread of F1 over new samples of sentences', () => {
    // By the delta method F1 = 2c / t varies by sd(2 c_i - F1 t_i) / (mean(t) sqrt(n)) over sentences with c_i correct and t_i = gold + predicted.
    const rows = gold.map((sentence, i) => ({
      correct: better[i]!.filter(({ type }) => type !== 'LOC').length,
      total: sentence.length + better[i]!.length,
    }));
    const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const { f1 } = entityScores(gold, better).micro;
    const residuals = rows.map(({ correct, total }) => (2 * correct - f1 * total) ** 2);
    const expected = Math.sqrt(mean(residuals) / rows.length) / mean(rows.map(({ total }) => total));
    const { standardError } = entityF1Interval(gold, better, { samples: 4000 });
    expect(Math.abs(standardError / expected - 1)).toBeLessThan(0.1);
  });

  it('is a point where every sentence is alike, and within 0 and 1 elsewhere', () => {
    expect(entityF1Interval(gold, gold)).toMatchObject({ estimate: 1, lower: 1, upper: 1, standardError: 0 });
    fc.assert(
      fc.property(judgedSentences, (judged) => {
        const { estimate, lower, upper } = entityF1Interval(judged.gold, judged.predicted, { samples: 30 });
        expect(estimate).toBeCloseTo(entityScores(judged.gold, judged.predicted).micro.f1, 12);
        expect(lower).toBeGreaterThanOrEqual(0);
        expect(upper).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('refuses what it cannot draw from', () => {
    expect(() => entityF1Interval([], [])).toThrow('at least one item');
    expect(() => entityF1Interval([[]], [])).toThrow('entity bootstrap: expected two lists over the same items, found 1 and 0 entries');
  });
});

describe('pairedEntityBootstrap', () => {
  it('sees that a system is better on the same sentences', () => {
    const comparison = pairedEntityBootstrap(gold, better, system, { samples: 500 });
    expect(comparison.estimate).toBeCloseTo(entityScores(gold, better).micro.f1 - entityScores(gold, system).micro.f1, 12);
    expect(comparison.lower).toBeGreaterThan(0);
    expect(comparison.pValue).toBeLessThan(0.01);
  });

  it('sees nothing between a system and itself', () => {
    expect(pairedEntityBootstrap(gold, system, system, { samples: 100 })).toMatchObject({ estimate: 0, lower: 0, upper: 0, pValue: 1 });
  });
});
