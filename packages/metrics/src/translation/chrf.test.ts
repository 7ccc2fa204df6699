import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { segment, translations } from '../testing/translations.ts';
import { corpusChrf, sentenceChrf } from './chrf.ts';

describe('chrF', () => {
  it('is counted by hand', () => {
    // Characters a, b against a, c, d: precision 1/2, recall 1/3; bigrams 0 of 1 and 0 of 2; the translation has no longer ones.
    const precision = (1 / 2 + 0) / 2;
    const recall = (1 / 3 + 0) / 2;
    expect(sentenceChrf('ab', 'acd').score).toBeCloseTo((100 * 5 * precision * recall) / (4 * precision + recall), 12);
    // chrF++ adds words: 好 of 1, and 好 of 2.
    const { score } = sentenceChrf('好', '好 人', { wordOrder: 2, characterOrder: 1 });
    expect(score).toBeCloseTo((100 * 5 * 1 * 0.5) / (4 * 1 + 0.5), 12);
  });

  it('agrees with sacreBLEU where missing orders count', () => {
    // test/test_chrf.py
    const score = (hypothesis: string, reference: string) => sentenceChrf(hypothesis, reference, { epsilonSmoothing: true }).score;
    const german = 'Niemand hat die Absicht, eine Mauer zu errichten';
    expect(score(german, german)).toBeCloseTo(100, 10);
    expect(score('aa', 'ab')).toBeCloseTo(8.3333, 4);
    expect(score('a', 'a')).toBeCloseTo(16.6667, 4);
    expect(score('a b c', 'abc')).toBeCloseTo(50, 10);
  });

  it('leaves out orders that are too long, and white space', () => {
    expect(sentenceChrf('a', 'a').score).toBe(100);
    expect(sentenceChrf('a b c', 'abc').score).toBe(100);
    expect(sentenceChrf('', 'abc').score).toBe(0);
  });

  it('has names and signatures as sacreBLEU', () => {
    const plain = sentenceChrf('狗', '狗');
    expect([plain.name, plain.signature]).toEqual(['chrF2', 'nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no|version:textloom-1']);
    const words = sentenceChrf('狗', ['狗', '犬'], { wordOrder: 2, lowercase: true });
    expect([words.name, words.signature]).toEqual(['chrF2++', 'nrefs:2|case:lc|eff:yes|nc:6|nw:2|space:no|version:textloom-1']);
    expect(() => sentenceChrf('a', 'a', { beta: 0 })).toThrow('beta > 0, found 6, 0 and 0');
  });

  it('obeys its laws', () => {
    const chrf = (all: readonly { hypothesis: string; references: string[] }[]) =>
      corpusChrf(
        all.map(({ hypothesis }) => hypothesis),
        all.map((each) => each.references),
        { wordOrder: 2 },
      ).score;
    fc.assert(fc.property(segment, (text) => void expect(sentenceChrf(text, text, { wordOrder: 2 }).score).toBeCloseTo(100, 10)));
    fc.assert(
      fc.property(translations, (all) => {
        expect(chrf(all)).toBeGreaterThanOrEqual(0);
        expect(chrf(all)).toBeLessThanOrEqual(100 + 1e-9);
        expect(chrf(all.toReversed())).toBe(chrf(all));
      }),
    );
    fc.assert(
      fc.property(segment, segment, segment, (hypothesis, first, second) => {
        expect(sentenceChrf(hypothesis, [first, second]).score).toBeGreaterThanOrEqual(sentenceChrf(hypothesis, first).score);
      }),
    );
  });
});
