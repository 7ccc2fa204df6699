import { type EncodedCorpus, unknownType } from './corpus.ts';
import { dropWords } from './layers/dropout.ts';
import { meanBag, shareBag, type TypeBatch } from './layers/subword-embedding.ts';
import type { Pass } from './pass.ts';

/** Some texts of a corpus, laid out for the network. */
export interface Batch extends TypeBatch {
  /** tokens of each text [B], at least 1 */
  readonly lengths: Int32Array;
}

export interface BatcherOptions {
  /** chance that a word's own row is left out for the batch; see `EmbeddingConfig`; default 0 */
  readonly wordRowDropout?: number;
  /** chance that a token becomes the unknown word; default 0 */
  readonly tokenDropout?: number;
  /** word rows that must not learn */
  readonly frozenRows?: ReadonlySet<number>;
}

/** Makes batches of texts, given their numbers in the corpus; words are dropped only in a training pass. */
export type Batcher = (texts: ArrayLike<number>, pass: Pass) => Batch;

/**
 * A batch holds the bag of each distinct token once, in the order of first use, and for each place of [T, B] which of them it is. Places
 * beyond a text's length point at the first; nothing ever looks at them. The batch depends on the texts and the pass's stream alone.
 */
export function createBatcher(corpus: EncodedCorpus, options: BatcherOptions = {}): Batcher {
  const { wordRowDropout = 0, tokenDropout = 0, frozenRows } = options;
  const { types, starts, tokens } = corpus;
  const places = new Int32Array(types.wordRows.length).fill(-1);

  return (texts, pass) => {
    const stream = pass.training ? pass.stream : undefined;
    const size = texts.length;
    const lengths = Int32Array.from(texts, (text) => starts[text + 1] - starts[text]);
    const steps = lengths.reduce((longest, length) => Math.max(longest, length), 1);
    const indices = new Int32Array(steps * size);
    const used: number[] = [];
    for (let b = 0; b < size; b++) {
      const words = tokens.slice(starts[texts[b]], starts[texts[b] + 1]);
      if (stream !== undefined) dropWords(words, unknownType, tokenDropout, stream.stream('tokens', b));
      for (let t = 0; t < words.length; t++) {
        const type = words[t];
        if (places[type] < 0) places[type] = used.push(type) - 1;
        indices[t * size + b] = places[type];
      }
    }
    for (const type of used) places[type] = -1;
    const rows = stream?.stream('word rows');
    const dropped = (place: number): boolean => rows !== undefined && wordRowDropout > 0 && rows.uniform(place) < wordRowDropout;
    const rowsOf = used.map((type, place) => {
      const ngrams = types.ngramRows.subarray(types.ngramStarts[type], types.ngramStarts[type + 1]);
      const wordRow = types.wordRows[type];
      return wordRow < 0 || (ngrams.length > 0 && dropped(place)) ? ngrams : Int32Array.of(wordRow, ...ngrams);
    });
    const layout = { size, steps, indices, lengths };
    if (frozenRows === undefined || frozenRows.size === 0) return { ...layout, bag: meanBag(rowsOf) };
    return { ...layout, bag: shareBag(rowsOf, (row) => !frozenRows.has(row)), frozen: shareBag(rowsOf, (row) => frozenRows.has(row)) };
  };
}
