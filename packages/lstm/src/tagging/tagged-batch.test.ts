import { tagSetOf } from '@textloom/tokenizers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bag } from '../layers/subword-embedding.ts';
import { inferencePass, trainingPass } from '../pass.ts';
import { sentenceOf } from '../testing/toy-entities.ts';
import { createTaggedBatcher, type TaggedBatch, type TaggedBatcherOptions } from './tagged-batch.ts';
import { encodeTagged, type TaggedCorpus } from './tagged-corpus.ts';
import { resolveTaggerConfig, type SequenceTaggerOptions } from './tagger-config.ts';
import { TokenCodec } from './token-codec.ts';
import { createBoundaryFinder } from './word-boundaries.ts';

const sentences = [
  sentenceOf('[PER Ada] saw [LOC New York]'),
  sentenceOf('Ada'),
  sentenceOf('[PER 李]去了[LOC 北京]'),
  { tokens: [], entities: [] },
  sentenceOf('saw saw Ada 李'),
];

function corpusOf(options: SequenceTaggerOptions = {}): { corpus: TaggedCorpus; codec: TokenCodec; batching: TaggedBatcherOptions } {
  const config = resolveTaggerConfig({ types: ['LOC', 'PER'], ...options });
  const codec = TokenCodec.build(
    config,
    sentences.map(({ tokens }) => tokens),
  );
  const corpus = encodeTagged(codec, sentences, {
    tags: tagSetOf(config.types, 'BIOES'),
    boundariesOf: config.boundaries > 0 ? createBoundaryFinder() : undefined,
  });
  return { corpus, codec, batching: { unknownRow: codec.words.unknownId, unknownBigram: codec.bigrams?.unknownId ?? 0 } };
}

/** Everything a tagger can read. */
const everything: SequenceTaggerOptions = { boundaries: 3, bigrams: { minFrequency: 1 }, words: { subwords: { buckets: 30 } } };

/** Rows of the table for one of the batch's distinct tokens. */
const rowsOf = ({ starts, ids }: Bag, place: number): number[] => [...ids.subarray(starts[place], starts[place + 1])];
const distinct = ({ casings }: TaggedBatch): number[] => Array.from(casings.keys());
const training = (step: number, shard = 0) => trainingPass({ seed: 7, step, shard });

