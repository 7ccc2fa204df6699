import { createEngine, type Engine, type Parameter, type Tensor } from '@textloom/tensor';
import { createTokenizer, type SubwordConfig, TextCodec, TfidfVectorizer, UNKNOWN, Vocabulary } from '@textloom/tokenizers';
import { type Batch, type Batcher, createBatcher } from '../batch.ts';
import { type HeadConfig, resolveTextClassifierConfig, type TextClassifierConfig, type TextClassifierOptions } from '../config.ts';
import { type EncodedCorpus, encodeCorpus, type LabelledText, readable } from '../corpus.ts';
import type { ParameterSource } from '../parameter-source.ts';
import type { Pass } from '../pass.ts';
import { initialiseWordRows, type WordVectors } from '../pretrained-vectors.ts';
import type { Storage } from '../typed-storage.ts';
import { fault } from '../user-error.ts';
import { readClassifierCheckpoint, writeClassifierCheckpoint } from './classifier-checkpoint.ts';
import { type Calibration, type HeadScores, mixScores } from './mixture.ts';
import { type Prediction, rankLabels } from './prediction.ts';
import { scoreCorpus } from './score-corpus.ts';
import { createTextNetwork, type TextNetwork } from './text-network.ts';
import { createTfidfClassifier, type TfidfClassifier } from './tfidf-classifier.ts';

/** What a classifier is put together from, apart from its weights. */
export interface TextClassifierParts {
  readonly config: TextClassifierConfig;
  readonly codec: TextCodec;
  /** makes the features of the linear half; absent: no linear half */
  readonly vectorizer?: TfidfVectorizer | undefined;
  /** word rows of the embedding that stay as they are */
  readonly frozenRows?: ReadonlySet<number> | undefined;
  /** head → calibration; a head left out: linear weight 0.4, temperature 1 */
  readonly calibration?: Readonly<Record<string, Calibration>> | undefined;
}

export interface PredictOptions {
  /** labels in `probabilities`; default 5 */
  readonly topK?: number;
}

/**
 * Gives a text one label of each of its heads: a BiLSTM over words and their character n-grams and, as a hybrid, a softmax
 * regression on tf-idf beside it; the answer is the most probable label under log p_network + w log p_linear.
 *
 * ```ts
 * import { TextClassifier } from '@textloom/lstm';
 * const model = await TextClassifier.load('runs/intents/model');
 * model.predict('where is my parcel').intent.label;
 * ```
 */
export class TextClassifier {
  readonly engine: Engine;
  readonly config: TextClassifierConfig;
  readonly codec: TextCodec;
  readonly vectorizer: TfidfVectorizer | undefined;
  readonly network: TextNetwork;
  readonly linear: TfidfClassifier | undefined;
  #frozenRows: ReadonlySet<number>;
  readonly #calibration: Map<string, Calibration>;

  private constructor(engine: Engine, source: ParameterSource, parts: TextClassifierParts) {
    const { config, codec, vectorizer } = parts;
    expectSubwords(config.embedding.subwords, codec.subwords);
    if (codec.vocabulary.unknownId < 0) throw fault('the vocabulary has no unknown word', { expected: `the special '${UNKNOWN}' in it` });
    this.engine = engine;
    this.config = config;
    this.codec = codec;
    this.vectorizer = vectorizer;
    this.#frozenRows = parts.frozenRows ?? new Set();
    this.network = createTextNetwork(source, config, codec.vocabulary.size);
    this.linear = vectorizer === undefined ? undefined : createTfidfClassifier(source, vectorizer.size, config.heads);
    this.#calibration = new Map(config.heads.map(({ name }) => [name, parts.calibration?.[name] ?? { linearWeight: 0.4, temperature: 1 }]));
  }

