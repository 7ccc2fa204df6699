import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluationBatches, shardOf, trainingBatches } from './batching.ts';

const lengths = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 200 });
const options = fc.record({ batchSize: fc.integer({ min: 1, max: 20 }), bucketBatches: fc.integer({ min: 1, max: 8 }), seed: fc.nat() });
const sorted = (batches: Int32Array[]): number[] => batches.flatMap((batch) => [...batch]).sort((a, b) => a - b);

describe('trainingBatches', () => {
  it('holds every example once, in batches of the right size, the longest first', () => {
    fc.assert(
      fc.property(lengths, options, fc.integer({ min: 1, max: 9 }), (all, given, epoch) => {
        const batches = trainingBatches(all, epoch, given);
        expect(sorted(batches)).toEqual(all.map((_, example) => example));
        expect(batches).toHaveLength(Math.ceil(all.length / given.batchSize));
        const short = batches.filter((batch) => batch.length !== given.batchSize);
        expect(short.length).toBeLessThanOrEqual(1);
        for (const batch of batches) {
          const own = [...batch].map((example) => all[example]);
          expect(own).toEqual(own.toSorted((a, b) => b - a));
        }
      }),
    );
  });

  it('depends on seed and epoch alone', () => {
    const all = Array.from({ length: 100 }, (_, i) => 1 + (i % 17));
    const given = { batchSize: 8, bucketBatches: 4, seed: 5 };
    expect(trainingBatches(all, 2, given)).toEqual(trainingBatches(all, 2, given));
    expect(trainingBatches(all, 3, given)).not.toEqual(trainingBatches(all, 2, given));
    expect(trainingBatches(all, 2, { ...given, seed: 6 })).not.toEqual(trainingBatches(all, 2, given));
  });

  it('leaves little padding', () => {
    const all = Array.from({ length: 1600 }, (_, i) => 1 + ((i * 7919) % 60));
    const padding = (bucketBatches: number): number => {
      const batches = trainingBatches(all, 1, { batchSize: 32, bucketBatches, seed: 1 });
      const steps = batches.reduce((sum, batch) => sum + batch.length * all[batch[0]], 0);
      return 1 - all.reduce((sum, length) => sum + length, 0) / steps;
    };
    expect(padding(1)).toBeGreaterThan(0.4);
    expect(padding(50)).toBeLessThan(0.05);
  });
});

describe('evaluationBatches', () => {
  it('holds every example once, sorted by length over all', () => {
    const batches = evaluationBatches([3, 9, 1, 9, 5], 2);
    expect(batches.map((batch) => [...batch])).toEqual([[1, 3], [4, 0], [2]]);
  });
});

describe('shardOf', () => {
  it('deals a batch out: parts of equal size, to within one', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 40 }), fc.integer({ min: 1, max: 6 }), (examples, shards) => {
        const batch = Int32Array.from(examples);
        const parts = Array.from({ length: shards }, (_, shard) => shardOf(batch, shard, shards));
        expect(sorted(parts)).toEqual([...batch].sort((a, b) => a - b));
        const sizes = parts.map((part) => part.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
