import { createEngine, Random } from '@textloom/tensor';
import { describe, expect, it } from 'vitest';
import { inferencePass, trainingPass } from '../pass.ts';
import { createDropout, dropWords } from './dropout.ts';

const pass = trainingPass({ seed: 2, step: 7, shard: 0 });

describe('createDropout', () => {
  it('leaves everything as it is outside training and at rate 0', async () => {
    const engine = await createEngine();
    engine.step(() => {
      const x = engine.tensor([1, 2, 3, 4], [2, 2]);
      expect(createDropout('a', { rate: 0.5 }).forward(x, inferencePass())).toBe(x);
      expect(createDropout('a', { rate: 0 }).forward(x, pass)).toBe(x);
    });
  });

  it('drops about its rate, scales up the rest, and drops other places under another name', async () => {
    const engine = await createEngine();
    engine.step(() => {
      const x = engine.tensor(new Float32Array(4000).fill(1), [40, 100]);
      const [first, again, other] = ['a', 'a', 'b'].map((name) => createDropout(name, { rate: 0.25 }).forward(x, pass).toArray());
      expect(first).toEqual(again);
      expect(first).not.toEqual(other);
      expect(first.filter((value) => value === 0).length / 4000).toBeCloseTo(0.25, 1);
      expect(first.every((value) => value === 0 || Math.abs(value - 4 / 3) < 1e-6)).toBe(true);
    });
  });

  it('locked: has one mask for all steps; rows: drops whole rows', async () => {
    const engine = await createEngine();
    engine.step(() => {
      const x = engine.tensor(new Float32Array(5 * 4 * 8).fill(1), [5, 4, 8]);
      const locked = createDropout('a', { rate: 0.5, kind: 'locked' }).forward(x, pass).toArray();
      const [first, ...others] = [0, 1, 2, 3, 4].map((t) => locked.slice(t * 32, (t + 1) * 32));
      for (const step of others) expect(step).toEqual(first);
      expect(new Set(first)).toEqual(new Set([0, 2]));
      const rows = createDropout('a', { rate: 0.5, kind: 'rows' }).forward(x, pass).toArray();
      for (let row = 0; row < 20; row++) expect(new Set(rows.slice(row * 8, (row + 1) * 8)).size).toBe(1);
      expect(new Set(rows)).toEqual(new Set([0, 2]));
    });
  });
});

describe('dropWords', () => {
  it('puts the unknown word in place of a share of the ids', () => {
    const stream = new Random(1).stream('words');
    const ids = dropWords(new Int32Array(5000).fill(9), 1, 0.1, stream);
    expect(ids.filter((id) => id === 1).length / 5000).toBeCloseTo(0.1, 1);
    expect(ids.every((id) => id === 1 || id === 9)).toBe(true);
    expect(dropWords(Int32Array.of(9, 8), 1, 0, stream)).toEqual(Int32Array.of(9, 8));
  });
});
