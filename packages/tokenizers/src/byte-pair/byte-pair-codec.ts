import { checkChoice, checkFormat, checkKeys, checkStrings, describe, parseJson } from '../config-check.ts';
import type { MappedText } from '../mapped-text.ts';
import { createNormalizer, NORMALIZER_DEFAULTS, type Normalizer, type NormalizerConfig } from '../normalizer.ts';
import type { EncodedText } from '../text-codec.ts';
import type { Token } from '../tokenizer.ts';
import { TokenizerError } from '../tokenizer-error.ts';
import { UNKNOWN, Vocabulary } from '../vocabulary.ts';
import { type BytePairModel, checkAlphabet, mergedPieces, type Unseen } from './byte-pair-model.ts';
import { bytePieces } from './byte-pieces.ts';
import type { Merge } from './learn-merges.ts';
import type { MergeDropout } from './merge-table.ts';
import { PieceSpeller } from './piece-speller.ts';
import { WordEncoder } from './word-encoder.ts';
import { createWordSplitter, leadingSpaces, resolveWordSplit, type WordSplit, withoutLeadingSpace } from './word-split.ts';

const FORMAT = 'textloom-byte-pairs';
const VERSION = 1;

/** The content of tokenizer.json; a merge is its two sides with a space between them. */
export interface SavedBytePairs {
  format: typeof FORMAT;
  version: typeof VERSION;
  normalizer: NormalizerConfig;
  words: WordSplit;
  unseen: Unseen;
  specials: string[];
  alphabet: string[];
  merges: string[];
}

const SAVED: Readonly<Record<keyof SavedBytePairs, unknown>> = {
  format: '',
  version: 0,
  normalizer: {},
  words: {},
  unseen: '',
  specials: [],
  alphabet: [],
  merges: [],
};

/**
 * Text to byte-pair pieces and back. The marker ▁ in the spelling of a piece stands for one space, so `decode(encode(text).ids)` is the normalised text
 * itself, code unit for code unit, for any text (with `unseen: 'bytes'`), any word split, any dropout.
 */
export class BytePairCodec {
  readonly model: BytePairModel;
  /** Specials, the 256 bytes (with `unseen: 'bytes'`), characters, merged pieces in the order they were learned. */
  readonly vocabulary: Vocabulary;
  readonly normalizer: Normalizer;
  readonly #split: ReturnType<typeof createWordSplitter>;
  readonly #encoder: WordEncoder;
  readonly #speller: PieceSpeller;

  /** @throws TokenizerError for a wrong config, a merge of pieces that are not there, or a piece that is spelled like a special. */
  constructor(model: BytePairModel) {
    const words = resolveWordSplit(model.words);
    this.normalizer = createNormalizer(model.normalizer);
    checkChoice(model.unseen, ['bytes', 'unknown'] as const, 'unseen');
    if (model.unseen === 'unknown' && !model.specials.includes(UNKNOWN)) {
      throw new TokenizerError(`specials: expected ${UNKNOWN} among them with unseen: 'unknown', found ${describe(model.specials)}`);
    }
    checkAlphabet(model.alphabet);
    const bytes = model.unseen === 'bytes' ? bytePieces() : [];
    this.vocabulary = Vocabulary.of([...bytes, ...model.alphabet, ...mergedPieces(model)], model.specials);
    this.model = { ...model, words, normalizer: this.normalizer.config };
    this.#split = createWordSplitter(words);
    this.#encoder = new WordEncoder(this.model, this.vocabulary);
    this.#speller = new PieceSpeller(this.vocabulary, bytes.length);
  }

