import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../engine.ts';
import { type CrfWeights, crfDecode, crfLoss, crfMarginals } from '../ops/crf.ts';
import { add, multiply, sum } from '../ops/elementwise.ts';
import { Random } from '../random.ts';
import type { Tensor } from '../tensor.ts';
import { testedBackends } from '../testing/backends.ts';
import { checkGradients } from '../testing/finite-differences.ts';
import { expectClose } from '../testing/golden.ts';

const backends = await testedBackends();

/** A batch of sentences for a CRF with random weights. */
interface Chains {
  readonly K: number;
  readonly lengths: readonly number[];
  /** emissions lie between -size and size */
  readonly size: number;
  /** some transitions are forbidden with -10000 */
  readonly forbidding: boolean;
  readonly seed: number;
}

const chains = (K: fc.Arbitrary<number>, longest: number): fc.Arbitrary<Chains> =>
  fc.record({
    K,
    lengths: fc.array(fc.integer({ min: 1, max: longest }), { minLength: 1, maxLength: 6 }),
    size: fc.constantFrom(0.5, 4, 80),
    forbidding: fc.boolean(),
    seed: fc.nat(1000),
  });

for (const backend of backends) {
  describe.skipIf(backend.missing)(`CRF: ${backend.title}`, async () => {
    const engine = backend.missing ? undefined : await backend.engine();
    if (!engine) return;

    it('agrees with the enumeration of all tag sequences: likelihood, marginals, the n best', () => {
      fc.assert(
        fc.property(chains(fc.integer({ min: 1, max: 4 }), 4), fc.integer({ min: 1, max: 20 }), (problem, n) => {
          const got = run(engine, problem, n);
          const weights = { transitions: got.transitions, start: got.start, end: got.end };
          problem.lengths.forEach((length, b) => {
            const emissions = stepsOf(got.emissions, problem, b, length);
            const paths = enumerate(emissions, weights).toSorted((x, y) => y.score - x.score);
            const best = paths[0].score;
            const logZ = best + Math.log(paths.reduce((total, { score }) => total + Math.exp(score - best), 0));
            const gold = tagsOf(problem, b);
            const score = paths.find(({ tags }) => tags.every((tag, t) => tag === gold[t]))?.score ?? expect.fail('no such path');
            expectClose('score and logZ', [got.score[b], got.logZ[b]], [score, logZ], 1e-5);
            expect(Math.abs(got.nll[b] - (logZ - score)), `nll ${got.nll[b]}`).toBeLessThan(1e-5 * (1 + logZ - score));

            const probability = (t: number, k: number): number =>
              paths.reduce((total, path) => total + (path.tags[t] === k ? Math.exp(path.score - logZ) : 0), 0);
            const marginals = stepsOf(got.marginals, problem, b, length);
            marginals.forEach((row, t) => {
              row.forEach((value, k) => {
                expect(Math.abs(value - probability(t, k)), `P(y_${t} = ${k})`).toBeLessThan(2e-5);
              });
            });

            expect(got.counts[b]).toBe(Math.min(n, paths.length));
            const found = Array.from({ length: n }, (_, r) => Array.from(got.paths.subarray((b * n + r) * got.T, (b * n + r + 1) * got.T)));
            const scores = got.scores.subarray(b * n, (b + 1) * n);
            const none = new Array(got.T).fill(-1);
            found.forEach((path, r) => {
              if (r >= paths.length) {
                expect([path, scores[r]]).toEqual([none, 0]);
                return;
              }
              // by score, since equal scores may stand in any order
              expectClose('scores of the best', [scores[r]], [paths[r].score], 1e-6);
              expect(path.slice(length)).toEqual(none.slice(length));
              const same = paths.find(({ tags }) => tags.every((tag, t) => tag === path[t])) ?? expect.fail(`${path} is no path`);
              expectClose('score of the path', [scores[r]], [same.score], 1e-6);
            });
            expect(new Set(found.slice(0, got.counts[b]).map(String)).size).toBe(got.counts[b]);
          });
        }),
        { numRuns: 100 },
      );
    });

    it('gives the Viterbi path as the first of n, best first', () => {
      fc.assert(
        fc.property(chains(fc.constantFrom(1, 5, 17, 33), 12), fc.integer({ min: 2, max: 9 }), (problem, n) => {
          const one = run(engine, problem, 1);
          const many = run(engine, problem, n);
          problem.lengths.forEach((_, b) => {
            expect(many.paths.slice(b * n * one.T, (b * n + 1) * one.T)).toEqual(one.paths.slice(b * one.T, (b + 1) * one.T));
            expect(many.scores[b * n]).toBe(one.scores[b]);
            const scores = many.scores.slice(b * n, b * n + many.counts[b]);
            expect(scores).toEqual(scores.toSorted((x, y) => y - x));
          });
        }),
        { numRuns: 40 },
      );
    });

    it('takes the lower tags at the end of equal paths, for one path and for many', () => {
      engine.step(() => {
        const weights = { transitions: engine.zeros([17, 17]), start: engine.zeros([17]), end: engine.zeros([17]) };
        // the first step prefers 3 and 5 alike, the rest nothing
        const emissions = engine.tensor(
          Array.from({ length: 3 * 17 }, (_, i) => (i === 3 || i === 5 ? 1 : 0)),
          [3, 1, 17],
        );
        expect(crfDecode(emissions, weights).paths.toArray()).toEqual([3, 0, 0]);
        expect(crfDecode(emissions, weights, { n: 3 }).paths.toArray()).toEqual([3, 0, 0, 5, 0, 0, 3, 1, 0]);
      });
    });

    it('padding and batch mates change no bit of a sentence, gradients of the emissions included', () => {
      fc.assert(
        fc.property(chains(fc.constantFrom(1, 5, 17, 33), 9), fc.nat(5), fc.nat(4), (problem, which, extra) => {
          const b = which % problem.lengths.length;
          const together = run(engine, problem, 3, { extra });
          const alone = run(engine, { ...problem, lengths: [problem.lengths[b]] }, 3, { names: [b] });
          for (const name of ['nll', 'logZ', 'score', 'counts'] as const) expect(together[name][b]).toBe(alone[name][0]);
          expect(together.scores.slice(b * 3, b * 3 + 3)).toEqual(alone.scores);
          for (let r = 0; r < 3; r++) {
            const path = together.paths.slice((b * 3 + r) * together.T, (b * 3 + r + 1) * together.T);
            expect(Array.from(path.subarray(0, alone.T))).toEqual(Array.from(alone.paths.subarray(r * alone.T, (r + 1) * alone.T)));
            expect(path.subarray(alone.T).every((tag) => tag === -1)).toBe(true);
          }
          for (const name of ['marginals', 'alpha', 'beta', 'dEmissions'] as const) {
            const rows = stepsOf(together[name], problem, b, together.T);
            expect(rows.slice(0, alone.T)).toEqual(stepsOf(alone[name], { ...problem, lengths: [alone.T] }, 0, alone.T));
            expect(rows.slice(alone.T).every((row) => row.every((value) => value === 0))).toBe(true);
          }
        }),
        { numRuns: 60 },
      );
    });

    it('the gradient of logZ by the emissions is the marginals; alpha + beta is logZ at every step', () => {
      fc.assert(
        fc.property(chains(fc.constantFrom(2, 5, 17), 12), (problem) => {
          const got = run(engine, problem, 1);
          const { T, dLogZ, marginals } = got;
          expectClose(
            'gradient',
            Array.from(dLogZ, (value) => 1 + value),
            Array.from(marginals, (value) => 1 + value),
            1e-5,
          );
          problem.lengths.forEach((length, b) => {
            const alpha = stepsOf(got.alpha, problem, b, T);
            const beta = stepsOf(got.beta, problem, b, T);
            for (let t = 0; t < length; t++) {
              const sums = alpha[t].map((value, k) => value + beta[t][k]);
              const top = Math.max(...sums);
              const logZ = top + Math.log(sums.reduce((total, value) => total + Math.exp(value - top), 0));
              expectClose('logZ', [logZ], [got.logZ[b]], 1e-5);
            }
          });
        }),
        { numRuns: 40 },
      );
    });

    it.each([1, 2, 17])('gradients by finite differences, %i tags, of all three results', (K) => {
      const inputs = { emissions: { shape: [4, 3, K] }, transitions: { shape: [K, K] }, start: { shape: [K] }, end: { shape: [K] } };
      checkGradients(engine, inputs, ({ emissions, ...weights }) => {
        const tags = engine.ints(
          Array.from({ length: 12 }, (_, i) => (i * 5) % K),
          [4, 3],
        );
        const chain = { transitions: weights.transitions, start: weights.start, end: weights.end };
        const { nll, logZ, score } = crfLoss(emissions, tags, chain, engine.ints([1, 4, 2], [3]));
        return [nll, logZ, score, crfLoss(emissions, tags, chain).nll];
      });
    });

    it('the mask of a scheme goes through add: forbidden transitions have probability 0 and no gradient', () => {
      const [O, B, I] = [0, 1, 2];
      engine.step(() => {
        const parameter = engine.tensor([0.5, 0.25, 3, 0, 0, 1, 0, 0, 1], [3, 3]).requireGradient();
        const weights = {
          transitions: add(parameter, engine.tensor([0, 0, -10000, 0, 0, 0, 0, 0, 0], [3, 3])),
          start: engine.tensor([0, 0, -10000], [3]),
          end: engine.zeros([3]),
        };
        // every step alone would say I
        const emissions = engine.tensor([0, 0, 5, 0, 0, 5, 0, 0, 5], [3, 1, 3]);
        expect(crfDecode(emissions, weights).paths.toArray()).toEqual([B, I, I]);
        const { marginals } = crfMarginals(emissions, weights);
        expect(marginals.floats[I]).toBe(0);
        engine.backward(sum(crfLoss(emissions, engine.ints([O, B, I], [3, 1]), weights).nll));
        expect(parameter.gradient?.[3 * O + I]).toBe(0);
        expect(parameter.gradient?.every(Number.isFinite)).toBe(true);
      });
    });

    it('stays exact over a long sentence with large emissions', () => {
      const T = 2000;
      const got = run(engine, { K: 5, lengths: [T], size: 80, forbidding: true, seed: 3 }, 1);
      for (const row of stepsOf(got.marginals, { K: 5, lengths: [T] }, 0, T)) {
        expect(Math.abs(row.reduce((total, value) => total + value, 0) - 1)).toBeLessThan(1e-6);
      }
      expectClose(
        'gradient',
        Array.from(got.dLogZ, (value) => 1 + value),
        Array.from(got.marginals, (value) => 1 + value),
        2e-5,
      );
    });

    it('a sentence of length 0 costs nothing, has no path and gets no gradient', () => {
      engine.step(() => {
        const emissions = engine.tensor([1, 2, 3, 4.5, 5, 6, 7, 8], [2, 2, 2]).requireGradient();
        const weights = { transitions: engine.zeros([2, 2]), start: engine.zeros([2]), end: engine.zeros([2]) };
        const lengths = engine.ints([0, 2], [2]);
        const { nll } = crfLoss(emissions, engine.ints([9, 0, 9, 1], [2, 2]), weights, lengths);
        expect(nll.floats[0]).toBe(0);
        engine.backward(sum(nll));
        expect(emissions.gradient?.map((value, i) => (i % 4 < 2 ? value : 0)).every((value) => value === 0)).toBe(true);
        const { counts, paths } = crfDecode(emissions, weights, { lengths, n: 2 });
        expect(counts.toArray()).toEqual([0, 2]);
        expect(paths.toArray()).toEqual([-1, -1, -1, -1, 1, 1, 1, 0]);
      });
    });

    it('adds to gradients that are there, and keeps a NaN visible', () => {
      engine.step(() => {
        const emissions = engine.tensor([1, Number.NaN, 3], [3, 1, 1]).requireGradient();
        const weights = { transitions: engine.zeros([1, 1]), start: engine.zeros([1]), end: engine.zeros([1]) };
        expect(crfLoss(emissions, engine.ints([0, 0, 0], [3, 1]), weights).nll.item()).toBeNaN();
      });
      const gradients = [1, 2].map((times) =>
        engine.step(() => {
          const emissions = engine.tensor([1, -2, 3, 0.5], [2, 1, 2]).requireGradient();
          const weights = { transitions: engine.zeros([2, 2]), start: engine.zeros([2]), end: engine.zeros([2]) };
          const losses = Array.from({ length: times }, () => sum(crfLoss(emissions, engine.ints([0, 1], [2, 1]), weights).nll));
          engine.backward(losses.reduce((total, loss) => add(total, loss)));
          return Array.from(emissions.gradient ?? []);
        }),
      );
      expect(gradients[1]).toEqual(gradients[0].map((value) => 2 * value));
      expect(gradients[0].every((value) => value !== 0)).toBe(true);
    });

    it('refuses tags that are none, shapes that do not fit and a number of paths below 1', () => {
      const attempt = (f: (emissions: Tensor, weights: CrfWeights) => void) => () =>
        engine.step(() =>
          f(engine.zeros([2, 2, 3]), { transitions: engine.zeros([3, 3]), start: engine.zeros([3]), end: engine.zeros([3]) }),
        );
      expect(attempt((e, w) => crfLoss(e, engine.ints([0, 1, 2, 3], [2, 2]), w))).toThrow('crfLoss: tags[1, 1] is 3, expected 0 to 2');
      expect(attempt((e, w) => crfLoss(e, engine.ints([0, 1, 2, -1], [2, 2]), w, engine.ints([2, 1], [2])))).not.toThrow();
      expect(attempt((e, w) => crfDecode(e, { ...w, end: engine.zeros([2]) }))).toThrow(
        'crfDecode: end is float32 [2], expected float32 [3]',
      );
      expect(attempt((e, w) => crfDecode(e, w, { n: 0 }))).toThrow('crfDecode: n is 0');
      expect(attempt((e, w) => crfMarginals(e, w, engine.ints([2, 3], [2])))).toThrow('lengths[1] is 3');
    });
  });
}

