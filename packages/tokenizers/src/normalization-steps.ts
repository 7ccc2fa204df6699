import type { MappedText } from './mapped-text.ts';

const NOT_ASCII = /[^\0-\x7f]/;
/** Anything that is not plain typing: most texts of most people are passed on at a glance. */
const NOT_PLAIN = /[^\t-\r -~]/;

/**
 * A character that composition may attach to the one before it: combining marks, half-width voicing marks, Kirat Rai vowel signs.
 * Runs are cut after 30 (the limit of Unicode's stream-safe format), because canonical ordering of longer ones takes quadratic time.
 */
const ATTACHING = '[\\p{M}\\uff9e\\uff9f\\u{16d63}-\\u{16d6a}]';
/** Hangul letters, in all their encodings: a run of them may become syllables. */
const JAMO = '[\\u1100-\\u11ff\\u3131-\\u318e\\ua960-\\ua97c\\ud7b0-\\ud7fb\\uac00-\\ud7a3\\uffa0-\\uffdc]';

/** Frequent characters that NFKC leaves alone unless something attaches to them: Han, Kana, their punctuation, quotation marks. */
const INERT = '\\0-\\x7f\\u2018-\\u201d\\u3001-\\u3029\\u3041-\\u3096\\u30a0-\\u30fe\\u3400-\\u4dbf\\u4e00-\\u9fff';

/** The shortest stretches that can be normalised by themselves with the same result as within the text. */
const NORMALIZATION_SEGMENT = new RegExp(`${JAMO}{1,64}${ATTACHING}{0,30}|[^]${ATTACHING}{1,30}|[^${INERT}]`, 'gu');

/** Unicode compatibility composition (NFKC). */
export function nfkc(text: MappedText): MappedText {
  return NOT_ASCII.test(text.text) ? text.replace(NORMALIZATION_SEGMENT, (segment) => segment.normalize('NFKC')) : text;
}

/** Lower case by the Unicode default, the same in every locale. Only İ changes its length (to i and a combining dot). */
export function lowercase(text: MappedText): MappedText {
  const shorter = text.text.includes('İ') ? text.replace(/İ/g, (letter) => letter.toLowerCase()) : text;
  return shorter.withSameLength(shorter.text.toLowerCase());
}

/** Every decimal digit of every script to 0, so that amounts share one shape. */
export function zeroDigits(text: MappedText): MappedText {
  return text.replace(/\p{Nd}/gu, () => '0');
}

/** Full-width ASCII and the ideographic space to their plain forms. NFKC does this too; alone it leaves all else as it is. */
export function foldFullWidth(text: MappedText): MappedText {
  return text.withSameLength(
    text.text.replace(/[\uff01-\uff5e\u3000]/g, (character) =>
      character === '\u3000' ? ' ' : String.fromCharCode(character.charCodeAt(0) - 0xfee0),
    ),
  );
}

/** Curly and low quotation marks and apostrophes to ' and ", so that don’t and don't are one word. */
export function foldQuotes(text: MappedText): MappedText {
  if (!NOT_ASCII.test(text.text)) return text;
  return text.withSameLength(text.text.replace(/[\u2018-\u201b\u02bc\u2032]/g, "'").replace(/[\u201c-\u201f\u2033]/g, '"'));
}

/**
 * Control characters (but not white space), zero-width characters, soft hyphens, direction marks and byte order marks, without the joiners that hold an emoji together.
 */
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is sought
  /[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]|(?<!\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)\u200d|\u200d(?!\p{Extended_Pictographic})/gu;

/** Removes what cannot be seen. */
export function stripInvisible(text: MappedText): MappedText {
  return NOT_PLAIN.test(text.text) ? text.replace(INVISIBLE, () => '') : text;
}

/** Every run of white space, line ends included, to one space; none at either end. */
export function foldWhitespace(text: MappedText): MappedText {
  const folded = text.replace(/[\s\x85]{2,}|[^\S ]|\x85/g, () => ' ');
  const length = folded.text.length;
  if (length === 0 || (folded.text[0] !== ' ' && folded.text[length - 1] !== ' ')) return folded;
  return folded.replace(/^ | $/g, () => '');
}

/** Half a surrogate pair is no character: each becomes U+FFFD, as it would in UTF-8. */
export function replaceLoneSurrogates(text: MappedText): MappedText {
  return text.withSameLength(text.text.toWellFormed());
}
