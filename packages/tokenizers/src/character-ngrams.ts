import { checkCount } from './config-check.ts';
import { EMPTY_HASH, fnv1a, hashCodePoint } from './hash.ts';

/** Hashed character n-grams of a word, as fastText has them (Bojanowski et al. 2017). */
export interface SubwordConfig {
  /** Rows of the table that n-grams are hashed into. */
  buckets: number;
  /** Shortest n-gram, in code points, boundary marks included. */
  min: number;
  /** Longest n-gram. */
  max: number;
}

/** A token longer than this many code points (a URL, a text without a space) gives the n-grams of its beginning only. */
export const LONGEST_TOKEN = 256;

const START = 0x3c;
const END = 0x3e;

/**
 * The n-grams of `<token>`, by code point, from left to right and short before long. The marks alone are no n-gram.
 * Tokens beyond {@link LONGEST_TOKEN} code points are cut there (and have no end mark).
 *
 * @throws TokenizerError unless 1 <= min <= max.
 */
export function characterNgrams(token: string, min: number, max: number): string[] {
  checkRange(min, max);
  const codePoints = marked(token);
  const ngrams: string[] = [];
  for (let start = 0; start < codePoints.length; start++) {
    let ngram = '';
    for (let length = 1; length <= max && start + length <= codePoints.length; length++) {
      ngram += String.fromCodePoint(codePoints[start + length - 1]!);
      if (length >= min && !isMarkAlone(start, length, codePoints.length)) ngrams.push(ngram);
    }
  }
  return ngrams;
}

/**
 * The bucket of an n-gram: FNV-1a over UTF-8, modulo the number of buckets.
 *
 * @throws TokenizerError when `buckets` is not a positive whole number.
 */
export function hashNgram(ngram: string, buckets: number): number {
  checkCount(buckets, 1, 'buckets');
  return fnv1a(ngram) % buckets;
}

/**
 * The buckets of {@link characterNgrams}, in the same order, without making the strings: each n-gram's hash goes on from that of
 * the one before it.
 *
 * @throws TokenizerError for a config out of range.
 */
export function hashedNgrams(token: string, { buckets, min, max }: SubwordConfig): Int32Array {
  checkCount(buckets, 1, 'buckets');
  checkRange(min, max);
  const codePoints = marked(token);
  const hashes = new Int32Array(countNgrams(codePoints.length, min, max));
  let count = 0;
  for (let start = 0; start < codePoints.length; start++) {
    let hash = EMPTY_HASH;
    for (let length = 1; length <= max && start + length <= codePoints.length; length++) {
      hash = hashCodePoint(hash, codePoints[start + length - 1]!);
      if (length >= min && !isMarkAlone(start, length, codePoints.length)) hashes[count++] = (hash >>> 0) % buckets;
    }
  }
  return hashes;
}

/** How many n-grams a marked token of this length has. */
function countNgrams(total: number, min: number, max: number): number {
  let count = min === 1 ? -2 : 0;
  for (let length = min; length <= Math.min(max, total); length++) count += total - length + 1;
  return count;
}

function marked(token: string): number[] {
  const codePoints = [START];
  for (let i = 0; i < token.length; i++) {
    if (codePoints.length > LONGEST_TOKEN) return codePoints;
    const codePoint = token.codePointAt(i)!;
    if (codePoint > 0xffff) i++;
    codePoints.push(codePoint);
  }
  codePoints.push(END);
  return codePoints;
}

function isMarkAlone(start: number, length: number, total: number): boolean {
  return length === 1 && (start === 0 || start === total - 1);
}

function checkRange(min: number, max: number): void {
  checkCount(min, 1, 'min');
  checkCount(max, min, 'max');
}
