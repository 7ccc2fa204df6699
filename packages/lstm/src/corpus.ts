import type { TextCodec, TfidfVectorizer } from '@textloom/tokenizers';
import type { HeadConfig } from './config.ts';
import { type FeatureMatrix, FeatureMatrixBuilder } from './feature-matrix.ts';
import { growable, type Storage } from './typed-storage.ts';
import { fault } from './user-error.ts';

/** A text and what is known about it: a label for some or all heads. */
export interface LabelledText {
  readonly text: string;
  /** head → label; a head left out is a label that is not known */
  readonly labels?: Readonly<Record<string, string>>;
}

/** The distinct tokens of a corpus and the rows of the embedding table that each is the mean of; type 0 is the unknown word. */
export interface TypeTable {
  /** [U]: the word's own row, -1: it has none */
  readonly wordRows: Int32Array;
  /** [U + 1] into `ngramRows` */
  readonly ngramStarts: Int32Array;
  readonly ngramRows: Int32Array;
}

/** Texts as numbers. All arrays can lie in shared memory, so that worker threads read the same copy. */
export interface EncodedCorpus {
  /** number of texts */
  readonly size: number;
  readonly types: TypeTable;
  /** [size + 1] into `tokens` */
  readonly starts: Int32Array;
  /** types of the tokens of one text after another; every text has at least one */
  readonly tokens: Int32Array;
  /** head → [size], position in the head's labels; -1: not known */
  readonly labels: Readonly<Record<string, Int32Array>>;
  /** tf-idf of the texts, for the linear half of a hybrid */
  readonly features?: FeatureMatrix;
}

export interface EncodingOptions {
  readonly heads: readonly HeadConfig[];
  readonly maxTokens: number;
  /** of the linear half */
  readonly vectorizer?: TfidfVectorizer | undefined;
  /** `shared` (default): arrays that worker threads can share; `local`: quicker to make, for a few texts */
  readonly storage?: Storage;
}

/** Type of a token that stands for any unknown word. */
export const unknownType = 0;

/** Code units that a token may have on average before a text is cut short of `maxTokens` tokens. */
const averageToken = 64;

/**
 * Encodes texts once, before training or evaluation. Words that the vocabulary lacks still have their n-grams; where there are none
 * they are the unknown word. A text without tokens becomes one unknown word.
 *
 * @throws UserError for a label that its head does not have
 */
export function encodeCorpus(codec: TextCodec, examples: readonly LabelledText[], options: EncodingOptions): EncodedCorpus {
  const storage = options.storage ?? 'shared';
  const types = new TypeTableBuilder(codec, storage);
  const features = options.vectorizer === undefined ? undefined : new FeatureMatrixBuilder(options.vectorizer, storage);
  const starts = growable('int32', storage);
  const tokens = growable('int32', storage);
  starts.push(0);
  for (const { text } of examples) {
    const read = readable(text, options.maxTokens);
    const encoded = codec.encode(read);
    const length = Math.min(encoded.ids.length, options.maxTokens);
    for (let i = 0; i < length; i++) tokens.push(types.typeOf(encoded.tokens[i].text, encoded.ids[i]));
    if (length === 0) tokens.push(unknownType);
    starts.push(tokens.length);
    features?.add(encoded.tokens.length > length ? read.slice(0, encoded.tokens[length].start) : read);
  }
  const labels: Record<string, Int32Array> = {};
  for (const head of options.heads) labels[head.name] = encodeLabels(head, examples, storage);
  const matrix = features?.finish();
  return {
    size: examples.length,
    types: types.finish(),
    starts: starts.finish(),
    tokens: tokens.finish(),
    labels,
    ...(matrix === undefined ? {} : { features: matrix }),
  };
}

/** The part of a text that can hold the tokens that are read, so that a text of megabytes costs no more than a long one. */
export function readable(text: string, maxTokens: number): string {
  const limit = maxTokens * averageToken;
  return text.length > limit ? text.trimStart().slice(0, limit) : text;
}

function encodeLabels(head: HeadConfig, examples: readonly LabelledText[], storage: Storage): Int32Array {
  const ids = growable('int32', storage);
  let positions: ReadonlyMap<string, number> | undefined;
  for (const { text, labels } of examples) {
    const label = labels?.[head.name];
    positions ??= label === undefined ? undefined : new Map(head.labels.map((name, position) => [name, position]));
    const position = label === undefined ? -1 : positions?.get(label);
    if (position === undefined) {
      const known = head.labels.length > 12 ? `${head.labels.slice(0, 12).join(', ')}, …` : head.labels.join(', ');
      throw fault(`the text '${text.slice(0, 60)}' has the ${head.name} '${label}', which the model does not know`, {
        expected: `one of ${head.labels.length} labels: ${known}`,
      });
    }
    ids.push(position);
  }
  return ids.finish();
}

class TypeTableBuilder {
  readonly #codec: TextCodec;
  readonly #types = new Map<string, number>();
  readonly #wordRows;
  readonly #ngramStarts;
  readonly #ngramRows;

  constructor(codec: TextCodec, storage: Storage) {
    this.#codec = codec;
    this.#wordRows = growable('int32', storage);
    this.#ngramStarts = growable('int32', storage);
    this.#ngramRows = growable('int32', storage);
    this.#wordRows.push(codec.vocabulary.unknownId);
    this.#ngramStarts.push(0);
    this.#ngramStarts.push(0);
  }

  typeOf(token: string, id: number): number {
    const known = this.#types.get(token);
    if (known !== undefined) return known;
    const { unknownId, paddingId, size } = this.#codec.vocabulary;
    const wordRow = id === unknownId || id === paddingId ? -1 : id;
    const before = this.#ngramRows.length;
    if (this.#codec.subwords !== undefined) for (const bucket of this.#codec.subwordIds(token)) this.#ngramRows.push(size + bucket);
    const empty = wordRow < 0 && this.#ngramRows.length === before;
    const type = empty ? unknownType : this.#wordRows.length;
    if (!empty) {
      this.#wordRows.push(wordRow);
      this.#ngramStarts.push(this.#ngramRows.length);
    }
    this.#types.set(token, type);
    return type;
  }

  finish(): TypeTable {
    return { wordRows: this.#wordRows.finish(), ngramStarts: this.#ngramStarts.finish(), ngramRows: this.#ngramRows.finish() };
  }
}
