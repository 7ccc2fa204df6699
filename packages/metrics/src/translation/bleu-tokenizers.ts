import { decodeEntities, separateNumberMarks, separateSymbols } from './western-punctuation.ts';
import { trimmed, words } from './white-space.ts';

/**
 * How a segment becomes the tokens that BLEU counts, as sacreBLEU names it: `13a` for languages with spaces, `zh` for Chinese, `char` for
 * characters, `none` for text that is tokenized already.
 */
export const bleuTokenizers = ['13a', 'zh', 'char', 'none'] as const;
export type BleuTokenizer = (typeof bleuTokenizers)[number];

/** Tokens of one segment. */
export const tokenizeForBleu: Readonly<Record<BleuTokenizer, (segment: string) => string[]>> = {
  '13a': mteval13a,
  zh: chinese,
  char: (segment) => words([...segment].join(' ')),
  none: words,
};

/** mteval-v13a of NIST, as WMT used it and sacreBLEU ports it (Post 2018). */
function mteval13a(segment: string): string[] {
  const joined = segment.replaceAll('<skipped>', '').replaceAll('-\n', '').replaceAll('\n', ' ');
  return western(` ${decodeEntities(joined)} `);
}

/** Each Chinese character a token and the rest as in mteval-v13a, entities apart (script of Shujian Huang for WMT 2017, in sacreBLEU). */
function chinese(segment: string): string[] {
  let spaced = '';
  for (const character of trimmed(segment)) spaced += isChinese(character) ? ` ${character} ` : character;
  return western(spaced);
}

function western(text: string): string[] {
  return words(separateNumberMarks(separateSymbols(text)));
}

/**
 * The ranges of the script, from and to. The first was meant as U+20000 to U+2A6D6, ideographs extension B. In Python those are strings of
 * two characters, `\u2000` `0` and `\u2a6d` `6`, and between them lie U+2001 to U+2A6D: quotation marks, dashes and the ellipsis are split
 * off, ideographs beyond U+FFFF are not. Published scores have it so, and so it is here.
 */
const chineseRanges: readonly (readonly [number, number])[] = [
  [0x2001, 0x2a6d],
  [0x2e80, 0x2fdf], // radicals
  [0x2ff0, 0x303f], // description characters, punctuation
  [0x3100, 0x312f], // bopomofo
  [0x31a0, 0x31bf],
  [0x31c0, 0x31ef], // strokes
  [0x3200, 0x4db5], // enclosed letters, compatibility, ideographs extension A
  [0x4e00, 0x9fbb], // ideographs
  [0xf900, 0xfa2d],
  [0xfa30, 0xfa6a],
  [0xfa70, 0xfad9],
  [0xfe10, 0xfe1f],
  [0xfe30, 0xfe4f],
  [0xff00, 0xffef], // full and half width forms
];

function isChinese(character: string): boolean {
  const code = character.codePointAt(0)!;
  return chineseRanges.some(([from, to]) => from <= code && code <= to);
}
