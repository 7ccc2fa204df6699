import { TextCodec, Vocabulary } from '@textloom/tokenizers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Batch, createBatcher } from './batch.ts';
import { type EncodedCorpus, encodeCorpus } from './corpus.ts';
import type { Bag } from './layers/subword-embedding.ts';
import { inferencePass, trainingPass } from './pass.ts';

const texts = ['where is my parcel', 'parcel', 'i want my money', '我的包裹在哪里', ''];
const vocabulary = Vocabulary.build(['where', 'is', 'my', 'parcel', '我', '的'], {});

function corpusOf(lines: readonly string[]): EncodedCorpus {
  const codec = new TextCodec({ kind: 'mixed' }, vocabulary, { buckets: 30, min: 3, max: 5 });
  return encodeCorpus(
    codec,
    lines.map((text) => ({ text })),
    { heads: [], maxTokens: 20 },
  );
}

/** Rows of the table at a place, with their weights. */
function rowsAt({ indices, size, bag }: Batch, t: number, b: number, from: Bag = bag): [row: number, weight: number][] {
  const place = indices[t * size + b];
  const count = from.starts[place + 1] - from.starts[place];
  return Array.from({ length: count }, (_, i) => [from.ids[from.starts[place] + i], from.weights?.[from.starts[place] + i] ?? 1 / count]);
}

describe('createBatcher', () => {
  it('puts every token where it belongs, each distinct one computed once', () => {
    const corpus = corpusOf(texts);
    const batch = createBatcher(corpus)([0, 1, 3], inferencePass());
    expect([batch.size, batch.steps, [...batch.lengths]]).toEqual([3, 7, [4, 1, 7]]);
    expect(batch.indices[3 * 3 + 0]).toBe(batch.indices[0 * 3 + 1]);
    expect(batch.bag.starts).toHaveLength(4 + 7 + 1);
    const [first] = rowsAt(batch, 0, 0);
    expect(first[0]).toBe(vocabulary.id('where'));
  });

  it('is the same whichever texts were asked for before', () => {
    const corpus = corpusOf(texts);
    const batcher = createBatcher(corpus, { tokenDropout: 0.3, wordRowDropout: 0.3 });
    const some = fc.array(fc.nat(texts.length - 1), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(some, some, fc.nat(), (before, asked, step) => {
        const pass = trainingPass({ seed: 1, step, shard: 0 });
        const fresh = createBatcher(corpus, { tokenDropout: 0.3, wordRowDropout: 0.3 })(asked, pass);
        batcher(before, pass);
        expect(batcher(asked, pass)).toEqual(fresh);
      }),
      { numRuns: 50 },
    );
  });

  it('drops tokens and word rows at their rates, only in training, and never a word row without n-grams beside it', () => {
    const corpus = corpusOf(Array.from({ length: 300 }, () => 'where is my parcel'));
    const all = Array.from({ length: 300 }, (_, i) => i);
    const batcher = createBatcher(corpus, { tokenDropout: 0.2, wordRowDropout: 0.5 });
    expect(batcher(all, inferencePass())).toEqual(createBatcher(corpus)(all, inferencePass()));
    let unknown = 0;
    let withoutWord = 0;
    let types = 0;
    for (let step = 0; step < 20; step++) {
      const batch = batcher(all, trainingPass({ seed: 3, step, shard: 0 }));
      for (let b = 0; b < 300; b++) {
        for (let t = 0; t < 4; t++) if (rowsAt(batch, t, b).every(([row]) => row === vocabulary.unknownId)) unknown++;
      }
      const { starts, ids } = batch.bag;
      for (let place = 0; place + 1 < starts.length; place++) {
        types++;
        expect(starts[place + 1]).toBeGreaterThan(starts[place]);
        if (ids[starts[place]] >= vocabulary.size) withoutWord++;
      }
    }
    expect(unknown / (20 * 1200)).toBeCloseTo(0.2, 1);
    expect(types).toBe(20 * 5);
    expect(withoutWord / 80).toBeGreaterThan(0.3);
    expect(withoutWord / 80).toBeLessThan(0.7);
  });

  it('splits the mean between rows that learn and rows that do not', () => {
    const corpus = corpusOf(texts);
    const whole = createBatcher(corpus)([0, 2], inferencePass());
    const frozenRows = new Set([vocabulary.id('parcel'), vocabulary.id('my')]);
    const split = createBatcher(corpus, { frozenRows })([0, 2], inferencePass());
    for (let b = 0; b < 2; b++) {
      for (let t = 0; t < 4; t++) {
        const frozen = rowsAt(split, t, b, split.frozen);
        expect(frozen.every(([row]) => frozenRows.has(row))).toBe(true);
        const both = [...frozen, ...rowsAt(split, t, b)];
        expect(both.map(([row]) => row).sort()).toEqual(
          rowsAt(whole, t, b)
            .map(([row]) => row)
            .sort(),
        );
        expect(both.reduce((sum, [, weight]) => sum + weight, 0)).toBeCloseTo(1, 5);
      }
    }
  });
});