describe.skipIf(backends.some(({ missing }) => missing))('CRF, native and WebAssembly', () => {
  it('agree to 1e-5', async () => {
    const engines = await Promise.all(backends.map((backend) => backend.engine()));
    fc.assert(
      fc.property(chains(fc.constantFrom(1, 5, 17, 33), 12), (problem) => {
        const [native, wasm] = engines.map((engine) => run(engine, { ...problem, size: Math.min(problem.size, 4) }, 3));
        expect(wasm.paths).toEqual(native.paths);
        for (const name of ['nll', 'score', 'logZ', 'scores', 'alpha', 'beta'] as const) expectClose(name, wasm[name], native[name], 1e-5);
        // small numbers beside which a difference to 0 says nothing
        for (const name of ['marginals', 'dEmissions', 'dTransitions'] as const) {
          const shifted = (values: Float32Array): Float64Array => Float64Array.from(values, (value) => 1 + value);
          expectClose(name, shifted(wasm[name]), shifted(native[name]), 1e-5);
        }
      }),
      { numRuns: 40 },
    );
  });
});

/** Tags of sentence b (or of the sentence of that name). */
function tagsOf({ K, lengths, seed }: Chains, b: number, name: number = b): number[] {
  const stream = new Random(seed).stream('tags', name);
  return Array.from({ length: lengths[b] }, (_, t) => stream.int(t, K));
}

