import { describe, it } from 'vitest';
import { attentionPool, timeSoftmax, weightedSum } from '../ops/attention.ts';
import { concat, slice } from '../ops/concat.ts';
import { dropout } from '../ops/dropout.ts';
import { add, divide, exp, log, mean, multiply, negate, relu, scale, sigmoid, square, subtract, sum, tanh } from '../ops/elementwise.ts';
import { gatherRows } from '../ops/embedding.ts';
import { layerNorm } from '../ops/layer-norm.ts';
import { linear, matmul } from '../ops/linear.ts';
import { binaryCrossEntropy, crossEntropy } from '../ops/losses.ts';
import { bilstm, lstm } from '../ops/lstm.ts';
import { poolLast, poolMax, poolMean } from '../ops/pooling.ts';
import { logSoftmax, softmax } from '../ops/softmax.ts';
import { Random } from '../random.ts';
import { testedBackends } from '../testing/backends.ts';
import { checkGradients } from '../testing/finite-differences.ts';

/** Away from 0 by more than the differences reach. */
const awayFromZero = (i: number): number => ((i % 2) * 2 - 1) * (0.2 + ((i * 7) % 11) / 11);
const positive = (i: number): number => 0.5 + ((i * 7) % 11) / 11;
/** Values that differ by 0.2 at least, in no order. */
const farApart = (i: number): number => 0.2 * ((i * 37) % 1009) - 100;
const sizes = [1, 5, 33];

