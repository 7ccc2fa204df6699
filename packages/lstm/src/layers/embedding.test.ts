import { createEngine, sum } from '@textloom/tensor';
import { describe, expect, it } from 'vitest';
import { createEmbedding } from './embedding.ts';
import { createSubwordEmbedding } from './subword-embedding.ts';

describe('createEmbedding', () => {
  it('looks up rows; the padding is zero and does not learn', async () => {
    const engine = await createEngine({ seed: 1 });
    const words = createEmbedding(engine, 'words', { words: 5, dimension: 3, paddingId: 0 });
    const row = (id: number): number[] => [...words.weight.value.subarray(3 * id, 3 * id + 3)];
    engine.step(() => {
      const y = words.forward(engine.ints([4, 0, 2, 4], [2, 2]));
      expect(y.shape).toEqual([2, 2, 3]);
      expect(y.toArray()).toEqual([...row(4), 0, 0, 0, ...row(2), ...row(4)]);
      engine.backward(sum(y));
      const gradient = [...words.weight.gradientData()];
      expect(gradient).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 2, 2, 2]);
    });
  });
});

describe('createSubwordEmbedding', () => {
  const indices = Int32Array.of(0, 1, 1, 0);
  const layout = { size: 2, steps: 2, indices };

  it('is the mean over the rows of each type, put wherever the type occurs', async () => {
    const engine = await createEngine({ seed: 1 });
    const subwords = createSubwordEmbedding(engine, 'embedding', { words: 3, buckets: 4, dimension: 2 });
    const at = (row: number, column: number): number => subwords.weight.value[2 * row + column];
    const bag = { starts: Int32Array.of(0, 1, 4), ids: Int32Array.of(2, 1, 5, 6) };
    engine.step(() => {
      const y = subwords.forward({ ...layout, bag });
      expect(y.shape).toEqual([2, 2, 2]);
      const types = [0, 1].map((column) => [at(2, column), (at(1, column) + at(5, column) + at(6, column)) / 3]);
      y.toArray().forEach((value, i) => {
        expect(value).toBeCloseTo(types[i % 2][indices[i >> 1]], 5);
      });
      engine.backward(sum(y));
      const gradient = [...subwords.weight.gradientData()].filter((_, i) => i % 2 === 0);
      [0, 2 / 3, 2, 0, 0, 2 / 3, 2 / 3].forEach((value, row) => {
        expect(gradient[row]).toBeCloseTo(value, 5);
      });
    });
  });

  it('gives the same vectors when some rows are frozen, and those no gradient', async () => {
    const engine = await createEngine({ seed: 1 });
    const subwords = createSubwordEmbedding(engine, 'embedding', { words: 3, buckets: 4, dimension: 2 });
    engine.step(() => {
      const whole = subwords.forward({ ...layout, bag: { starts: Int32Array.of(0, 1, 4), ids: Int32Array.of(2, 1, 5, 6) } });
      const third = 1 / 3;
      const split = subwords.forward({
        ...layout,
        bag: { starts: Int32Array.of(0, 0, 2), ids: Int32Array.of(5, 6), weights: Float32Array.of(third, third) },
        frozen: { starts: Int32Array.of(0, 1, 2), ids: Int32Array.of(2, 1), weights: Float32Array.of(1, third) },
      });
      split.toArray().forEach((value, i) => {
        expect(value).toBeCloseTo(whole.floats[i], 5);
      });
      engine.backward(sum(split));
      const gradient = [...subwords.weight.gradientData()].filter((_, i) => i % 2 === 0);
      expect(gradient.map((value) => value !== 0)).toEqual([false, false, false, false, false, true, true]);
    });
  });
});
