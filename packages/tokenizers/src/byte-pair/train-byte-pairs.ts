import { checkChoice, checkCount } from '../config-check.ts';
import { createNormalizer, type NormalizerConfig } from '../normalizer.ts';
import { PADDING, UNKNOWN } from '../vocabulary.ts';
import { BytePairCodec } from './byte-pair-codec.ts';
import type { Unseen } from './byte-pair-model.ts';
import { bytePieces } from './byte-pieces.ts';
import { type CountedWord, learnMerges } from './learn-merges.ts';
import { createWordSplitter, leadingSpaces, MARKER, resolveWordSplit, type WordSplit } from './word-split.ts';

export interface BytePairOptions {
  /** How many merges are learned; fewer when no pair is frequent enough. Default 8,000. */
  merges?: number;
  /** Pairs seen less often are not merged. Default 2. */
  minFrequency?: number;
  /** Characters seen less often are left out of the alphabet and treated as unseen. Default 1. */
  minCharacterFrequency?: number;
  /** First ids, in this order. Default `<pad>` and `<unk>`; a translator adds `<s>` and `</s>`. */
  specials?: readonly string[];
  /** `bytes` (default): exact for every text. `unknown`: 256 entries fewer. */
  unseen?: Unseen;
  /** Default `{ kind: 'moses' }`. */
  words?: WordSplit;
  /** Default {@link BYTE_PAIR_NORMALIZER}, whatever is left out of it included. */
  normalizer?: NormalizerConfig;
}

/** Text as it is, but for invisible characters and runs of white space: what is decoded is to be read, and scored with its case and its marks. */
export const BYTE_PAIR_NORMALIZER: Readonly<NormalizerConfig> = { nfkc: false, fullWidth: false, quotes: false, lowercase: false };

/**
 * Learns byte-pair merges from texts and gives the codec that applies them. For one vocabulary over two languages hand in the texts of both, for two
 * train twice. The order of the texts does not matter.
 *
 * @throws TokenizerError for a wrong option.
 */
export function trainBytePairs(texts: Iterable<string>, options: BytePairOptions = {}): BytePairCodec {
  const { merges = 8000, minFrequency = 2, minCharacterFrequency = 1, unseen = 'bytes' } = options;
  checkCount(merges, 0, 'merges');
  checkCount(minFrequency, 1, 'minFrequency');
  checkCount(minCharacterFrequency, 1, 'minCharacterFrequency');
  checkChoice(unseen, ['bytes', 'unknown'] as const, 'unseen');
  const specials = [...(options.specials ?? [PADDING, UNKNOWN])];
  const normalizer = { ...BYTE_PAIR_NORMALIZER, ...options.normalizer };
  const words = resolveWordSplit(options.words ?? { kind: 'moses' });
  const counts = countWords(texts, createNormalizer(normalizer).normalize, createWordSplitter(words));
  const reserved = new Set(unseen === 'bytes' ? [...specials, ...bytePieces()] : specials);
  const alphabet = alphabetOf(counts, minCharacterFrequency, reserved);
  const known = new Set(alphabet);
  const learned = learnMerges(stretches(counts, known), { merges, minFrequency, reserved });
  return new BytePairCodec({ normalizer, words, unseen, specials, alphabet, merges: learned });
}

function countWords(
  texts: Iterable<string>,
  normalize: ReturnType<typeof createNormalizer>['normalize'],
  split: ReturnType<typeof createWordSplitter>,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) {
    const normalized = normalize(text).text;
    const spaced = ' '.repeat(leadingSpaces(normalized)) + normalized;
    split(spaced, (start, end) => {
      const word = spaced.slice(start, end);
      counts.set(word, (counts.get(word) ?? 0) + 1);
    });
  }
  return counts;
}

/** The marker, then characters by falling frequency, equals by code unit order. */
function alphabetOf(counts: ReadonlyMap<string, number>, least: number, reserved: ReadonlySet<string>): string[] {
  const frequencies = new Map<string, number>();
  for (const [word, count] of counts) {
    for (const character of word) frequencies.set(character, (frequencies.get(character) ?? 0) + count);
  }
  for (const left of [' ', MARKER, ...reserved]) frequencies.delete(left);
  const seen = [...frequencies].filter(([, frequency]) => frequency >= least);
  seen.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return [MARKER, ...seen.map(([character]) => character)];
}

/** Words as their characters, cut where one is not in the alphabet; a space is spelled with the marker. */
function* stretches(counts: ReadonlyMap<string, number>, alphabet: ReadonlySet<string>): Iterable<CountedWord> {
  for (const [word, frequency] of counts) {
    let pieces: string[] = [];
    for (const character of word) {
      if (character !== MARKER && (character === ' ' || alphabet.has(character))) {
        pieces.push(character === ' ' ? MARKER : character);
        continue;
      }
      if (pieces.length > 1) yield { pieces, frequency };
      pieces = [];
    }
    if (pieces.length > 1) yield { pieces, frequency };
  }
}