describe('createTaggedBatcher', () => {
  it('lays sentences out side by side, each distinct token computed once, 0 in the padding', () => {
    const { corpus, codec, batching } = corpusOf({ boundaries: 3, bigrams: { minFrequency: 1 } });
    const batch = createTaggedBatcher(corpus, batching)([0, 2, 1], inferencePass());
    expect([batch.size, batch.steps, [...batch.lengths]]).toEqual([3, 5, [4, 5, 1]]);
    const column = (values: Int32Array, b: number): number[] => Array.from({ length: 5 }, (_, t) => values[t * 3 + b]);
    expect(column(batch.indices, 0)).toEqual([0, 1, 2, 3, 0]);
    expect(column(batch.indices, 2)).toEqual([0, 0, 0, 0, 0]);
    expect(column(batch.tags, 0)).toEqual([...corpus.tags.subarray(0, 4), 0]);
    expect(column(batch.tags, 2)).toEqual([0, 0, 0, 0, 0]);
    expect(distinct(batch)).toHaveLength(9);
    expect(rowsOf(batch.bag, 0)).toEqual([codec.words.id('ada')]);
    const { longest, ids, lengths } = batch.characters!;
    expect([longest, lengths[0], lengths[4]]).toEqual([4, 3, 1]);
    expect(Array.from({ length: 4 }, (_, i) => ids[i * 9])).toEqual([...Array.from('Ada', (c) => codec.characters!.id(c)), 0]);
    expect(column(batch.boundaries!, 1)).toEqual([...corpus.boundaries.subarray(5, 10)]);
    expect(column(batch.bigrams!.left, 1)).toEqual([...corpus.leftBigrams.subarray(5, 10)]);
    expect(column(batch.bigrams!.right, 0)).toEqual([...corpus.rightBigrams.subarray(0, 4), 0]);
  });

  it('leaves out what the tagger does not read', () => {
    const { corpus, batching } = corpusOf({ characters: null });
    const batch = createTaggedBatcher(corpus, batching)([0], inferencePass());
    expect([batch.characters, batch.boundaries, batch.bigrams]).toEqual([undefined, undefined, undefined]);
  });

  it('reads a sentence without tokens as one unknown word', () => {
    const { corpus, codec, batching } = corpusOf();
    const batch = createTaggedBatcher(corpus, batching)([3], inferencePass());
    expect([batch.steps, [...batch.lengths], rowsOf(batch.bag, 0)]).toEqual([1, [1], [codec.words.unknownId]]);
  });

  it('is the same whichever sentences were asked for before, and depends on seed, step and shard', () => {
    const { corpus, batching } = corpusOf(everything);
    const options = { ...batching, singletonDropout: 0.5, wordDropout: 0.3, bigramDropout: 0.3 };
    const batcher = createTaggedBatcher(corpus, options);
    const some = fc.array(fc.nat(sentences.length - 1), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(some, some, fc.nat(), fc.nat(3), (before, asked, step, shard) => {
        const fresh = createTaggedBatcher(corpus, options)(asked, training(step, shard));
        batcher(before, training(step, shard));
        expect(batcher(asked, training(step, shard))).toEqual(fresh);
      }),
      { numRuns: 50 },
    );
    const all = [0, 1, 2, 3, 4];
    const drawn = [training(1), training(2), training(1, 1), trainingPass({ seed: 8, step: 1, shard: 0 })];
    expect(new Set(drawn.map((pass) => JSON.stringify(batcher(all, pass)))).size).toBe(4);
  });

  it('leaves out rows of words seen once at one rate, of others at another, only in training', () => {
    const { corpus, codec, batching } = corpusOf();
    const options = { ...batching, singletonDropout: 0.5, wordDropout: 0.2 };
    const batcher = createTaggedBatcher(corpus, options);
    const all = [0, 1, 2, 4];
    expect(batcher(all, inferencePass())).toEqual(createTaggedBatcher(corpus, batching)(all, inferencePass()));
    const whole = batcher(all, inferencePass());
    const dropped = { once: 0, often: 0 };
    const seen = { once: 0, often: 0 };
    for (let step = 0; step < 300; step++) {
      const batch = batcher(all, training(step));
      for (const place of distinct(batch)) {
        const [row] = rowsOf(whole.bag, place);
        const kind = codec.words.frequency(codec.words.token(row)) === 1 ? 'once' : 'often';
        seen[kind]++;
        if (rowsOf(batch.bag, place)[0] === codec.words.unknownId) dropped[kind]++;
        else expect(rowsOf(batch.bag, place)).toEqual([row]);
      }
    }
    expect(seen).toEqual({ once: 1800, often: 900 });
    expect(Math.abs(dropped.once / seen.once - 0.5)).toBeLessThan(0.05);
    expect(Math.abs(dropped.often / seen.often - 0.2)).toBeLessThan(0.05);
  });

  it('keeps the n-grams of a word whose row it leaves out', () => {
    const { corpus, codec, batching } = corpusOf({ words: { subwords: { buckets: 30 } } });
    const whole = createTaggedBatcher(corpus, batching)([0], inferencePass());
    const bare = createTaggedBatcher(corpus, { ...batching, singletonDropout: 0.999, wordDropout: 0.999 })([0], training(1));
    for (const place of distinct(whole)) {
      const [row, ...ngrams] = rowsOf(whole.bag, place);
      expect(row).toBeLessThan(codec.words.size);
      expect(ngrams.length).toBeGreaterThan(0);
      expect(rowsOf(bare.bag, place)).toEqual(ngrams);
    }
  });

  it('makes pairs of neighbours unknown at their rate, left and right by themselves', () => {
    const { corpus, codec, batching } = corpusOf({ bigrams: { minFrequency: 1 } });
    const batcher = createTaggedBatcher(corpus, { ...batching, bigramDropout: 0.4 });
    const many = Array.from({ length: 500 }, () => 2);
    const { left, right } = batcher(many, training(3)).bigrams!;
    const unknown = (ids: Int32Array): number => ids.filter((id) => id === codec.bigrams!.unknownId).length / ids.length;
    expect(unknown(left)).toBeCloseTo(0.4, 1);
    expect(unknown(right)).toBeCloseTo(0.4, 1);
    expect(left.some((id, i) => (id === codec.bigrams!.unknownId) !== (right[i] === codec.bigrams!.unknownId))).toBe(true);
    expect(unknown(batcher(many, inferencePass()).bigrams!.left)).toBe(0);
  });

  it('keeps rows that must not learn in a bag of their own, with their part of the mean', () => {
    const { corpus, codec, batching } = corpusOf({ words: { subwords: { buckets: 30 } } });
    const frozenRows = new Set([codec.words.id('ada'), codec.words.id('北')]);
    const whole = createTaggedBatcher(corpus, batching)([0, 2], inferencePass());
    const { bag, frozen } = createTaggedBatcher(corpus, { ...batching, frozenRows })([0, 2], inferencePass());
    for (const place of distinct(whole)) {
      const weight = ({ starts, weights }: Bag): number => weights!.subarray(starts[place], starts[place + 1]).reduce((a, b) => a + b, 0);
      expect(rowsOf(frozen!, place).every((row) => frozenRows.has(row))).toBe(true);
      expect([...rowsOf(frozen!, place), ...rowsOf(bag, place)].toSorted()).toEqual(rowsOf(whole.bag, place).toSorted());
      expect(weight(bag) + weight(frozen!)).toBeCloseTo(1, 6);
    }
    expect(rowsOf(frozen!, 0)).toEqual([codec.words.id('ada')]);
  });
});
