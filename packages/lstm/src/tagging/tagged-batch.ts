import { meanBag, shareBag, type TypeBatch } from '../layers/subword-embedding.ts';
import type { Pass } from '../pass.ts';
import type { TaggedCorpus } from './tagged-corpus.ts';

/** Some sentences of a corpus, laid out for the network: U distinct tokens, T steps, B sentences. */
export interface TaggedBatch extends TypeBatch {
  /** tokens of each sentence [B], at least 1 */
  readonly lengths: Int32Array;
  /** [U] */
  readonly casings: Int32Array;
  /** characters of the distinct tokens: `ids` [longest, U] and how many each has [U] */
  readonly characters: { readonly longest: number; readonly ids: Int32Array; readonly lengths: Int32Array } | undefined;
  /** [T, B]; absent when the corpus has none */
  readonly boundaries: Int32Array | undefined;
  /** [T, B] each */
  readonly bigrams: { readonly left: Int32Array; readonly right: Int32Array } | undefined;
  /** [T, B], 0 in the padding; -1: not known */
  readonly tags: Int32Array;
}

export interface TaggedBatcherOptions {
  /** row of the unknown word */
  readonly unknownRow: number;
  /** row of the unknown pair of neighbours */
  readonly unknownBigram?: number;
  /** chances in a training pass that a word's own row is left out, for words seen once and for others; default 0 */
  readonly singletonDropout?: number;
  readonly wordDropout?: number;
  /** chance in a training pass that a pair of neighbours is unknown; default 0 */
  readonly bigramDropout?: number;
  /** word rows that must not learn */
  readonly frozenRows?: ReadonlySet<number>;
}

/** Makes batches of sentences, given their numbers in the corpus. */
export type TaggedBatcher = (sentences: ArrayLike<number>, pass: Pass) => TaggedBatch;

/**
 * A batch holds each distinct token once, in the order of first use, and for each place of [T, B] which of them it is. The batch depends on
 * the sentences and the pass's stream alone.
 */
export function createTaggedBatcher(corpus: TaggedCorpus, options: TaggedBatcherOptions): TaggedBatcher {
  const { unknownRow, unknownBigram = 0, singletonDropout = 0, wordDropout = 0, bigramDropout = 0, frozenRows } = options;
  const { types, starts } = corpus;
  const places = new Int32Array(types.wordRows.length).fill(-1);

  return (sentences, pass) => {
    const stream = pass.training ? pass.stream : undefined;
    const size = sentences.length;
    const lengths = Int32Array.from(sentences, (sentence) => starts[sentence + 1] - starts[sentence]);
    const steps = lengths.reduce((longest, length) => Math.max(longest, length), 1);
    const laidOut = (values: Int32Array, padding = 0): Int32Array => {
      const grid = new Int32Array(steps * size).fill(padding);
      for (let b = 0; b < size; b++) for (let t = 0; t < lengths[b]; t++) grid[t * size + b] = values[starts[sentences[b]] + t];
      return grid;
    };
    const indices = new Int32Array(steps * size);
    const used: number[] = [];
    for (let b = 0; b < size; b++) {
      for (let t = 0; t < lengths[b]; t++) {
        const type = corpus.tokens[starts[sentences[b]] + t];
        if (places[type] < 0) places[type] = used.push(type) - 1;
        indices[t * size + b] = places[type];
      }
    }
    for (const type of used) places[type] = -1;

    const chance = stream?.stream('words');
    const rowsOf = used.map((type, place) => {
      const ngrams = types.ngramRows.subarray(types.ngramStarts[type], types.ngramStarts[type + 1]);
      const rate = types.singletons[type] === 1 ? singletonDropout : wordDropout;
      const wordRow = chance !== undefined && rate > 0 && chance.uniform(place) < rate ? -1 : types.wordRows[type];
      if (wordRow >= 0) return Int32Array.of(wordRow, ...ngrams);
      return ngrams.length > 0 ? ngrams : Int32Array.of(unknownRow);
    });
    const bags =
      frozenRows === undefined || frozenRows.size === 0
        ? { bag: meanBag(rowsOf) }
        : { bag: shareBag(rowsOf, (row) => !frozenRows.has(row)), frozen: shareBag(rowsOf, (row) => frozenRows.has(row)) };
    const dropBigrams = (ids: Int32Array, side: string): Int32Array => {
      const sideChance = bigramDropout > 0 ? stream?.stream('bigrams', side) : undefined;
      return sideChance === undefined ? ids : ids.map((id, i) => (sideChance.uniform(i) < bigramDropout ? unknownBigram : id));
    };
    return {
      size,
      steps,
      indices,
      lengths,
      ...bags,
      casings: Int32Array.from(used, (type) => types.casings[type]),
      characters: types.characters.length === 0 ? undefined : charactersOf(types.characterStarts, types.characters, used),
      boundaries: corpus.boundaries.length === 0 ? undefined : laidOut(corpus.boundaries),
      bigrams:
        corpus.leftBigrams.length === 0
          ? undefined
          : { left: dropBigrams(laidOut(corpus.leftBigrams), 'left'), right: dropBigrams(laidOut(corpus.rightBigrams), 'right') },
      tags: laidOut(corpus.tags),
    };
  };
}

function charactersOf(starts: Int32Array, characters: Int32Array, used: readonly number[]): TaggedBatch['characters'] {
  const lengths = Int32Array.from(used, (type) => starts[type + 1] - starts[type]);
  const longest = lengths.reduce((most, length) => Math.max(most, length), 1);
  const ids = new Int32Array(longest * used.length);
  used.forEach((type, u) => {
    for (let i = 0; i < lengths[u]; i++) ids[i * used.length + u] = characters[starts[type] + i];
  });
  return { longest, ids, lengths };
}
