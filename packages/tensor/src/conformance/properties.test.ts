import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../engine.ts';
import { attentionPool } from '../ops/attention.ts';
import { concat } from '../ops/concat.ts';
import { dropout } from '../ops/dropout.ts';
import { mean, multiply, sum } from '../ops/elementwise.ts';
import { layerNorm } from '../ops/layer-norm.ts';
import { linear } from '../ops/linear.ts';
import { crossEntropy } from '../ops/losses.ts';
import { bilstm, type LstmWeights, type Recurrence } from '../ops/lstm.ts';
import { poolLast, poolMax, poolMean } from '../ops/pooling.ts';
import { Random } from '../random.ts';
import type { Tensor } from '../tensor.ts';
import { testedBackends } from '../testing/backends.ts';
import { expectClose } from '../testing/golden.ts';

const backends = await testedBackends();

/** A batch of sequences of different lengths through a small network. */
interface Network {
  readonly I: number;
  readonly H: number;
  readonly recurrence: Recurrence;
  readonly seed: number;
}

const network = fc.record({
  I: fc.constantFrom(1, 5, 33),
  H: fc.constantFrom(1, 5, 33),
  recurrence: fc.constantFrom<Recurrence>('output', 'cell'),
  seed: fc.nat(1000),
});
const lengthsOf = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 });

for (const backend of backends) {
  describe.skipIf(backend.missing)(`properties: ${backend.title}`, async () => {
    const engine = backend.missing ? undefined : await backend.engine();
    if (!engine) return;

    it('padding and batch mates change no bit of a sequence, outputs and input gradients alike', () => {
      fc.assert(
        fc.property(network, lengthsOf, fc.nat(8), fc.nat(5), fc.nat(1000), (net, lengths, which, extra, noise) => {
          const b = which % lengths.length;
          const T = Math.max(...lengths) + extra;
          const batch = run(engine, net, lengths, T, noise, b);
          // the same sequence by itself, with no padding at all
          const alone = run(engine, net, [lengths[b]], lengths[b], noise + 1, 0, b);
          expect(batch.y).toEqual(alone.y);
          expect(batch.pooled).toEqual(alone.pooled);
          expect(batch.dx).toEqual(alone.dx);
          expect(batch.padding.every((value) => value === 0)).toBe(true);
        }),
        { numRuns: 60 },
      );
    });

    it('a sequence of length 0 among others gives zeros and gets no gradient', () => {
      engine.step(() => {
        const net: Network = { I: 5, H: 5, recurrence: 'output', seed: 1 };
        const x = randomTensor(engine, [3, 2, 5], 'x').requireGradient();
        const lengths = engine.ints([0, 3], [2]);
        const { y, hN } = bilstm(x, directionWeights(engine, net, 'forward'), directionWeights(engine, net, 'backward'), { lengths });
        const scores = linear(y, randomTensor(engine, [1, 10], 'scores')).reshape([3, 2]);
        const pooled = concat([
          poolLast(y, lengths),
          poolMax(y, lengths),
          poolMean(y, lengths),
          attentionPool(y, scores, lengths),
          concat([...hN]),
        ]);
        engine.backward(sum(pooled));
        const rows = (values: Float32Array, width: number, b: number): Float32Array[] =>
          Array.from({ length: values.length / width / 2 }, (_, t) => values.subarray((2 * t + b) * width, (2 * t + b + 1) * width));
        expect(rows(pooled.floats, 50, 0).every((row) => row.every((value) => value === 0))).toBe(true);
        expect(rows(x.gradient ?? new Float32Array(), 5, 0).every((row) => row.every((value) => value === 0))).toBe(true);
        expect(rows(pooled.floats, 50, 1).every((row) => row.every((value) => value !== 0))).toBe(true);
        expect(
          rows(x.gradient ?? new Float32Array(), 5, 1).every((row) => row.every((value) => Number.isFinite(value) && value !== 0)),
        ).toBe(true);
      });
    });

    it('the mask of a dropout is the same whenever it is drawn, backward too, and is that of random.ts', () => {
      fc.assert(
        fc.property(
          fc.constantFrom<'plain' | 'locked' | 'rows'>('plain', 'locked', 'rows'),
          fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 40 })),
          fc.double({ min: 0.05, max: 0.9, noNaN: true }),
          fc.nat(1000),
          (kind, [T, B, F], rate, seed) => {
            const stream = new Random(seed).stream('dropout', 1);
            const mask = (): { forward: Float32Array; backward: Float32Array } =>
              engine.step(() => {
                const x = engine.tensor(new Float32Array(T * B * F).fill(1), [T, B, F]).requireGradient();
                const y = dropout(x, { rate, stream, kind });
                engine.backward(sum(y));
                return { forward: y.floats.slice(), backward: x.gradient?.slice() ?? new Float32Array() };
              });
            const { forward, backward } = mask();
            expect(backward).toEqual(forward);
            expect(mask().forward).toEqual(forward);
            const keep = Math.fround(1 - rate);
            forward.forEach((value, i) => {
              const j = { plain: i, locked: i % (B * F), rows: Math.floor(i / F) }[kind];
              const isKept = (stream.words(Math.floor(j / 4))[j % 4] >>> 8) / 2 ** 24 < keep;
              expect(value).toBe(isKept ? Math.fround(1 / keep) : 0);
            });
          },
        ),
        { numRuns: 40 },
      );
    });

    it('dropout keeps the share it should', () => {
      const kept = engine.step(() => {
        const x = engine.tensor(new Float32Array(20_000).fill(1), [20_000]);
        return dropout(x, { rate: 0.3, stream: new Random(1).stream('share') }).floats.filter((value) => value > 0).length;
      });
      expect(Math.abs(kept / 20_000 - 0.7)).toBeLessThan(0.015);
    });
  });
}

