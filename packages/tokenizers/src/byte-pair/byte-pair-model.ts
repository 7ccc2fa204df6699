import { describe } from '../config-check.ts';
import type { NormalizerConfig } from '../normalizer.ts';
import { TokenizerError } from '../tokenizer-error.ts';
import type { Merge } from './learn-merges.ts';
import { MARKER, type WordSplit } from './word-split.ts';

/** What becomes of a character that the training texts did not have: its UTF-8 bytes, 256 entries of the vocabulary, or `<unk>`, which loses it. */
export type Unseen = 'bytes' | 'unknown';

/** What a codec is made of; {@link trainBytePairs} fills it in. */
export interface BytePairModel {
  readonly normalizer: NormalizerConfig;
  readonly words: WordSplit;
  readonly unseen: Unseen;
  /** First ids of the vocabulary. */
  readonly specials: readonly string[];
  /** Characters, the word marker ▁ among them. */
  readonly alphabet: readonly string[];
  /** In the order in which they were learned. */
  readonly merges: readonly Merge[];
}

/** Refuses an alphabet with an entry that is not one character, or without the word marker. @throws TokenizerError */
export function checkAlphabet(alphabet: readonly string[]): void {
  const wrong = alphabet.findIndex((character) => [...character].length !== 1 || character === ' ');
  if (wrong >= 0) throw new TokenizerError(`alphabet[${wrong}]: expected one character, found ${describe(alphabet[wrong])}`);
  if (!alphabet.includes(MARKER)) throw new TokenizerError(`alphabet: expected the word marker ${MARKER} among its characters`);
}

/** The pieces that merges give, each once. Two merges may give the same one: ab+c and a+bc. @throws TokenizerError for a merge of what is not there. */
export function mergedPieces({ alphabet, merges }: BytePairModel): string[] {
  const known = new Set(alphabet);
  const pairs = new Set<string>();
  const pieces: string[] = [];
  for (const [index, [left, right]] of merges.entries()) {
    for (const side of [left, right]) {
      if (!known.has(side)) {
        throw new TokenizerError(`merges[${index}]: ${describe(side)} is neither in the alphabet nor given by a merge before it`);
      }
    }
    const pair = `${left} ${right}`;
    if (pairs.has(pair)) throw new TokenizerError(`merges[${index}]: ${describe(pair)} occurs twice`);
    pairs.add(pair);
    if (known.has(left + right)) continue;
    known.add(left + right);
    pieces.push(left + right);
  }
  return pieces;
}
