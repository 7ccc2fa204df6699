import { createEngine } from '@textloom/tensor';
import { describe, expect, it } from 'vitest';
import { createPooling } from './pooling.ts';

/** [T = 3, B = 2, F = 2]; the second text has one step, what follows is never to be seen. */
const steps = [1, 2, 10, 20, 3, -4, 99, 99, 2, 8, 99, 99];
const lengths = [3, 1];

describe('createPooling', () => {
  it('lays last, mean and max side by side, each within the lengths', async () => {
    const engine = await createEngine();
    const pooling = createPooling(engine, 'pooling', { features: 2, kinds: ['last', 'mean', 'max'] });
    expect(pooling.outputs).toBe(6);
    engine.step(() => {
      const pooled = pooling.forward(engine.tensor(steps, [3, 2, 2]), engine.ints(lengths, [2]));
      expect(pooled.toArray()).toEqual([2, 8, 2, 2, 3, 8, 10, 20, 10, 20, 10, 20]);
    });
    expect(engine.parameters.size).toBe(0);
  });

  it('takes the last states that it is given for `last`', async () => {
    const engine = await createEngine();
    const pooling = createPooling(engine, 'pooling', { features: 2, kinds: ['last'] });
    engine.step(() => {
      const last = engine.tensor([5, 6, 7, 8], [2, 2]);
      expect(pooling.forward(engine.tensor(steps, [3, 2, 2]), engine.ints(lengths, [2]), last).toArray()).toEqual([5, 6, 7, 8]);
    });
  });

  it('weighs the steps by softmax(v . tanh(W y + b)) for `attention`', async () => {
    const engine = await createEngine({ seed: 6 });
    const pooling = createPooling(engine, 'pooling', { features: 2, kinds: ['attention'], attention: 3 });
    const value = (name: string): Float32Array => engine.parameters.get(name)!.value;
    const [W, b, v] = [value('pooling.attention.weight'), value('pooling.attention.bias'), value('pooling.context.weight')];
    b.set([0.1, -0.2, 0.3]);
    const text = [
      [1, 2],
      [3, -4],
      [2, 8],
    ];
    const scores = text.map(([p, q]) => [0, 1, 2].reduce((sum, k) => sum + v[k] * Math.tanh(W[2 * k] * p + W[2 * k + 1] * q + b[k]), 0));
    const weights = scores.map((score) => Math.exp(score) / scores.reduce((sum, other) => sum + Math.exp(other), 0));
    engine.step(() => {
      const pooled = pooling.forward(engine.tensor(steps, [3, 2, 2]), engine.ints(lengths, [2])).toArray();
      [0, 1].forEach((feature) => {
        expect(pooled[feature]).toBeCloseTo(
          weights.reduce((sum, weight, t) => sum + weight * text[t][feature], 0),
          4,
        );
      });
      expect(pooled.slice(2)).toEqual([10, 20]);
    });
  });
});
