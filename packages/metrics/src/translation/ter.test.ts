import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { segment, translations } from '../testing/translations.ts';
import { corpusTer, sentenceTer } from './ter.ts';

describe('TER', () => {
  it('is counted by hand', () => {
    expect(sentenceTer('der Hund beißt Mann', 'der Hund beißt den Mann')).toMatchObject({ edits: 1, referenceLength: 5, score: 20 });
    // Snover et al. 2006, section 2: one shift, two substitutions and an insertion in 13 words.
    const hypothesis = 'THIS WEEK THE SAUDIS denied information published in the new york times';
    const reference = 'SAUDI ARABIA denied THIS WEEK information published in the AMERICAN new york times';
    expect(sentenceTer(hypothesis, reference)).toMatchObject({ edits: 4, referenceLength: 13 });
  });

  it('takes the nearest reference and the mean length', () => {
    expect(sentenceTer('a b', ['a b c d', 'a x'])).toMatchObject({ edits: 1, referenceLength: 3 });
  });

  it('sees Chinese characters as words on demand', () => {
    expect(sentenceTer('我爱北京。', '我爱上海。').score).toBe(100);
    expect(sentenceTer('我爱北京。', '我爱上海。', { normalized: true, asianSupport: true })).toMatchObject({
      edits: 2,
      referenceLength: 5,
    });
    expect(sentenceTer('北京，我爱。', '北京我爱', { normalized: true, asianSupport: true, punctuation: false }).score).toBe(0);
  });

  it('makes words of references twice, as sacreBLEU', () => {
    expect(sentenceTer('a. , 6', 'a.,6', { normalized: true }).edits).toBe(0);
    expect(sentenceTer('a.,6', 'a.,6', { normalized: true }).edits).toBe(2);
  });

  it('scores nothing against nothing', () => {
    expect(sentenceTer('', '').score).toBe(0);
    expect(sentenceTer('a', '').score).toBe(100);
    expect(sentenceTer('', 'a b').score).toBe(100);
  });

  it('signs as sacreBLEU', () => {
    const signature = 'nrefs:1|case:lc|tok:tercom|norm:no|punct:yes|asian:no|version:textloom-1';
    expect(sentenceTer('Hund', 'hund')).toMatchObject({ name: 'TER', signature, score: 0 });
    expect(sentenceTer('Hund', 'hund', { caseSensitive: true }).score).toBe(100);
  });

  it('obeys its laws', () => {
    fc.assert(fc.property(segment, (text) => void expect(sentenceTer(text, text).score).toBe(0)));
    const ter = (all: readonly { hypothesis: string; references: string[] }[]) =>
      corpusTer(
        all.map(({ hypothesis }) => hypothesis),
        all.map((each) => each.references.slice(0, 1)),
      );
    fc.assert(fc.property(translations, (all) => void expect(ter(all.toReversed())).toEqual(ter(all))));
    fc.assert(
      fc.property(segment, segment, (hypothesis, reference) => {
        const { edits } = sentenceTer(hypothesis, reference);
        const [found, expected] = [hypothesis.split(' ').length, reference.split(' ').length];
        expect(edits).toBeGreaterThanOrEqual(Math.abs(found - expected));
        expect(edits).toBeLessThanOrEqual(Math.max(found, expected));
      }),
    );
  });
});
