import { createEngine } from '@textloom/tensor';
import { describe, expect, it } from 'vitest';
import { createLayerNorm } from './layer-norm.ts';
import { createLinear } from './linear.ts';

describe('createLinear', () => {
  it('is x W^T + b over the last axis, with or without a bias', async () => {
    const engine = await createEngine();
    const layer = createLinear(engine, 'a', { inputs: 2, outputs: 3 });
    const bare = createLinear(engine, 'b', { inputs: 2, outputs: 1, bias: false });
    layer.weight.value.set([1, 0, 0, 1, 2, -1]);
    layer.bias!.value.set([10, 20, 30]);
    bare.weight.value.set([3, 4]);
    engine.step(() => {
      const x = engine.tensor([1, 2, 3, 4], [2, 1, 2]);
      expect(layer.forward(x).shape).toEqual([2, 1, 3]);
      expect(layer.forward(x).toArray()).toEqual([11, 22, 30, 13, 24, 32]);
      expect(bare.forward(x).toArray()).toEqual([11, 25]);
    });
    expect([...engine.parameters.keys()]).toEqual(['a.weight', 'a.bias', 'b.weight']);
  });
});

describe('createLayerNorm', () => {
  it('gives each row mean 0 and variance 1, then gain and bias', async () => {
    const engine = await createEngine();
    const norm = createLayerNorm(engine, 'norm', { features: 4 });
    engine.step(() => {
      const rows = norm.forward(engine.tensor([1, 2, 3, 4, -5, 5, -5, 5], [2, 4])).toArray();
      for (const row of [rows.slice(0, 4), rows.slice(4)]) {
        expect(row.reduce((sum, value) => sum + value)).toBeCloseTo(0, 5);
        expect(row.reduce((sum, value) => sum + value * value, 0) / 4).toBeCloseTo(1, 4);
      }
      norm.weight.value.fill(2);
      norm.bias.value.fill(1);
      const scaled = norm.forward(engine.tensor([1, 2, 3, 4, -5, 5, -5, 5], [2, 4])).toArray();
      scaled.forEach((value, i) => {
        expect(value).toBeCloseTo(2 * rows[i] + 1, 5);
      });
    });
  });
});
