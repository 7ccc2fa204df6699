import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../engine.ts';
import { concat } from '../ops/concat.ts';
import { convolutionMax } from '../ops/convolution.ts';
import { multiply, relu, sum, tanh } from '../ops/elementwise.ts';
import { Random } from '../random.ts';
import type { Tensor } from '../tensor.ts';
import { testedBackends } from '../testing/backends.ts';
import { checkGradients } from '../testing/finite-differences.ts';
import { checkGolden, type GoldenCase, goldenIsThere, goldenTitle, readGolden } from '../testing/golden.ts';

interface CharacterConfig {
  readonly op: string;
  readonly widths: readonly number[];
  readonly paddings: readonly number[];
  readonly activation: 'none' | 'tanh' | 'relu';
}

const all = readGolden<GoldenCase<CharacterConfig>>('cnn.json').filter(({ config }) => config.op === 'char-cnn');
const activations = { none: (x: Tensor): Tensor => x, tanh, relu };

for (const backend of await testedBackends()) {
  describe.skipIf(backend.missing || !goldenIsThere)(`character convolution ${goldenTitle}: ${backend.title}`, async () => {
    const engine = backend.missing ? undefined : await backend.engine();
    if (!engine) return;

    it.each(all)('$name', (golden) => {
      checkGolden(engine, golden, (tensors, { widths, paddings, activation }) => {
        const results = widths.map((k, i) =>
          convolutionMax(tensors.x, tensors[`k${k}.W`], tensors[`k${k}.b`], { padding: paddings[i], lengths: tensors.lengths }),
        );
        const [N] = results[0].argmax.shape;
        const argmax = Array.from({ length: N }, (_, n) =>
          results.flatMap(({ argmax: { ints, shape } }) => Array.from(ints.subarray(n * shape[1], (n + 1) * shape[1]))),
        );
        const y = activations[activation](concat(results.map((result) => result.y)));
        return { y, argmax: engine.ints(argmax.flat(), y.shape) };
      });
    });
  });

  describe.skipIf(backend.missing)(`character convolution: ${backend.title}`, async () => {
    const engine = backend.missing ? undefined : await backend.engine();
    if (!engine) return;

    it.each([1, 5, 33])('gradients by finite differences, %i channels', (C) => {
      // the middle of a window counts most, and each character stands at a height of its own: the differences change no maximum
      const heights = [0.5, 2, 1.25, 0.25, 2.75];
      const small = (i: number): number => (((i * 37) % 101) / 101 - 0.5) / 5;
      const inputs = {
        x: { shape: [5, 3, C], value: (i: number) => heights[Math.floor(i / (3 * C))] + small(i) },
        W: { shape: [7, C, 3], value: (i: number) => (i % 3 === 1 ? 0.9 : 0) + small(i) },
        b: { shape: [7] },
      };
      checkGradients(engine, inputs, ({ x, W, b }) => [
        convolutionMax(x, W, b, { padding: 1, lengths: engine.ints([5, 1, 3], [3]) }).y,
        convolutionMax(x, W, b).y,
      ]);
    });

    it('other words and what lies beyond a word change no bit of its result and of its gradient', () => {
      const words = fc.record({
        lengths: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 }),
        C: fc.constantFrom(1, 5, 30),
        F: fc.constantFrom(1, 7, 50),
        k: fc.integer({ min: 1, max: 3 }),
        which: fc.nat(19),
        extra: fc.nat(3),
      });
      fc.assert(
        fc.property(words, ({ which, lengths, extra, ...filters }) => {
          const n = which % lengths.length;
          const together = follow(engine, filters, lengths, Math.max(...lengths) + extra, n);
          const alone = follow(engine, filters, [lengths[n]], lengths[n], 0, n);
          expect({ ...together, beyond: [] }).toEqual({ ...alone, beyond: [] });
          expect(together.beyond.every((value) => value === 0)).toBe(true);
        }),
        { numRuns: 40 },
      );
    });

    it('finds a pattern of characters wherever it stands, and the first of two', () => {
      const { y, argmax } = engine.step(() => {
        // the letters of two words as one of three channels each; the filter looks for a, then b
        const [a, b, c] = [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ];
        const letters = [
          [c, a],
          [a, b],
          [b, a],
          [a, b],
        ];
        const x = engine.tensor(letters.flat(2), [4, 2, 3]);
        const filter = engine.tensor([1, 0, 0, 1, 0, 0], [1, 3, 2]);
        const found = convolutionMax(x, filter, engine.tensor([-1.5], [1]));
        return { y: found.y.toArray(), argmax: found.argmax.toArray() };
      });
      expect(y).toEqual([0.5, 0.5]);
      expect(argmax).toEqual([1, 0]);
    });

    it('refuses a word without a window, and says which', () => {
      const convolve = (lengths: number[], padding: number) => () =>
        engine.step(() => {
          const x = engine.zeros([4, lengths.length, 2]);
          convolutionMax(x, engine.zeros([1, 2, 3]), engine.zeros([1]), { padding, lengths: engine.ints(lengths, [lengths.length]) });
        });
      expect(convolve([4, 2], 0)).toThrow('word 1 has length 2, too short for a window of 3 with padding 0; expected 3 at least');
      expect(convolve([4, 0], 1)).toThrow('word 1 has length 0');
      expect(convolve([4, 0], 2)).not.toThrow();
      expect(convolve([5], 2)).toThrow('lengths[0] is 5');
    });
  });
}

interface Filters {
  readonly C: number;
  readonly F: number;
  readonly k: number;
}

/** Word n among others: its characters depend on `name`, everything else on the whole batch. */
function follow(engine: Engine, { C, F, k }: Filters, lengths: readonly number[], L: number, n: number, name: number = n) {
  const N = lengths.length;
  const random = (shape: readonly number[], ...keys: (string | number)[]): Tensor => {
    const tensor = engine.zeros(shape);
    new Random(0).stream(...keys).fillUniform(tensor.floats, -1, 1);
    return tensor;
  };
  return engine.step(() => {
    const x = random([L, N, C], 'noise', N, L).requireGradient();
    const upstream = random([N, F], 'upstream', N, L);
    for (let t = 0; t < lengths[n]; t++) x.floats.set(random([C], name, t).floats, (t * N + n) * C);
    upstream.floats.set(random([F], 'upstream', name).floats, n * F);
    const { y, argmax } = convolutionMax(x, random([F, C, k], 'W'), random([F], 'b'), { padding: 1, lengths: engine.ints(lengths, [N]) });
    engine.backward(sum(multiply(y, upstream)));
    const gradient = x.gradient ?? expect.fail('no gradient');
    const steps = Array.from({ length: L }, (_, t) => Array.from(gradient.subarray((t * N + n) * C, (t * N + n + 1) * C)));
    return {
      y: Array.from(y.floats.subarray(n * F, (n + 1) * F)),
      argmax: Array.from(argmax.ints.subarray(n * F, (n + 1) * F)),
      gradient: steps.slice(0, lengths[n]),
      beyond: steps.slice(lengths[n]).flat(),
    };
  });
}
