import { Random } from '@textloom/tensor';
import { decodeTags, encodeSpans, tagSetOf } from '@textloom/tokenizers';
import { type EntitySpan, typesOf } from '../examples.ts';
import { AveragedWeights } from './averaged-weights.ts';
import { FeatureTable } from './feature-table.ts';
import { TagPath } from './tag-path.ts';
import type { MarkedWords, TaggingBaseline } from './tagging-baseline.ts';
import { WordFeatures } from './word-features.ts';

/** How long the perceptron learns. */
export interface PerceptronOptions {
  /** Passes over the training data; default {@link defaultEpochs}. */
  readonly epochs?: number;
  /** After this many seconds learning stops where it is; default: never. With it the result depends on the machine. */
  readonly seconds?: number;
  /** Of the order of the sentences; default 1. */
  readonly seed?: number;
  /** Told every few sentences how many of `total` (sentences times epochs) were learnt from. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** What came of learning. */
export interface PerceptronTraining {
  /** Passes over the training data, with their fraction when the time was up. */
  readonly epochs: number;
  /** True when the time was up before the last pass was done. */
  readonly stopped: boolean;
  readonly seconds: number;
}

/** A training sentence in numbers. */
interface EncodedWords {
  /** Features of all words, one after the other. */
  readonly features: Int32Array;
  /** `[T + 1]` where the features of each word begin. */
  readonly offsets: Int32Array;
  /** `[T]` */
  readonly gold: Int32Array;
}

/** Scores on validation sets hardly grow after it. */
export const defaultEpochs = 20;
/** Between two looks at the clock. */
const fewSentences = 64;

/**
 * The averaged structured perceptron (Collins 2002) over the features of {@link WordFeatures}: Viterbi over BIOES tags with the transitions the
 * scheme allows; where the best sequence is not the right one, the weights of the right one go up by 1 and those of the wrong one down by 1.
 * The feature-based opponent of the LSTM; it uses no word lists and nothing but the training data.
 */
export class StructuredPerceptron implements TaggingBaseline {
  readonly #options: PerceptronOptions;
  readonly #words = new WordFeatures();
  readonly #table = new FeatureTable();
  #tags: readonly string[] = [];
  #path: TagPath | undefined;
  #weights: AveragedWeights = new AveragedWeights(1);
  /** `[K]` rows, one for each tag before. */
  #transitions: AveragedWeights = new AveragedWeights(1);
  #flatTransitions: Float32Array = new Float32Array(0);
  #scores: Float64Array = new Float64Array(0);

  constructor(options: PerceptronOptions = {}) {
    this.#options = options;
  }

  fit(examples: readonly MarkedWords[]): PerceptronTraining {
    const started = performance.now();
    const { epochs = defaultEpochs, seconds = Number.POSITIVE_INFINITY, seed = 1, onProgress } = this.#options;
    const annotated = examples.flatMap(({ tokens, entities }) =>
      entities === undefined || tokens.length === 0 ? [] : [{ tokens, entities }],
    );
    this.#tags = tagSetOf(typesOf(annotated), 'BIOES');
    this.#path = new TagPath(this.#tags);
    this.#weights = new AveragedWeights(this.#tags.length);
    this.#transitions = new AveragedWeights(this.#tags.length);
    this.#flatTransitions = new Float32Array(this.#tags.length ** 2);
    const tagNumbers = new Map(this.#tags.map((tag, number) => [tag, number]));
    const sentences = annotated.map((sentence) => this.#encode(sentence, tagNumbers));
    const order = Int32Array.from(sentences.keys());
    const random = new Random(seed);
    const total = sentences.length * epochs;
    let step = 0;
    const elapsed = (): number => (performance.now() - started) / 1000;
    const timeIsUp = (): boolean => step % fewSentences === 0 && elapsed() > seconds;
    let stopped = false;
    for (let epoch = 1; epoch <= epochs && !stopped; epoch++) {
      for (const index of random.stream('perceptron', epoch).shuffle(order)) {
        stopped = timeIsUp();
        if (stopped) break;
        this.#learn(sentences[index], ++step);
        if (step % fewSentences === 0) onProgress?.(step, total);
      }
    }
    this.#weights.average(step);
    this.#transitions.average(step);
    this.#readTransitions();
    return { epochs: sentences.length === 0 ? 0 : step / sentences.length, stopped, seconds: elapsed() };
  }

  tag(tokens: readonly string[]): EntitySpan[] {
    if (this.#path === undefined) throw new Error('The perceptron has not been fitted');
    const lists = this.#words.of(tokens).map((hashes) => hashes.map((hash) => this.#table.find(hash)));
    const { features, offsets } = flatten(lists);
    const path = this.#path.find(this.#score(features, offsets), this.#flatTransitions, tokens.length);
    return decodeTags(
      Array.from(path, (tag) => this.#tags[tag]),
      'BIOES',
    ).spans;
  }

  #encode({ tokens, entities }: Required<MarkedWords>, tagNumbers: ReadonlyMap<string, number>): EncodedWords {
    const lists = this.#words.of(tokens).map((hashes) => hashes.map((hash) => this.#table.add(hash)));
    const tags = encodeSpans(entities, tokens.length, 'BIOES');
    return { ...flatten(lists), gold: Int32Array.from(tags, (tag) => tagNumbers.get(tag) ?? 0) };
  }

  #learn({ features, offsets, gold }: EncodedWords, step: number): void {
    const found = this.#path!.find(this.#score(features, offsets), this.#flatTransitions, gold.length);
    let wrong = false;
    for (let at = 0; at < gold.length; at++) {
      const differs = found[at] !== gold[at];
      if (differs) {
        for (let k = offsets[at]; k < offsets[at + 1]; k++) {
          this.#weights.add(features[k], gold[at], 1, step);
          this.#weights.add(features[k], found[at], -1, step);
        }
      }
      if (at > 0 && (differs || found[at - 1] !== gold[at - 1])) {
        this.#transitions.add(gold[at - 1], gold[at], 1, step);
        this.#transitions.add(found[at - 1], found[at], -1, step);
      }
      wrong ||= differs;
    }
    if (wrong) this.#readTransitions();
  }

  /** `[T, K]` what the features say of each tag at each word; valid until the next call. */
  #score(features: Int32Array, offsets: Int32Array): Float64Array {
    const width = this.#tags.length;
    const length = offsets.length - 1;
    if (this.#scores.length < length * width) this.#scores = new Float64Array(length * width * 2);
    const scores = this.#scores.fill(0, 0, length * width);
    const weights = this.#weights.values;
    for (let at = 0; at < length; at++) {
      for (let k = offsets[at]; k < offsets[at + 1]; k++) {
        const row = this.#weights.offset(features[k]);
        if (row === 0) continue;
        for (let tag = 0; tag < width; tag++) scores[at * width + tag] += weights[row + tag];
      }
    }
    return scores;
  }

  #readTransitions(): void {
    const width = this.#tags.length;
    for (let from = 0; from < width; from++) {
      const row = this.#transitions.offset(from);
      this.#flatTransitions.set(this.#transitions.values.subarray(row, row + width), from * width);
    }
  }
}

function flatten(lists: readonly (readonly number[])[]): Pick<EncodedWords, 'features' | 'offsets'> {
  const offsets = new Int32Array(lists.length + 1);
  for (let at = 0; at < lists.length; at++) offsets[at + 1] = offsets[at] + lists[at].length;
  const features = new Int32Array(offsets[lists.length]);
  for (const [at, list] of lists.entries()) features.set(list, offsets[at]);
  return { features, offsets };
}