  /**
   * A new classifier on an engine that has none yet.
   *
   * @param options at least `heads`; the rest has defaults, see {@link TextClassifierConfig}
   * @param codec how texts become tokens; {@link fromTexts} makes it from the training texts
   * @throws UserError for a wrong configuration
   */
  static create(
    engine: Engine,
    options: TextClassifierOptions,
    codec: TextCodec,
    parts: Omit<TextClassifierParts, 'config' | 'codec'> = {},
  ): TextClassifier {
    return new TextClassifier(engine, engine, { ...parts, config: resolveTextClassifierConfig(options), codec });
  }

  /** A new classifier whose vocabulary and tf-idf features are those of the training texts. */
  static fromTexts(engine: Engine, options: TextClassifierOptions, texts: readonly string[]): TextClassifier {
    const config = resolveTextClassifierConfig(options);
    const beginnings = texts.map((text) => readable(text, config.maxTokens));
    const codec = buildCodec(config, beginnings);
    const vectorizer =
      config.linear === null ? undefined : TfidfVectorizer.fit(beginnings, { ...config.linear, tokenizer: config.tokenizer });
    return new TextClassifier(engine, engine, { config, codec, vectorizer });
  }

  /** The same parts with the parameters of another source, such as those of a checkpoint. */
  static assemble(engine: Engine, source: ParameterSource, parts: TextClassifierParts): TextClassifier {
    return new TextClassifier(engine, source, parts);
  }

  /**
   * Reads a checkpoint folder.
   *
   * @param options.engine where it shall live; default: an engine of its own
   * @throws UserError that names the file that is missing, damaged or of another kind
   */
  static async load(folder: string, options: { engine?: Engine } = {}): Promise<TextClassifier> {
    const checkpoint = await readClassifierCheckpoint(folder);
    const engine = options.engine ?? (await createEngine());
    const model = new TextClassifier(engine, checkpoint.source(engine), checkpoint.parts);
    checkpoint.finish();
    return model;
  }

  /** Writes config.json, tokenizer.json, features.json (hybrid) and model.safetensors; the folder is there whole or as it was. */
  async save(folder: string): Promise<void> {
    await writeClassifierCheckpoint(folder, this);
  }

  /** All parameters: those of the network, then those of the linear half. */
  get parameters(): readonly Parameter[] {
    return [...this.network.parameters, ...(this.linear?.parameters ?? [])];
  }

  /** Word rows of the embedding that stay as they are. */
  get frozenRows(): ReadonlySet<number> {
    return this.#frozenRows;
  }

  /**
   * Starts the rows of known words from pretrained vectors, before training. The n-grams keep their random rows and are averaged with them.
   *
   * @param options.frozen the vectors stay as they are, only the other rows learn; default false
   * @returns how many words of the vocabulary have a vector, by itself or in lower case
   * @throws UserError when the vectors' dimension is not that of the embedding
   */
  usePretrained(vectors: WordVectors, { frozen = false }: { frozen?: boolean } = {}): number {
    const rows = initialiseWordRows(this.network.table, this.codec.vocabulary, vectors);
    if (frozen) this.#frozenRows = rows;
    return rows.size;
  }

  /**
   * Which half the next training changes; the other half keeps its weights and gets no gradient. A new model: both.
   * The halves are trained one after the other, each with its own task and optimizer.
   */
  learn(half: 'network' | 'linear' | 'both'): void {
    for (const parameter of this.network.parameters) parameter.trainable = half !== 'linear';
    for (const parameter of this.linear?.parameters ?? []) parameter.trainable = half !== 'network';
  }