  /**
   * Pieces with their places in the original string, the space before a word not included; the bytes of one character share its place, and a ▁ by itself has
   * that of the space, or none ([n, n]) where it was put before the text. A text cannot spell its way to a special. Time is linear in the text; what
   * was worked out for recent words is kept, at most 65,536 of them, except with dropout.
   *
   * @throws RangeError for a dropout probability outside 0 to 1.
   */
  encode(text: string, dropout?: MergeDropout): EncodedText {
    const mapped = this.normalizer.normalize(text);
    const ids: number[] = [];
    const tokens: Token[] = [];
    this.#eachWord(mapped.text, dropout, (word, at, pieces) => {
      for (let i = 0; i < pieces.ids.length; i++) {
        const id = pieces.ids[i]!;
        const start = pieces.starts[i]!;
        const end = pieces.ends[i]!;
        ids.push(id);
        const from = start === 0 && end > 1 && word[0] === ' ' ? 1 : start;
        const place = placeOf(mapped, at + from, at + end);
        tokens.push({ text: this.vocabulary.token(id), start: place.start, end: place.end });
      }
    });
    return { ids: Int32Array.from(ids), tokens };
  }

  /** The ids of {@link encode} alone, `[N]`, in less time. */
  ids(text: string, dropout?: MergeDropout): Int32Array {
    const ids: number[] = [];
    this.#eachWord(this.normalizer.normalize(text).text, dropout, (_, __, pieces) => {
      for (const id of pieces.ids) ids.push(id);
    });
    return Int32Array.from(ids);
  }

  /**
   * Ids to text. Specials are left out, but `<unk>` is spelled; bytes that are no UTF-8, which only a model writes, become U+FFFD.
   *
   * @throws RangeError for an id that is not in the vocabulary.
   */
  decode(ids: Iterable<number>): string {
    return withoutLeadingSpace(this.#speller.spell(ids));
  }

  toJSON(): SavedBytePairs {
    const { normalizer, words, unseen, specials, alphabet, merges } = this.model;
    return {
      format: FORMAT,
      version: VERSION,
      normalizer,
      words,
      unseen,
      specials: [...specials],
      alphabet: [...alphabet],
      merges: merges.map(([left, right]) => `${left} ${right}`),
    };
  }

  /** @throws TokenizerError that says what is wrong, with the file's name `where` before it. */
  static fromJSON(saved: unknown, where: string = 'tokenizer.json'): BytePairCodec {
    checkKeys(saved, SAVED, where);
    checkFormat(saved, FORMAT, VERSION, where);
    const { normalizer, words, unseen, specials, alphabet, merges } = saved;
    checkKeys(normalizer, NORMALIZER_DEFAULTS, `${where}: normalizer`);
    checkStrings(specials, `${where}: specials`);
    checkStrings(alphabet, `${where}: alphabet`);
    checkStrings(merges, `${where}: merges`);
    try {
      return new BytePairCodec({
        normalizer,
        words: words as WordSplit,
        unseen: unseen as Unseen,
        specials,
        alphabet,
        merges: merges.map(readMerge),
      });
    } catch (error) {
      if (error instanceof TokenizerError) throw new TokenizerError(`${where}: ${error.message}`);
      throw error;
    }
  }

  /** Reads the text of a tokenizer.json. @throws TokenizerError for what is no JSON or no byte-pair tokenizer. */
  static parse(json: string, where: string = 'tokenizer.json'): BytePairCodec {
    return BytePairCodec.fromJSON(parseJson(json, where), where);
  }

  /** Hands over each word with its pieces; `at` is where it starts in the normalised text, -1 for the first one after a space put before it. */
  #eachWord(
    normalized: string,
    dropout: MergeDropout | undefined,
    take: (word: string, at: number, pieces: ReturnType<WordEncoder['encode']>) => void,
  ): void {
    const lead = leadingSpaces(normalized);
    const text = ' '.repeat(lead) + normalized;
    const encode = this.#encoder.forText(dropout);
    this.#split(text, (start, end) => {
      const word = text.slice(start, end);
      take(word, start - lead, encode(word));
    });
  }
}

/** The original place of [start, end) of the normalised text; of nothing, for the space put before it. */
function placeOf(mapped: MappedText, start: number, end: number): { start: number; end: number } {
  if (start >= 0) return mapped.toOriginal(start, end);
  const first = mapped.text === '' ? 0 : mapped.toOriginal(0, 1).start;
  return { start: first, end: first };
}

function readMerge(line: string, index: number): Merge {
  const sides = line.split(' ');
  if (sides.length !== 2 || sides[0] === '' || sides[1] === '') {
    throw new TokenizerError(`merges[${index}]: expected two pieces with a space between them, found ${describe(line)}`);
  }
  return [sides[0]!, sides[1]!];
}
