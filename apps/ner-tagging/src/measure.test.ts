import { describe, expect, it } from 'vitest';
import type { EntitySpan, NerExample } from './examples.ts';
import { type FoundEntity, measure, measureBaseline } from './measure.ts';

function example(text: string, ...entities: (readonly [start: number, end: number, type: string])[]): NerExample {
  const words = /\p{Script=Han}/u.test(text) ? [...text] : text.split(' ');
  let at = 0;
  const tokens = words.map((word) => {
    const start = text.indexOf(word, at);
    at = start + word.length;
    return { text: word, start, end: at };
  });
  const spans = entities.map(([start, end, type]): EntitySpan => ({ start, end, type }));
  return { text, tokens, entities: spans, document: 0, source: { file: 'a.conll', line: 1 } };
}

const found = (start: number, end: number, type: string, confidence: number): FoundEntity => ({ start, end, type, confidence });

const train = [example('Mira Holt left Oslo', [0, 2, 'PER'], [3, 4, 'LOC']), example('李雪去上海', [0, 2, 'PER'], [3, 5, 'LOC'])];
const test = [
  example('Mira Holt saw Porto', [0, 2, 'PER'], [3, 4, 'LOC']),
  example('New Delhi is warm', [0, 2, 'LOC']),
  example('陈立在上海', [0, 2, 'PER'], [3, 5, 'LOC']),
];
const answers = [
  [found(0, 2, 'PER', 0.9), found(3, 4, 'PER', 0.6)],
  [found(1, 2, 'LOC', 0.5)],
  [found(0, 2, 'PER', 0.8), found(3, 5, 'LOC', 1)],
];

describe('measure', () => {
  const { test: scores, conlleval, overlaps } = measure({ examples: test, found: answers }, train, 1);

  it('scores exact matches, all together, by type and by language', () => {
    expect(scores).toMatchObject({
      precision: 3 / 5,
      recall: 3 / 5,
      f1: 3 / 5,
      entities: 5,
      byType: { LOC: { precision: 1 / 2, recall: 1 / 3, support: 3, predicted: 2, correct: 1 }, PER: { precision: 2 / 3, recall: 1 } },
      macroF1: (2 / 5 + 4 / 5) / 2,
      strict: { f1: 3 / 5 },
      byLanguage: { en: { f1: 1 / 3, sentences: 2 }, zh: { f1: 1, entities: 2, unseen: { entities: 1, recall: 1 } } },
      sentences: 3,
      tokens: 13,
      tokenAccuracy: 10 / 13,
    });
    const [lower, upper] = scores.f1Interval as number[];
    expect(lower).toBeLessThan(3 / 5);
    expect(upper).toBeGreaterThan(3 / 5);
  });

  it('tells seen entities from unseen ones, and how near the wrong ones are', () => {
    expect(scores).toMatchObject({
      seen: { entities: 2, recall: 1 },
      unseen: { entities: 3, recall: 1 / 3 },
      overlaps: { exact: 3, boundaryOnly: 1, typeOnly: 1, overlap: 0, missed: 0, spurious: 0, partial: { f1: (4 + 0.5) / 5 } },
    });
    expect(overlaps.confusion[overlaps.labels.indexOf('LOC')][overlaps.labels.indexOf('PER')]).toBe(1);
  });

  it('compares confidence with how often it is right', () => {
    // Each answer is alone in its bin: the gaps are 0.1, 0.6, 0.5, 0.2, 0.
    expect(scores.ece).toBeCloseTo((0.1 + 0.6 + 0.5 + 0.2 + 0) / 5);
  });

  it('prints what conlleval prints', () => {
    expect(conlleval.split('\n').slice(0, 2)).toEqual([
      'processed 13 tokens with 5 phrases; found: 5 phrases; correct: 3.',
      'accuracy:  76.92%; precision:  60.00%; recall:  60.00%; FB1:  60.00',
    ]);
  });

  it('has no calibration where nothing was found, and no languages where there is one', () => {
    const nothing = measure({ examples: test.slice(0, 2), found: [[], []] }, train, 1);
    expect(nothing.test).toMatchObject({ f1: 0, ece: null, overlaps: { missed: 3 } });
    expect(nothing.test).not.toHaveProperty('byLanguage');
  });

  it('scores baselines by the same numbers', () => {
    const { precision, unseen, byType, overlaps: near } = measureBaseline(test, answers, train);
    expect({ precision, unseen, byType, overlaps: near }).toEqual({
      precision: scores.precision,
      unseen: scores.unseen,
      byType: scores.byType,
      overlaps: scores.overlaps,
    });
  });
});