  /** How the halves of each head are mixed. */
  get calibration(): Readonly<Record<string, Calibration>> {
    return Object.fromEntries(this.#calibration);
  }

  /**
   * Sets what was chosen on validation data for a head.
   * @throws UserError for a head that the model does not have, a weight below 0 or a temperature that is not positive
   */
  calibrate(head: string, calibration: Partial<Calibration>): void {
    const merged = { ...this.#calibration.get(this.#head(head).name)!, ...calibration };
    if (!(merged.linearWeight >= 0)) throw fault(`linear weight ${merged.linearWeight}`, { expected: 'a number from 0' });
    if (!(merged.temperature > 0)) throw fault(`temperature ${merged.temperature}`, { expected: 'a number above 0' });
    this.#calibration.set(head, merged);
  }

  /** Texts as numbers, for training or evaluation; `storage` `shared` (default) lets worker threads read them. */
  encode(examples: readonly LabelledText[], storage: Storage = 'shared'): EncodedCorpus {
    const { heads, maxTokens } = this.config;
    return encodeCorpus(this.codec, examples, { heads, maxTokens, vectorizer: this.vectorizer, storage });
  }

  /** Makes batches of the corpus for {@link logits}. */
  batcher(corpus: EncodedCorpus): Batcher {
    const { wordRowDropout, tokenDropout } = this.config.embedding;
    return createBatcher(corpus, { wordRowDropout, tokenDropout, frozenRows: this.frozenRows });
  }

  /** Head → the network's logits [B, labels]; within a step of the engine. */
  logits(batch: Batch, pass: Pass): Record<string, Tensor> {
    return this.network.logits(batch, pass);
  }

  /**
   * What each half says about each text of the corpus, before they are mixed: what a linear weight and a temperature are chosen from.
   * Texts are computed in batches of similar length, results are in the order of the corpus.
   */
  scores(corpus: EncodedCorpus): Record<string, HeadScores> {
    return scoreCorpus(this, corpus);
  }

  /** Head → probabilities [N, labels] of the texts of a corpus, mixed and calibrated. */
  probabilities(corpus: EncodedCorpus): Record<string, Float32Array> {
    return Object.fromEntries(
      Object.entries(this.scores(corpus)).map(([head, scores]) => [head, mixScores(scores, this.#calibration.get(head)!)]),
    );
  }

  predict(text: string, options?: PredictOptions): Prediction;
  predict(texts: readonly string[], options?: PredictOptions): Prediction[];
  /**
   * Head → label, confidence and the most probable labels, of one text or several.
   * Any text will do, an empty one too; of a long one the first `maxTokens` tokens are read.
   */
  predict(texts: string | readonly string[], { topK = 5 }: PredictOptions = {}): Prediction | Prediction[] {
    const list = typeof texts === 'string' ? [texts] : texts;
    const probabilities = this.probabilities(
      this.encode(
        list.map((text) => ({ text })),
        'local',
      ),
    );
    const predictions = list.map((_, row) =>
      Object.fromEntries(
        this.config.heads.map(({ name, labels }) => [
          name,
          rankLabels(labels, probabilities[name].subarray(row * labels.length, (row + 1) * labels.length), topK),
        ]),
      ),
    );
    return typeof texts === 'string' ? predictions[0] : predictions;
  }

  #head(name: string): HeadConfig {
    const head = this.config.heads.find((candidate) => candidate.name === name);
    if (head !== undefined) return head;
    throw fault(`the model has no head '${name}'`, {
      expected: `one of ${this.config.heads.map((candidate) => candidate.name).join(', ')}`,
    });
  }
}

/** The tokenizer of the configuration with the words that occur often enough in the texts. */
function buildCodec({ tokenizer, embedding }: TextClassifierConfig, texts: readonly string[]): TextCodec {
  const { words } = createTokenizer(tokenizer);
  const vocabulary = Vocabulary.build(
    texts.flatMap((text) => words(text)),
    { minFrequency: embedding.minFrequency },
  );
  return new TextCodec(tokenizer, vocabulary, embedding.subwords ?? undefined);
}

function expectSubwords(expected: SubwordConfig | null, found: SubwordConfig | undefined): void {
  const describe = (subwords: SubwordConfig | null | undefined): string =>
    subwords ? `${subwords.buckets} buckets for n-grams of ${subwords.min} to ${subwords.max}` : 'none';
  if (describe(expected) !== describe(found)) {
    throw fault(`the subwords of the tokenizer are: ${describe(found)}`, { expected: `those of the configuration: ${describe(expected)}` });
  }
}