describe.skipIf(backends.some(({ missing }) => missing))('native and WebAssembly', () => {
  it('agree to 1e-5 on outputs, loss and gradients', async () => {
    const engines = await Promise.all(backends.map((backend) => backend.engine()));
    fc.assert(
      fc.property(network, lengthsOf, (net, lengths) => {
        const [native, wasm] = engines.map((engine) => train(engine, net, lengths));
        for (const [name, values] of Object.entries(native)) expectClose(name, wasm[name], values, 1e-5);
      }),
      { numRuns: 60 },
    );
  });
});

function randomTensor(engine: Engine, shape: readonly number[], ...keys: (string | number)[]): Tensor {
  const tensor = engine.zeros(shape);
  new Random(0).stream(...keys).fillUniform(tensor.floats, -0.5, 0.5);
  return tensor;
}

function directionWeights(engine: Engine, { I, H, seed }: Network, name: string): LstmWeights {
  return {
    W: randomTensor(engine, [4 * H, I], seed, name, 'W').requireGradient(),
    U: randomTensor(engine, [4 * H, H], seed, name, 'U').requireGradient(),
    b: randomTensor(engine, [4 * H], seed, name, 'b').requireGradient(),
  };
}

/**
 * One batch; sequence `b` is followed. Its input depends on `name` (its number in the batch unless given), its batch mates' and the padding on `noise`.
 */
function run(engine: Engine, net: Network, lengths: readonly number[], T: number, noise: number, b: number, name: number = b) {
  const B = lengths.length;
  const { I, H } = net;
  const n = lengths[b];
  return engine.step(() => {
    const x = randomTensor(engine, [T, B, I], 'noise', noise).requireGradient();
    const upstream = randomTensor(engine, [T, B, 2 * H], 'upstream', noise);
    for (let t = 0; t < n; t++) {
      x.floats.set(randomTensor(engine, [I], net.seed, name, t).floats, (t * B + b) * I);
      upstream.floats.set(randomTensor(engine, [2 * H], net.seed, 'upstream', name, t).floats, (t * B + b) * 2 * H);
    }
    const lengthTensor = engine.ints(lengths, [B]);
    const { y } = bilstm(x, directionWeights(engine, net, 'forward'), directionWeights(engine, net, 'backward'), {
      lengths: lengthTensor,
      recurrence: net.recurrence,
    });
    const scores = linear(y, randomTensor(engine, [1, 2 * H], net.seed, 'scores')).reshape([T, B]);
    const pooled = concat([
      poolLast(y, lengthTensor),
      poolMax(y, lengthTensor),
      poolMean(y, lengthTensor),
      attentionPool(y, scores, lengthTensor),
    ]);
    engine.backward(sum(multiply(y, upstream)));
    const gradient = x.gradient ?? new Float32Array();
    const ofSequence = (values: Float32Array, width: number): number[] =>
      Array.from({ length: n }, (_, t) => Array.from(values.subarray((t * B + b) * width, (t * B + b + 1) * width))).flat();
    const inPadding = (values: Float32Array, width: number): number[] =>
      Array.from({ length: T - n }, (_, k) => Array.from(values.subarray(((n + k) * B + b) * width, ((n + k) * B + b + 1) * width))).flat();
    return {
      y: ofSequence(y.floats, 2 * H),
      dx: ofSequence(gradient, I),
      pooled: Array.from(pooled.floats.subarray(b * 8 * H, (b + 1) * 8 * H)),
      padding: [...inPadding(y.floats, 2 * H), ...inPadding(gradient, I)],
    };
  });
}

/** A classifier forward and backward; everything that it computes, by name. */
function train(engine: Engine, net: Network, lengths: readonly number[]): Record<string, Float32Array> {
  const B = lengths.length;
  const { I, H } = net;
  const T = Math.max(...lengths);
  return engine.step(() => {
    const x = randomTensor(engine, [T, B, I], net.seed, 'x').requireGradient();
    const forward = directionWeights(engine, net, 'forward');
    const backward = directionWeights(engine, net, 'backward');
    const gamma = randomTensor(engine, [2 * H], net.seed, 'gamma').requireGradient();
    const lengthTensor = engine.ints(lengths, [B]);
    const { y } = bilstm(x, forward, backward, { lengths: lengthTensor, recurrence: net.recurrence });
    const scores = mean(y);
    const pooled = concat([poolMax(y, lengthTensor), layerNorm(poolMean(y, lengthTensor), gamma, engine.zeros([2 * H]))]);
    const logits = linear(pooled, randomTensor(engine, [7, 4 * H], net.seed, 'head'));
    const targets = engine.ints(
      lengths.map((length) => length % 7),
      [B],
    );
    const loss = crossEntropy(logits, targets, { labelSmoothing: 0.1 });
    engine.backward(loss);
    const gradients = Object.entries({ x, gamma, W: forward.W, U: forward.U, b: backward.b });
    return {
      y: y.floats.slice(),
      scores: scores.floats.slice(),
      logits: logits.floats.slice(),
      loss: loss.floats.slice(),
      ...Object.fromEntries(gradients.map(([name, tensor]) => [`gradient of ${name}`, tensor.gradient?.slice() ?? new Float32Array()])),
    };
  });
}
