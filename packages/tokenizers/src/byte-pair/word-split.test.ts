import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from '../testing/texts.ts';
import { createWordSplitter, leadingSpaces, resolveWordSplit, type WordSplit, withoutLeadingSpace } from './word-split.ts';

const SPLITS: WordSplit[] = [{ kind: 'moses' }, { kind: 'chinese' }, { kind: 'chinese', unit: 'characters' }, { kind: 'whitespace' }];

function wordsOf(text: string, split: WordSplit = { kind: 'moses' }): string[] {
  const words: string[] = [];
  createWordSplitter(resolveWordSplit(split))(text, (start, end) => words.push(text.slice(start, end)));
  return words;
}

/** Words with a bar where one begins. */
const bars = (text: string, split?: WordSplit): string => wordsOf(text, split).join('|');

describe('words for byte pairs', () => {
  it('takes punctuation off and keeps numbers, addresses, hyphens', () => {
    expect(bars('He paid $1,299.50 (top-up), see www.example.com.')).toBe('He| paid| $|1,299.50| (|top-up|)|,| see| www.example.com|.');
    expect(bars('Wait... „Guten Tag“, sagte sie!')).toBe('Wait|...| „|Guten| Tag|“|,| sagte| sie|!');
  });

  it('keeps the full stop of an abbreviation, of an initial, of a German ordinal', () => {
    expect(bars('Mr. J. Smith, e.g. in the U.S. today.')).toBe('Mr.| J.| Smith|,| e.g.| in| the| U.S.| today|.');
    expect(bars('See No. 5. No. Stop.')).toBe('See| No.| 5.| No|.| Stop|.');
    expect(bars('See No. 5. No. Stop.', { kind: 'moses', languages: ['en'] })).toBe('See| No.| 5|.| No|.| Stop|.');
    expect(bars('Am 3. Mai z.B. mit Dr. Kurz, ca. 20 km usw. im Jahr 3.')).toBe(
      'Am| 3.| Mai| z.B.| mit| Dr.| Kurz|,| ca.| 20| km| usw.| im| Jahr| 3|.',
    );
  });

  it('cuts before an apostrophe within a word', () => {
    expect(bars("I can't, wie geht's, O’Neil's 'tea', the 1990's")).toBe(
      "I| can|'t|,| wie| geht|'s|,| O|’Neil|'s| '|tea|'|,| the| 1990|'s",
    );
  });

  it('makes words or characters of Chinese', () => {
    expect(bars('我想申请退款, OK? 谢谢 Dr. Wu。')).toBe('我想申请退款|,| OK|?| 谢谢| Dr.| Wu|。');
    expect(bars('我想申请退款, OK? 谢谢 Dr. Wu。', { kind: 'chinese' })).toBe('我想|申请|退款|,| OK|?| 谢谢| Dr.| Wu|。');
    expect(bars('退款, OK? 谢谢。', { kind: 'chinese', unit: 'characters' })).toBe('退|款|,| OK|?| 谢|谢|。');
  });

  it('cuts at white space alone', () => {
    expect(bars('ein test , 1.5 ! 退款。', { kind: 'whitespace' })).toBe('ein| test| ,| 1.5| !| 退款。');
  });

  it('gives one space to the word after it and leaves the rest alone', () => {
    expect(wordsOf(' a  b\n c\t ')).toEqual([' a', ' ', ' b', '\n', ' c', '\t', ' ']);
  });

  it('cuts words of more than a hundred code units, never inside a character', () => {
    for (const text of ['x'.repeat(10_000), `y${'𠮷'.repeat(5000)}`]) {
      const words = wordsOf(text, { kind: 'whitespace' });
      expect(words.join('')).toBe(text);
      expect(Math.max(...words.map(({ length }) => length))).toBeLessThanOrEqual(101);
      for (const word of words) expect(word.isWellFormed()).toBe(true);
    }
  });

  it.each(SPLITS.map((split) => [JSON.stringify(split), split] as const))('%s: words side by side are the text', (_, split) => {
    fc.assert(
      fc.property(anyText, (text) => {
        const words = wordsOf(text, split);
        expect(words.join('')).toBe(text);
        for (const word of words) expect(word.lastIndexOf(' ')).toBeLessThanOrEqual(0);
      }),
      { numRuns: 300 },
    );
  });

  it('puts one space before a text and takes it away again', () => {
    expect([leadingSpaces('low'), leadingSpaces('退款'), leadingSpaces('')]).toEqual([1, 0, 0]);
    const text = fc.oneof(anyText, fc.string({ unit: fc.constantFrom(' ', 'a', '退', '\n') }));
    fc.assert(
      fc.property(text, (any) => {
        expect(withoutLeadingSpace(' '.repeat(leadingSpaces(any)) + any)).toBe(any);
      }),
    );
  });

  it('says what is wrong with a config', () => {
    const resolve = (split: unknown) => () => resolveWordSplit(split as WordSplit);
    expect(resolve({ kind: 'bpe' })).toThrow('words.kind: expected one of moses, chinese, whitespace, found "bpe"');
    expect(resolve({ kind: 'moses', unit: 'words' })).toThrow("words (moses): unknown key 'unit'");
    expect(resolve({ kind: 'chinese', unit: 'syllables' })).toThrow('words.unit: expected one of words, characters');
    expect(resolve({ kind: 'moses', languages: ['fr'] })).toThrow('words.languages: expected one of en, de, found "fr"');
    expect(resolve({ kind: 'moses', languages: 'de' })).toThrow('words.languages: expected a list of en, de, found "de"');
  });
});
