import { describe, expect, it } from 'vitest';
import { hasSharedDatasets, sharedLines } from '../testing/translations.ts';
import { type BleuOptions, corpusBleu, formatBleu } from './bleu.ts';
import { corpusChrf } from './chrf.ts';

/** The line that sacreBLEU prints, less name and signature. */
const line = (hypotheses: string[], references: string[], options?: BleuOptions): string =>
  formatBleu(corpusBleu(hypotheses, references, options)).replace(/^.* = (?=\d+\.\d\d )/, '');

describe.skipIf(!hasSharedDatasets)('scores recorded with sacreBLEU 2.6.0 and mteval-v13a (needs ../shared)', () => {
  it('Russian: WMT 2015, as text', () => {
    const [hypotheses, references] = ['hyp', 'ref'].map((name) => sharedLines(`scorer-vectors/wmt15-en-ru/${name}.ru.txt`)) as [
      string[],
      string[],
    ];
    expect(line(hypotheses, references)).toBe('23.20 54.3/29.8/17.5/10.2 (BP = 1.000 ratio = 1.069 hyp_len = 1991 ref_len = 1862)');
    expect(line(hypotheses, references, { lowercase: true })).toMatch(/^24\.19 /);
    expect(line(hypotheses, references, { tokenizer: 'none' })).toMatch(/^17\.41 /);
  });

  it('Russian: WMT 2015, tokenized', () => {
    const [hypotheses, references] = ['hyp', 'ref'].map((name) => sharedLines(`scorer-vectors/wmt15-en-ru/${name}.tok.ru.txt`)) as [
      string[],
      string[],
    ];
    expect(line(hypotheses, references)).toMatch(
      /^23\.18 54\.2\/29\.7\/17\.5\/10\.2 \(BP = 1\.000 ratio = \S+ hyp_len = 1998 ref_len = 1866\)$/,
    );
    expect(line(hypotheses, references, { lowercase: true })).toMatch(/^24\.17 /);
    expect(line(hypotheses, references, { tokenizer: 'none' })).toMatch(/^23\.17 /);
    // What the Perl script printed.
    const [, bleu] = /BLEU score = (\S+)/.exec(sharedLines('scorer-vectors/wmt15-en-ru/mteval-13a.output.txt').join('\n'))!;
    expect((corpusBleu(hypotheses, references).score / 100).toFixed(4)).toBe(bleu);
  });

  it('German: Multi30k, the English source as translation, and references shifted by one line', () => {
    const english = sharedLines('multi30k-en-de/raw/test_2016_flickr.en.gz');
    const german = sharedLines('multi30k-en-de/raw/test_2016_flickr.de.gz');
    const copied = corpusBleu(english, german);
    expect(copied).toMatchObject({ hypothesisLength: 12955, referenceLength: 12106 });
    expect(copied.score.toFixed(2)).toBe('0.48');
    expect(corpusBleu([...german.slice(1), german[0]!], german).score.toFixed(2)).toBe('0.54');
  });

  it('Chinese: first against second translation of Tatoeba sentences', () => {
    const translations = new Map<string, string[]>();
    for (const row of sharedLines('tatoeba-eng-cmn/cmn.txt')) {
      const [english, chinese] = row.split('\t') as [string, string];
      translations.set(english, [...(translations.get(english) ?? []), chinese]);
    }
    const pairs = [...translations.values()].filter((rows) => rows.length > 1);
    const [hypotheses, references] = [pairs.map(([first]) => first!), pairs.map(([, second]) => second!)];
    expect(pairs).toHaveLength(1334);
    expect(line(hypotheses, references, { tokenizer: 'zh' })).toMatch(
      /^45\.53 74\.1\/51\.7\/38\.6\/29\.1 \(BP = 1\.000 .* 11441 ref_len = 11367\)$/,
    );
    expect(line(hypotheses, references, { tokenizer: 'char' })).toMatch(/^45\.65 74\.1\/51\.8\/38\.7\/29\.2 .* 11473 ref_len = 11405\)$/);
    expect(line(hypotheses, references)).toMatch(/^1\.77 7\.2\/0\.7\/1\.5\/1\.4 .* 1409 ref_len = 1399\)$/);
    expect(corpusChrf(hypotheses, references).score.toFixed(2)).toBe('39.19');
  });
});