for (const backend of await testedBackends()) {
  describe.skipIf(backend.missing)(`gradients by finite differences: ${backend.title}`, async () => {
    const engine = backend.missing ? undefined : await backend.engine();
    if (!engine) return;
    const stream = new Random(3).stream('dropout');
    const ints = (data: number[]) => engine.ints(data, [data.length]);
    /** Lengths of a batch: T, 1 and what lies between, in no order. */
    const lengths = (T: number, B: number) => ints(Array.from({ length: B }, (_, b) => 1 + ((b * 3 + T - 1) % T)));

    it.each([
      { name: 'sigmoid', f: sigmoid },
      { name: 'tanh', f: tanh },
      { name: 'exp', f: exp },
      { name: 'square', f: square },
      { name: 'negate', f: negate },
    ])('$name', ({ f }) => {
      for (const n of sizes) checkGradients(engine, { x: { shape: [n] } }, ({ x }) => [f(x)]);
    });

    it('relu', () => checkGradients(engine, { x: { shape: [33], value: awayFromZero } }, ({ x }) => [relu(x)]));
    it('log', () => checkGradients(engine, { x: { shape: [33], value: positive } }, ({ x }) => [log(x)]));
    it('scale', () => checkGradients(engine, { x: { shape: [33] } }, ({ x }) => [scale(x, -2.5, 1)]));
    it('sum and mean', () => checkGradients(engine, { x: { shape: [5, 33] } }, ({ x }) => [sum(x), mean(x)]));

    it.each([
      { name: 'add', f: add },
      { name: 'subtract', f: subtract },
      { name: 'multiply', f: multiply },
      { name: 'divide', f: divide },
    ])('$name, also with b repeated', ({ f }) => {
      for (const n of sizes) {
        for (const b of [[5, n], [n], [1]]) {
          checkGradients(engine, { a: { shape: [5, n] }, b: { shape: b, value: positive } }, (x) => [f(x.a, x.b)]);
        }
      }
    });

    it('the same tensor twice', () => checkGradients(engine, { x: { shape: [5] } }, ({ x }) => [multiply(x, x), add(x, x)]));

    it('linear', () => {
      for (const n of sizes) {
        const inputs = { x: { shape: [2, n, 5] }, W: { shape: [n, 5] }, b: { shape: [n] } };
        checkGradients(engine, inputs, ({ x, W, b }) => [linear(x, W, b), linear(x, W)]);
      }
    });

    it('matmul, all transpositions', () => {
      for (const [M, K, N] of [
        [1, 5, 33],
        [33, 1, 5],
        [5, 33, 1],
      ]) {
        checkGradients(engine, { a: { shape: [M, K] }, b: { shape: [K, N] } }, ({ a, b }) => [matmul(a, b)]);
        checkGradients(engine, { a: { shape: [K, M] }, b: { shape: [K, N] } }, ({ a, b }) => [matmul(a, b, { transposeA: true })]);
        checkGradients(engine, { a: { shape: [M, K] }, b: { shape: [N, K] } }, ({ a, b }) => [matmul(a, b, { transposeB: true })]);
        checkGradients(engine, { a: { shape: [K, M] }, b: { shape: [N, K] } }, ({ a, b }) => [
          matmul(a, b, { transposeA: true, transposeB: true }),
        ]);
      }
    });

    it('gatherRows with repeated rows', () => {
      for (const D of sizes) checkGradients(engine, { x: { shape: [5, D] } }, ({ x }) => [gatherRows(x, ints([4, 0, 4, 4, 1]))]);
    });

    it.each(['plain', 'locked', 'rows'] as const)('dropout: %s', (kind) => {
      for (const n of sizes) checkGradients(engine, { x: { shape: [5, 3, n] } }, ({ x }) => [dropout(x, { rate: 0.4, stream, kind })]);
    });

    it('concat and slice', () => {
      for (const n of sizes) {
        const inputs = { a: { shape: [5, n] }, b: { shape: [5, 3] }, c: { shape: [2, n] } };
        checkGradients(engine, inputs, ({ a, b, c }) => [concat([a, b]), concat([a, c], 0), slice(a, 0, 1, 4), slice(b, -1, 1, 3)]);
      }
    });

    it('pooling over time', () => {
      for (const n of sizes) {
        checkGradients(engine, { x: { shape: [5, 3, n], value: farApart } }, ({ x }) => [
          poolLast(x, lengths(5, 3)),
          poolMax(x, lengths(5, 3)),
          poolMean(x, lengths(5, 3)),
          poolMax(x),
        ]);
      }
    });

    it('attention over time', () => {
      for (const n of sizes) {
        checkGradients(engine, { x: { shape: [5, 3, n] }, scores: { shape: [5, 3] } }, ({ x, scores }) => [
          attentionPool(x, scores, lengths(5, 3)),
          attentionPool(x, scores),
        ]);
      }
      checkGradients(engine, { scores: { shape: [33, 5] } }, ({ scores }) => [timeSoftmax(scores, lengths(33, 5))]);
      checkGradients(engine, { x: { shape: [5, 3, 33] }, w: { shape: [5, 3] } }, ({ x, w }) => [weightedSum(x, w, lengths(5, 3))]);
    });

    it('layer norm', () => {
      for (const D of [5, 33]) {
        const inputs = { x: { shape: [3, D] }, gamma: { shape: [D] }, beta: { shape: [D] } };
        checkGradients(engine, inputs, ({ x, gamma, beta }) => [layerNorm(x, gamma, beta)]);
      }
    });

    it('softmax and log softmax', () => {
      for (const C of sizes) checkGradients(engine, { x: { shape: [5, C] } }, ({ x }) => [softmax(x), logSoftmax(x)]);
    });

    it('cross entropy', () => {
      for (const C of [5, 33]) {
        checkGradients(engine, { x: { shape: [5, C] } }, ({ x }) => {
          const targets = ints([1, 4, 0, -100, 1]);
          const classWeights = engine.tensor(
            Array.from({ length: C }, (_, c) => 0.5 + (c % 3)),
            [C],
          );
          return [crossEntropy(x, targets, { labelSmoothing: 0.1, classWeights }), crossEntropy(x, targets, { reduction: 'sum' })];
        });
      }
    });

    it('binary cross entropy', () => {
      checkGradients(engine, { x: { shape: [5, 33] } }, ({ x }) => {
        const targets = engine.tensor(
          Array.from({ length: 165 }, (_, i) => (i % 4) / 3),
          [5, 33],
        );
        const posWeight = engine.tensor(
          Array.from({ length: 33 }, (_, c) => 0.5 + (c % 3)),
          [33],
        );
        return [binaryCrossEntropy(x, targets, { posWeight }), binaryCrossEntropy(x, targets, { reduction: 'sum' })];
      });
    });

    it.each(
      sizes.flatMap((H) =>
        (['output', 'cell'] as const).flatMap((recurrence) => [false, true].map((reverse) => ({ H, recurrence, reverse }))),
      ),
    )('LSTM, H $H, the gates see the $recurrence, reverse $reverse', ({ H, recurrence, reverse }) => {
      const [T, B, I] = [5, 3, 5];
      const small = (i: number): number => (((i * 29) % 101) / 101 - 0.5) * 0.6;
      const inputs = {
        x: { shape: [T, B, I] },
        W: { shape: [4 * H, I], value: small },
        U: { shape: [4 * H, H], value: small },
        b: { shape: [4 * H] },
        h: { shape: [B, H] },
        c: { shape: [B, H] },
      };
      checkGradients(engine, inputs, ({ x, W, U, b, h, c }) => {
        const { y, hN, cN } = lstm(x, { W, U, b }, { lengths: lengths(T, B), reverse, recurrence, initial: { h, c } });
        return [y, hN, cN];
      });
    });

    it('both directions', () => {
      const [T, B, I, H] = [5, 3, 1, 5];
      const direction = (name: string) => ({
        [`W${name}`]: { shape: [4 * H, I] },
        [`U${name}`]: { shape: [4 * H, H] },
        [`b${name}`]: { shape: [4 * H] },
      });
      checkGradients(engine, { x: { shape: [T, B, I] }, ...direction('f'), ...direction('b') }, ({ x, Wf, Uf, bf, Wb, Ub, bb }) => {
        const { y, hN, cN } = bilstm(x, { W: Wf, U: Uf, b: bf }, { W: Wb, U: Ub, b: bb }, { lengths: lengths(T, B) });
        return [y, ...hN, ...cN];
      });
    });
  });
}
