import { describe, expect, it, vi } from 'vitest';
import { createEngine } from './create-engine.ts';
import { from, normal, xavierUniform, zeros } from './initializers.ts';
import { add, multiply, sum, tanh } from './ops/elementwise.ts';
import { embedding, gatherRows } from './ops/embedding.ts';
import { linear } from './ops/linear.ts';
import { crossEntropy } from './ops/losses.ts';
import { lstm } from './ops/lstm.ts';
import { poolMean } from './ops/pooling.ts';
import { createOptimizer } from './optimizers/optimizer.ts';
import { testedBackends } from './testing/backends.ts';

for (const backend of await testedBackends()) {
  describe.skipIf(backend.missing)(`engine: ${backend.title}`, () => {
    it('computes gradients of what it recorded', async () => {
      const engine = await backend.engine();
      const w = engine.parameter('w', [2], from([3, -1]));
      const loss = engine.step(() => {
        const x = engine.tensor([2, 5], [2]);
        const y = sum(multiply(multiply(w, w), x));
        engine.backward(y, 0.5);
        return y.item();
      });
      expect(loss).toBe(9 * 2 + 5);
      expect(Array.from(w.gradientData())).toEqual([6, -5]);
      engine.zeroGradients();
      expect(Array.from(w.gradientData())).toEqual([0, 0]);
    });

    it('says so when a tensor is used after its step', async () => {
      const engine = await backend.engine();
      const kept: { x?: ReturnType<typeof engine.zeros> } = {};
      engine.step(() => {
        kept.x = engine.zeros([2, 3]);
      });
      const { x } = kept;
      if (!x) expect.fail('the step did not run');
      expect(() => x.data).toThrow('a tensor [2, 3] is used after the end of the step that made it');
      expect(() => tanh(x)).toThrow('after the end of the step');
      expect(() => engine.step(() => engine.zeros([1]))).toThrow('returns a tensor, which dies with the step');
    });

    it('refuses steps in steps and asynchronous steps, and is usable afterwards', async () => {
      const engine = await backend.engine();
      expect(() => engine.step(() => engine.step(() => 1))).toThrow('steps cannot be nested');
      expect(() => engine.step(async () => 1)).toThrow('asynchronous');
      expect(engine.step(() => sum(engine.tensor([1, 2], [2])).item())).toBe(3);
    });

    it('records nothing within noGrad', async () => {
      const engine = await backend.engine();
      const w = engine.parameter('w', [2], from([3, -1]));
      engine.step(() => {
        const y = engine.noGrad(() => sum(w));
        expect(engine.tape.length).toBe(0);
        expect(() => engine.backward(y)).toThrow('depends on no parameter');
      });
      expect(w.hasGradientMemory).toBe(false);
    });

    it('leaves frozen parameters alone', async () => {
      const engine = await backend.engine();
      const frozen = engine.parameter('frozen', [1], from([2]), { trainable: false });
      const w = engine.parameter('w', [1], from([3]));
      engine.step(() => engine.backward(sum(multiply(frozen, w))));
      expect(w.gradientData()[0]).toBe(2);
      expect(frozen.hasGradientMemory).toBe(false);
    });

    it('does not let a gradient get lost across two backward passes', async () => {
      const engine = await backend.engine();
      const w = engine.parameter('w', [1], from([3]));
      engine.step(() => {
        const y = multiply(w, w);
        const loss = sum(y);
        engine.backward(loss);
        expect(() => engine.backward(loss)).toThrow('used by an earlier backward pass');
        expect(() => add(y, y)).toThrow('made before the last backward pass');
        engine.backward(sum(w));
      });
      expect(w.gradientData()[0]).toBe(7);
    });

    it('names the tensor that does not fit, its shape and what is left', async () => {
      const engine = await backend.engine({ heapBytes: 2 ** 21 });
      expect(() => engine.step(() => engine.zeros([1000, 1000]))).toThrow(
        /out of heap: zeros \[1000, 1000\] needs 3\.81 MiB and .* are left/,
      );
      expect(() => engine.parameter('encoder.W', [1000, 1000], zeros())).toThrow(/out of heap: encoder\.W \[1000, 1000\] needs 3\.81 MiB/);
      expect(engine.step(() => sum(engine.tensor([1, 2], [2])).item())).toBe(3);
    });

    it('keeps memory constant over 10,000 steps', async () => {
      const engine = await backend.engine();
      const table = engine.parameter('embedding', [50, 3], normal(0.1), { kind: 'embedding', paddingId: 0 });
      const W = engine.parameter('W', [16, 3], xavierUniform());
      const U = engine.parameter('U', [16, 4], xavierUniform());
      const b = engine.parameter('b', [16], zeros(), { kind: 'bias' });
      const head = engine.parameter('head', [2, 4], xavierUniform());
      const optimizer = createOptimizer([...engine.parameters.values()], { kind: 'adamw', lr: 0.01 });
      const train = (i: number): number => {
        const loss = engine.step(() => {
          const ids = engine.ints([1 + (i % 40), 3 + (i % 7), 7, 0], [2, 2]);
          const { y } = lstm(embedding(table, ids), { W, U, b }, { lengths: engine.ints([2, 1], [2]) });
          const loss = crossEntropy(linear(poolMean(y), head), engine.ints([i % 2, 1], [2]));
          engine.backward(loss);
          return loss.item();
        });
        optimizer.step();
        engine.zeroGradients();
        return loss;
      };
      for (let i = 0; i < 80; i++) train(i);
      const { peak } = engine.arena;
      const persistent = engine.heap.persistentUsed;
      for (let i = 0; i < 10_000; i++) train(i);
      expect(engine.arena.peak).toBe(peak);
      expect(engine.arena.used).toBe(0);
      expect(engine.heap.persistentUsed).toBe(persistent);
      expect(table.value.subarray(0, 3).every((value) => value === 0)).toBe(true);
    });

    it('adds dense and sparse gradients of one table', async () => {
      const engine = await backend.engine();
      const table = engine.parameter('table', [4, 2], normal(1), { kind: 'embedding' });
      engine.step(() => {
        const rows = sum(gatherRows(table, engine.ints([2], [1])));
        const logits = linear(engine.tensor([1, 2], [1, 2]), table);
        engine.backward(add(rows, sum(logits)));
      });
      expect(Array.from(table.gradientData())).toEqual([1, 2, 1, 2, 2, 3, 1, 2]);
      expect(table.rows?.count).toBe(4);
    });

    it('tells which op and argument have the wrong shape', async () => {
      const engine = await backend.engine();
      engine.step(() => {
        const x = engine.zeros([2, 3]);
        expect(() => linear(x, engine.zeros([4, 5]))).toThrow('linear: W is float32 [4, 5], expected float32 [O, 3]');
        expect(() => add(x, engine.zeros([2]))).toThrow('add: b is [2], expected the last axes of a [2, 3] or [1]');
        expect(() => gatherRows(x, engine.ints([2], [1]))).toThrow('gatherRows: ids[0] is 2, expected 0 to 1');
        expect(() => gatherRows(x, engine.zeros([1]))).toThrow('gatherRows: ids is float32 [1], expected int32');
        expect(() => poolMean(engine.zeros([2, 1, 3]), engine.ints([3], [1]))).toThrow('poolMean: lengths[0] is 3, expected 0 to T = 2');
        expect(() => crossEntropy(x, engine.ints([0, 3], [2]))).toThrow('crossEntropy: targets[1] is 3, expected 0 to 2');
        expect(() => x.reshape([4])).toThrow('reshape: [2, 3] has 6 elements, [4] has 4');
        expect(() => engine.tensor([1, 2], [3])).toThrow('tensor: 2 elements given for shape [3], expected 3');
      });
      engine.parameter('twice', [1], zeros());
      expect(() => engine.parameter('twice', [1], zeros())).toThrow("already has a tensor named 'twice'");
    });

    it('gives the same bits for the same seed', async () => {
      const [a, b, c] = await Promise.all([7, 7, 8].map((seed) => backend.engine({ seed })));
      const values = [a, b, c].map((engine) => Array.from(engine.parameter('w', [33, 5], xavierUniform()).value));
      expect(values[0]).toEqual(values[1]);
      expect(values[0]).not.toEqual(values[2]);
    });
  });
}

describe('createEngine', () => {
  it('says which kernels TEXTLOOM_KERNELS may name', async () => {
    vi.stubEnv('TEXTLOOM_KERNELS', 'gpu');
    await expect(createEngine()).rejects.toThrow("TEXTLOOM_KERNELS is 'gpu', expected 'native' or 'wasm'");
    vi.unstubAllEnvs();
  });
});