/** Everything that a CRF computes; the emissions of a sentence depend on its name (its number unless given), what lies in the padding on the whole batch. */
function run(engine: Engine, problem: Chains, n: number, { extra = 0, names }: { extra?: number; names?: readonly number[] } = {}) {
  const { K, lengths, size, forbidding, seed } = problem;
  const B = lengths.length;
  const T = Math.max(...lengths) + extra;
  const random = (shape: readonly number[], bound: number, ...keys: (string | number)[]): Tensor => {
    const tensor = engine.zeros(shape);
    new Random(seed).stream(...keys).fillUniform(tensor.floats, -bound, bound);
    return tensor;
  };
  const weightTensors = (): CrfWeights => {
    const transitions = random([K, K], 2, 'transitions').requireGradient();
    const stream = new Random(seed).stream('forbidden');
    // a tag may always follow itself, so some path remains
    if (forbidding)
      transitions.floats.forEach((_, i) => {
        if (i % (K + 1) !== 0 && stream.uniform(i) < 0.3) transitions.floats[i] = -10000;
      });
    return { transitions, start: random([K], 2, 'start'), end: random([K], 2, 'end') };
  };
  const emissionTensor = (): Tensor => {
    const emissions = random([T, B, K], 99, 'noise', B, T);
    lengths.forEach((length, b) => {
      for (let t = 0; t < length; t++) emissions.floats.set(random([K], size, names?.[b] ?? b, t).floats, (t * B + b) * K);
    });
    return emissions.requireGradient();
  };
  return engine.step(() => {
    const weights = weightTensors();
    const emissions = emissionTensor();
    const tags = engine.ints(new Int32Array(T * B).fill(-7), [T, B]);
    lengths.forEach((_, b) => {
      tagsOf(problem, b, names?.[b]).forEach((tag, t) => {
        tags.ints[t * B + b] = tag;
      });
    });
    const lengthTensor = engine.ints(lengths, [B]);
    const { nll, logZ, score } = crfLoss(emissions, tags, weights, lengthTensor);
    const upstream = engine.tensor(
      lengths.map((_, b) => 1 + (names?.[b] ?? b) / 4),
      [B],
    );
    const other = emissionTensor();
    engine.backward(
      add(
        sum(multiply(nll, upstream)),
        sum(crfLoss(other, tags, { ...weights, transitions: weightTensors().transitions }, lengthTensor).logZ),
      ),
    );
    const marginals = crfMarginals(emissions, weights, lengthTensor);
    const decoded = crfDecode(emissions, weights, { lengths: lengthTensor, n });
    const copy = (tensor: Tensor): Float32Array => tensor.floats.slice();
    const gradient = (tensor: Tensor): Float32Array => tensor.gradient?.slice() ?? expect.fail('no gradient');
    return {
      T,
      emissions: copy(emissions),
      transitions: copy(weights.transitions),
      start: copy(weights.start),
      end: copy(weights.end),
      nll: copy(nll),
      logZ: copy(logZ),
      score: copy(score),
      dEmissions: gradient(emissions),
      dTransitions: gradient(weights.transitions),
      dLogZ: gradient(other),
      marginals: copy(marginals.marginals),
      alpha: copy(marginals.alpha),
      beta: copy(marginals.beta),
      paths: decoded.paths.ints.slice(),
      scores: copy(decoded.scores),
      counts: decoded.counts.ints.slice(),
    };
  });
}

/** The first `steps` rows of sentence b of values [T, B, K]. */
function stepsOf(values: Float32Array, { K, lengths }: Pick<Chains, 'K' | 'lengths'>, b: number, steps: number): number[][] {
  return Array.from({ length: steps }, (_, t) =>
    Array.from(values.subarray((t * lengths.length + b) * K, (t * lengths.length + b + 1) * K)),
  );
}

interface Path {
  readonly tags: readonly number[];
  readonly score: number;
}

/** Every tag sequence with its score. */
function enumerate(
  emissions: readonly (readonly number[])[],
  { transitions, start, end }: Readonly<Record<'transitions' | 'start' | 'end', Float32Array>>,
): Path[] {
  const K = start.length;
  let paths: Path[] = Array.from(start, (value, k) => ({ tags: [k], score: value + emissions[0][k] }));
  for (const row of emissions.slice(1))
    paths = paths.flatMap(({ tags, score }) =>
      row.map((emission, k) => ({ tags: [...tags, k], score: score + transitions[tags[tags.length - 1] * K + k] + emission })),
    );
  return paths.map(({ tags, score }) => ({ tags, score: score + end[tags[tags.length - 1]] }));
}
