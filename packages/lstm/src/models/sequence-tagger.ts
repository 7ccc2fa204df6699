import { createEngine, type Engine, type Parameter, type Tensor } from '@textloom/tensor';
import { tagSetOf } from '@textloom/tokenizers';
import type { ParameterSource } from '../parameter-source.ts';
import type { Pass } from '../pass.ts';
import { initialiseWordRows, type WordVectors } from '../pretrained-vectors.ts';
import { createTaggedBatcher, type TaggedBatch, type TaggedBatcher, type TaggedBatcherOptions } from '../tagging/tagged-batch.ts';
import { encodeTagged, type TaggedCorpus, type TaggerSentence } from '../tagging/tagged-corpus.ts';
import { resolveTaggerConfig, type SequenceTaggerConfig, type SequenceTaggerOptions } from '../tagging/tagger-config.ts';
import { TokenCodec } from '../tagging/token-codec.ts';
import { type BoundaryFinder, createBoundaryFinder } from '../tagging/word-boundaries.ts';
import type { Storage } from '../typed-storage.ts';
import { type SentenceTags, tagCorpus } from './tag-corpus.ts';
import { readTaggerCheckpoint, writeTaggerCheckpoint } from './tagger-checkpoint.ts';
import { createTaggerNetwork, type TaggerNetwork } from './tagger-network.ts';

/** What a tagger is put together from, apart from its weights. */
export interface SequenceTaggerParts {
  readonly config: SequenceTaggerConfig;
  readonly codec: TokenCodec;
  /** word rows that stay as they are */
  readonly frozenRows?: ReadonlySet<number> | undefined;
}

export interface TagOptions {
  /** readings of each sentence to give, best first; default 1, which leaves `nBest` out */
  readonly nBest?: number;
}

/**
 * Finds entities in sentences of tokens: a BiLSTM over words, their characters and their casing, with a CRF on top.
 *
 * ```ts
 * import { SequenceTagger } from '@textloom/lstm';
 * const tagger = await SequenceTagger.load('runs/ner/model');
 * tagger.tag([['Ada', 'moved', 'to', 'London', '.']])[0].entities;
 * ```
 */
export class SequenceTagger {
  readonly engine: Engine;
  readonly config: SequenceTaggerConfig;
  readonly codec: TokenCodec;
  readonly network: TaggerNetwork;
  /** The tags in BIOES, 'O' first; their order is that of the scores. */
  readonly tags: readonly string[];
  /** Made once: a segmenter costs more to make than to use. */
  readonly #boundariesOf: BoundaryFinder | undefined;
  #frozenRows: ReadonlySet<number>;

  private constructor(engine: Engine, source: ParameterSource, { config, codec, frozenRows }: SequenceTaggerParts) {
    this.engine = engine;
    this.config = config;
    this.codec = codec;
    this.tags = tagSetOf(config.types, 'BIOES');
    this.#boundariesOf = config.boundaries > 0 ? createBoundaryFinder() : undefined;
    this.#frozenRows = frozenRows ?? new Set();
    this.network = createTaggerNetwork(source, config, sizesOf(codec));
  }

  /**
   * A new tagger whose words, characters and types (in alphabetical order, unless the options name them) are those of the training sentences.
   *
   * @param options.vectors pretrained word vectors: their words get a row too, which starts as the vector
   * @throws UserError for a wrong configuration, or sentences without an entity when no types are named
   */
  static fromSentences(
    engine: Engine,
    options: SequenceTaggerOptions,
    sentences: readonly TaggerSentence[],
    { vectors, frozen = false }: { vectors?: WordVectors | undefined; frozen?: boolean | undefined } = {},
  ): SequenceTagger {
    const seen = new Set(sentences.flatMap(({ entities }) => entities?.map(({ type }) => type) ?? []));
    const config = resolveTaggerConfig({ ...options, types: options.types ?? [...seen].sort() });
    const codec = TokenCodec.build(
      config,
      sentences.map(({ tokens }) => tokens),
      vectors?.vectors.keys(),
    );
    const tagger = new SequenceTagger(engine, engine, { config, codec });
    if (vectors !== undefined) tagger.usePretrained(vectors, { frozen });
    return tagger;
  }

