import { encodeSpans, type TokenSpan } from '@textloom/tokenizers';
import type { TypeTable } from '../corpus.ts';
import { growable, type Storage } from '../typed-storage.ts';
import { fault } from '../user-error.ts';
import { casingOf, casings } from './casing.ts';
import type { TokenCodec } from './token-codec.ts';
import type { BoundaryFinder } from './word-boundaries.ts';

/** A sentence and its entities. */
export interface TaggerSentence {
  readonly tokens: readonly string[];
  /** In tokens, the end exclusive; absent: nobody has said. */
  readonly entities?: readonly TokenSpan[] | undefined;
}

/** The distinct tokens of a corpus; type 0 is the unknown word. */
export interface TokenTypes extends TypeTable {
  /** [U] 1: a word that was seen once in training */
  readonly singletons: Int32Array;
  /** [U] */
  readonly casings: Int32Array;
  /** [U + 1] into `characters` */
  readonly characterStarts: Int32Array;
  readonly characters: Int32Array;
}

/** Sentences as numbers. All arrays can lie in shared memory, so that worker threads read the same copy. */
export interface TaggedCorpus {
  /** number of sentences */
  readonly size: number;
  readonly types: TokenTypes;
  /** [size + 1] into the arrays below, which hold one sentence after another; every sentence has at least one token */
  readonly starts: Int32Array;
  /** types of the tokens */
  readonly tokens: Int32Array;
  /** number of each token's tag; -1: not known */
  readonly tags: Int32Array;
  /** place of each token in its word; empty when the tagger does not read it */
  readonly boundaries: Int32Array;
  /** rows of the pair that each token ends, and of the pair it begins; empty when the tagger does not read them */
  readonly leftBigrams: Int32Array;
  readonly rightBigrams: Int32Array;
}

export interface TaggedEncoding {
  /** the tagger's tags, in BIOES */
  readonly tags: readonly string[];
  /** absent: the tagger does not read places in words */
  readonly boundariesOf?: BoundaryFinder | undefined;
  /** `shared` (default): arrays that worker threads can share; `local`: quicker to make */
  readonly storage?: Storage;
}

/** Characters of a token that are read. */
const longestToken = 60;
const unknownType = 0;

/**
 * Encodes sentences once, before training or tagging. A sentence without tokens becomes one unknown word outside any entity.
 *
 * @throws UserError for an entity of a type that the tagger does not have, and for entities that overlap or leave the sentence
 */
export function encodeTagged(codec: TokenCodec, sentences: readonly TaggerSentence[], options: TaggedEncoding): TaggedCorpus {
  const storage = options.storage ?? 'shared';
  const types = new TokenTypesBuilder(codec, storage);
  const tagIds = new Map(options.tags.map((tag, id) => [tag, id]));
  const { boundariesOf } = options;
  const [starts, tokens, tags, boundaries, left, right] = Array.from({ length: 6 }, () => growable('int32', storage));
  starts.push(0);
  for (const sentence of sentences) {
    const words = sentence.tokens;
    const labels = sentence.entities === undefined ? undefined : encodeSpans(sentence.entities, words.length, 'BIOES');
    words.forEach((token, i) => {
      tokens.push(types.typeOf(token));
      tags.push(labels === undefined ? -1 : (tagIds.get(labels[i]) ?? unknownTag(labels[i], sentence, options.tags)));
    });
    if (boundariesOf !== undefined) for (const place of boundariesOf(words)) boundaries.push(place);
    if (codec.bigrams !== undefined && words.length > 0) {
      const rows = codec.bigramsOf(words).map((pair) => codec.bigrams!.textId(pair));
      for (const row of rows.slice(0, -1)) left.push(row);
      for (const row of rows.slice(1)) right.push(row);
    }
    if (words.length === 0) {
      tokens.push(unknownType);
      tags.push(sentence.entities === undefined ? -1 : 0);
      if (boundariesOf !== undefined) boundaries.push(0);
      if (codec.bigrams !== undefined) for (const side of [left, right]) side.push(codec.bigrams.unknownId);
    }
    starts.push(tokens.length);
  }
  return {
    size: sentences.length,
    types: types.finish(),
    starts: starts.finish(),
    tokens: tokens.finish(),
    tags: tags.finish(),
    boundaries: boundaries.finish(),
    leftBigrams: left.finish(),
    rightBigrams: right.finish(),
  };
}

function unknownTag(tag: string, { tokens }: TaggerSentence, tags: readonly string[]): never {
  const types = new Set(tags.slice(1).map((known) => known.slice(2)));
  throw fault(`the sentence '${tokens.slice(0, 8).join(' ')}…' has an entity of type '${tag.slice(2)}', which the tagger does not know`, {
    expected: `one of ${[...types].join(', ')}`,
  });
}

class TokenTypesBuilder {
  readonly #codec: TokenCodec;
  readonly #types = new Map<string, number>();
  readonly #wordRows;
  readonly #ngramStarts;
  readonly #ngramRows;
  readonly #singletons;
  readonly #casings;
  readonly #characterStarts;
  readonly #characters;

  constructor(codec: TokenCodec, storage: Storage) {
    this.#codec = codec;
    this.#wordRows = growable('int32', storage);
    this.#ngramStarts = growable('int32', storage);
    this.#ngramRows = growable('int32', storage);
    this.#singletons = growable('int32', storage);
    this.#casings = growable('int32', storage);
    this.#characterStarts = growable('int32', storage);
    this.#characters = growable('int32', storage);
    this.#ngramStarts.push(0);
    this.#characterStarts.push(0);
    this.#add('', -1);
  }

  typeOf(token: string): number {
    const known = this.#types.get(token);
    if (known !== undefined) return known;
    const type = this.#add(token, this.#codec.wordRow(token));
    this.#types.set(token, type);
    return type;
  }

  #add(token: string, wordRow: number): number {
    const { words, characters } = this.#codec;
    const type = this.#wordRows.length;
    this.#wordRows.push(wordRow);
    if (token !== '') for (const bucket of this.#codec.ngrams(token)) this.#ngramRows.push(words.size + bucket);
    this.#ngramStarts.push(this.#ngramRows.length);
    this.#singletons.push(wordRow >= 0 && this.#codec.isSingleton(token) ? 1 : 0);
    this.#casings.push(casings.indexOf(casingOf(token)));
    if (characters !== undefined) {
      const read = [...token].slice(0, longestToken);
      for (const character of read) this.#characters.push(characters.textId(character));
      if (read.length === 0) this.#characters.push(characters.unknownId);
    }
    this.#characterStarts.push(this.#characters.length);
    return type;
  }

  finish(): TokenTypes {
    return {
      wordRows: this.#wordRows.finish(),
      ngramStarts: this.#ngramStarts.finish(),
      ngramRows: this.#ngramRows.finish(),
      singletons: this.#singletons.finish(),
      casings: this.#casings.finish(),
      characterStarts: this.#characterStarts.finish(),
      characters: this.#characters.finish(),
    };
  }
}
