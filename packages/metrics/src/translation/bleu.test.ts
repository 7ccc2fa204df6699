import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { segment, translations } from '../testing/translations.ts';
import { type BleuOptions, corpusBleu, formatBleu, sentenceBleu } from './bleu.ts';

// test/test_bleu.py of sacreBLEU
const hypotheses = ['The dog bit the man.', "It wasn't surprising.", 'The man had just bitten him.'];
const references = [
  ['The dog bit the man.', 'The dog had bit the man.'],
  ['It was not unexpected.', 'No one was surprised.'],
  ['The man bit him first.', 'The man had bitten the dog.'],
];

describe('corpusBleu', () => {
  it('is counted by hand', () => {
    // All but the last of five words stand so in the reference: each order misses one n-gram.
    const bleu = corpusBleu(['the cat sat on a'], ['the cat sat on the mat']);
    expect(bleu).toMatchObject({ matches: [4, 3, 2, 1], totals: [5, 4, 3, 2], hypothesisLength: 5, referenceLength: 6 });
    expect(bleu.brevityPenalty).toBeCloseTo(Math.exp(-1 / 5), 12);
    expect(bleu.score).toBeCloseTo(100 * Math.exp(-1 / 5) * ((4 / 5) * (3 / 4) * (2 / 3) * (1 / 2)) ** (1 / 4), 10);
  });

  it('counts an n-gram no oftener than one reference has it', () => {
    // Papineni et al. 2002, example 2: modified precision 2/7.
    const bleu = corpusBleu(['the the the the the the the'], [['the cat is on the mat', 'there is a cat on the mat']]);
    expect([bleu.matches[0], bleu.totals[0]]).toEqual([2, 7]);
    // test_bleu.py: matches 4/2/1/0 of 6/5/4/3
    const other = corpusBleu(['am I am a character sequence'], ['I am a symbol string sequence a a']);
    expect(other).toMatchObject({ matches: [4, 2, 1, 0], totals: [6, 5, 4, 3] });
  });

  it('agrees with sacreBLEU on two references', () => {
    expect(corpusBleu(hypotheses, references).score).toBeCloseTo(48.530827, 6);
    expect(corpusBleu(hypotheses, references, { smoothing: 'none' }).score).toBeCloseTo(48.530827, 6);
    expect(corpusBleu(hypotheses, references, { tokenizer: 'none' }).score).toBeCloseTo(49.191957, 6);
    expect(corpusBleu(['', '', ''], references).score).toBe(0);
  });

  it('takes the length of the nearest reference, of two the shorter', () => {
    expect(corpusBleu(['a b c'], [['a b c d', 'a b']]).referenceLength).toBe(2);
    expect(corpusBleu(['a b c'], [['a b c d', 'a']]).referenceLength).toBe(4);
  });

  it('prints and signs as sacreBLEU does, under a version of its own', () => {
    const perfect = corpusBleu(['我爱北京天安门。'], ['我爱北京天安门。'], { tokenizer: 'zh' });
    expect(formatBleu(perfect)).toBe(
      'BLEU|nrefs:1|case:mixed|eff:no|tok:zh|smooth:exp|version:textloom-1 = 100.00 100.0/100.0/100.0/100.0 (BP = 1.000 ratio = 1.000 hyp_len = 8 ref_len = 8)',
    );
    const options = { lowercase: true, smoothing: 'floor', effectiveOrder: true } as const;
    expect(corpusBleu(['a', 'b'], ['a', ['b', 'c']], options).signature).toBe(
      'nrefs:var|case:lc|eff:yes|tok:13a|smooth:floor[0.10]|version:textloom-1',
    );
  });

  it('refuses what it cannot score', () => {
    expect(() => corpusBleu(['a'], [])).toThrow('BLEU: expected two lists over the same items, found 1 and 0 entries');
    expect(() => corpusBleu([], [])).toThrow('BLEU: expected at least one segment');
    expect(() => corpusBleu(['a', 'b'], ['a', []])).toThrow('BLEU: segment 1 has no reference');
    expect(() => corpusBleu(['a'], ['a'], { smoothingValue: 1 })).toThrow('with smoothing exp, expected one >= 0 with floor or add-k');
  });
});

describe('sentenceBleu', () => {
  it('agrees with sacreBLEU in each smoothing and tokenizer', () => {
    // test/test_sentence_bleu.py
    const hypothesis = 'Producția de zahăr primă va fi exprimată în ceea ce privește zahărul alb;';
    const reference = 'producţia de zahăr brut se exprimă în zahăr alb;';
    const cases: [BleuOptions, number][] = [
      [{}, 8.493],
      [{ smoothing: 'none' }, 0],
      [{ smoothing: 'floor' }, 4.51688],
      [{ smoothing: 'floor', smoothingValue: 0.5 }, 10.1],
      [{ smoothing: 'add-k' }, 14.882],
      [{ smoothing: 'add-k', smoothingValue: 2 }, 21.389],
      [{ tokenizer: 'none' }, 7.347],
      [{ tokenizer: 'char' }, 40.8759],
      [{ tokenizer: 'char', lowercase: true }, 42.0267],
    ];
    // Its tolerance; some of its values are cut off, not rounded.
    for (const [options, score] of cases) {
      expect(Math.abs(sentenceBleu(hypothesis, reference, options).score - score), JSON.stringify(options)).toBeLessThan(1e-3);
    }
  });

  it('gives short sentences what their order allows', () => {
    expect(sentenceBleu('Guten Tag', 'Guten Tag').score).toBe(100);
    expect(sentenceBleu('Guten Tag', 'Guten Tag', { effectiveOrder: false }).score).toBe(0);
  });
});

describe('laws of BLEU', () => {
  it('scores what equals its reference 100, and everything within 0 and 100', () => {
    fc.assert(fc.property(segment, (text) => void expect(sentenceBleu(text, text, { tokenizer: 'zh' }).score).toBe(100)));
    fc.assert(
      fc.property(translations, (all) => {
        const { score } = corpusBleu(
          all.map(({ hypothesis }) => hypothesis),
          all.map((each) => each.references),
        );
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
      }),
    );
  });

  it('does not see the order of segments', () => {
    const bleu = (all: readonly { hypothesis: string; references: string[] }[]) =>
      corpusBleu(
        all.map(({ hypothesis }) => hypothesis),
        all.map((each) => each.references),
      );
    fc.assert(fc.property(translations, (all) => void expect(bleu(all.toReversed())).toEqual(bleu(all))));
  });

  it('loses no precision by another reference', () => {
    fc.assert(
      fc.property(segment, segment, segment, (hypothesis, first, second) => {
        const one = sentenceBleu(hypothesis, first, { smoothing: 'none' });
        const two = sentenceBleu(hypothesis, [first, second], { smoothing: 'none' });
        for (const [n, matched] of one.matches.entries()) expect(two.matches[n]).toBeGreaterThanOrEqual(matched);
      }),
    );
  });
});