  /** The same parts with the parameters of another source, such as those of a checkpoint. */
  static assemble(engine: Engine, source: ParameterSource, parts: SequenceTaggerParts): SequenceTagger {
    return new SequenceTagger(engine, source, parts);
  }

  /**
   * Reads a checkpoint folder.
   *
   * @param options.engine where it shall live; default: an engine of its own
   * @throws UserError that names the file that is missing, damaged or of another kind
   */
  static async load(folder: string, options: { engine?: Engine } = {}): Promise<SequenceTagger> {
    const checkpoint = await readTaggerCheckpoint(folder);
    const engine = options.engine ?? (await createEngine());
    const tagger = new SequenceTagger(engine, checkpoint.source(engine), checkpoint.parts);
    checkpoint.finish();
    return tagger;
  }

  /** Writes config.json, tokenizer.json and model.safetensors; the folder is there whole or as it was. */
  async save(folder: string): Promise<void> {
    await writeTaggerCheckpoint(folder, this);
  }

  get parameters(): readonly Parameter[] {
    return this.network.parameters;
  }

  /** Word rows that stay as they are. */
  get frozenRows(): ReadonlySet<number> {
    return this.#frozenRows;
  }

  /**
   * Starts the rows of known words from pretrained vectors, before training; a word without one takes that of its lower-case form.
   *
   * @param options.frozen the vectors stay as they are, only the other rows learn; default false
   * @returns how many words have a vector
   * @throws UserError when the vectors' dimension is not that of the words
   */
  usePretrained(vectors: WordVectors, { frozen = false }: { frozen?: boolean } = {}): number {
    const rows = initialiseWordRows(this.network.table, this.codec.words, vectors);
    if (frozen) this.#frozenRows = rows;
    return rows.size;
  }

  /** Sentences as numbers, for training or tagging; `storage` `shared` (default) lets worker threads read them. */
  encode(sentences: readonly TaggerSentence[], storage: Storage = 'shared'): TaggedCorpus {
    return encodeTagged(this.codec, sentences, { tags: this.tags, boundariesOf: this.#boundariesOf, storage });
  }

  /** Makes batches of the corpus for {@link scores}. */
  batcher(corpus: TaggedCorpus): TaggedBatcher {
    return createTaggedBatcher(corpus, batcherOptions(this.config, this.codec, this.#frozenRows));
  }

  /** Scores of the tags, [T, B, K]; within a step of the engine. */
  scores(batch: TaggedBatch, pass: Pass): Tensor {
    return this.network.scores(batch, pass);
  }

  /** The entities of each sentence, in the order given; sentences of similar length are computed together. */
  tag(sentences: readonly (readonly string[])[], { nBest = 1 }: TagOptions = {}): SentenceTags[] {
    const corpus = this.encode(
      sentences.map((tokens) => ({ tokens })),
      'local',
    );
    const tagged = tagCorpus(this, corpus, nBest);
    return sentences.map((tokens, i) => (tokens.length === 0 ? emptySentence(nBest) : tagged[i]));
  }
}

function emptySentence(nBest: number): SentenceTags {
  return { entities: [], probability: 1, ...(nBest > 1 ? { nBest: [{ probability: 1, entities: [] }] } : {}) };
}

/** Rows of the tables that a codec asks for. */
export function sizesOf({ words, characters, bigrams }: TokenCodec): { words: number; characters: number; bigrams: number } {
  return { words: words.size, characters: characters?.size ?? 0, bigrams: bigrams?.size ?? 0 };
}

/** How a tagger's configuration wants its batches. */
export function batcherOptions(
  { words, bigrams }: SequenceTaggerConfig,
  codec: Pick<TokenCodec, 'words' | 'bigrams'>,
  frozenRows: ReadonlySet<number>,
): TaggedBatcherOptions {
  return {
    unknownRow: codec.words.unknownId,
    unknownBigram: codec.bigrams?.unknownId ?? 0,
    singletonDropout: words.singletonDropout,
    wordDropout: words.wordDropout,
    bigramDropout: bigrams?.dropout ?? 0,
    frozenRows,
  };
}
