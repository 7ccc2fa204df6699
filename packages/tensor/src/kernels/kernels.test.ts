import { fail } from 'node:assert';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Heap } from '../heap.ts';
import { createCompiledKernels } from './compiled.ts';
import { type FieldType, type OpName, opTable } from './op-table.ts';
import { opNames } from './op-table-header.ts';
import { type ArgumentValues, availableBackends, place, runOp } from './testing/backends.ts';
import { cases } from './testing/cases.ts';
import { RandomValues } from './testing/random-values.ts';
import { type ReferencedOp, reference } from './testing/reference.ts';
import { philoxBlock } from './testing/reference-philox.ts';

const backends = availableBackends();
const referencedOps = Object.keys(cases) as ReferencedOp[];
const sizes = fc.constantFrom(1, 2, 3, 5, 8, 16, 17, 33);

/** Runs the reference on double-precision copies and returns them. */
function runReference(name: ReferencedOp, values: ArgumentValues): Record<string, ArrayLike<number> | number | null> {
  const copies = Object.fromEntries(
    Object.entries(values).map(([field, value]) => [
      field,
      value instanceof Float32Array ? Float64Array.from(value) : value instanceof Int32Array ? value.slice() : value,
    ]),
  );
  const call = reference[name] as (args: typeof copies) => void;
  call(copies);
  return copies;
}

/** Results that add up along a sequence of T steps and may cancel there, so that they are as exact as T single steps. */
const sumsOverSteps: Partial<Record<ReferencedOp, readonly string[]>> = {
  crfForward: ['arriving', 'logZ', 'score', 'nll'],
  crfMarginals: ['alpha', 'beta', 'logZ'],
};

function expectClose(got: ArrayLike<number>, want: ArrayLike<number>, tolerance: number, what: string): void {
  for (let i = 0; i < want.length; i++) {
    const difference = Math.abs(got[i] - want[i]);
    if (!(difference <= tolerance * (1 + Math.abs(want[i])))) fail(`${what}[${i}]: ${got[i]}, expected ${want[i]}`);
  }
}

it('has a case for every op of the table; the LSTM and the peak measurement have tests of their own', () => {
  expect([...referencedOps, 'lstmForward', 'lstmBackward', 'fmaPeak'].sort()).toEqual([...opNames].sort());
});

describe.each(backends)('$label', (backend) => {
  it.each(referencedOps)('%s agrees with plain loops in double precision, for any sizes', (name) => {
    fc.assert(
      fc.property(fc.record({ p: sizes, q: sizes, r: sizes }), fc.integer(), (shape, seed) => {
        backend.heap.arena(0).reset();
        const values = cases[name](new RandomValues(seed), shape);
        const want = runReference(name, values);
        for (const [field, got] of Object.entries(runOp(backend, name, values))) {
          const expected = want[field];
          if (got === null || typeof got === 'number' || expected === null || typeof expected === 'number') continue;
          const steps = sumsOverSteps[name]?.includes(field) ? Number(values.T) : 1;
          expectClose(got, expected, got instanceof Float32Array ? 1e-5 * steps : 0, field);
        }
      }),
      {
        numRuns: 30,
        examples: [
          [{ p: 1, q: 1, r: 1 }, 1],
          [{ p: 5, q: 33, r: 5 }, 2],
          [{ p: 33, q: 33, r: 33 }, 3],
        ],
      },
    );
  });

  it('multiplies matrices of more than one block in each direction', () => {
    const random = new RandomValues(7);
    const [M, N, K] = [101, 37, 521];
    const values = {
      M,
      N,
      K,
      aRow: K,
      aColumn: 1,
      bRow: 1,
      bColumn: K,
      ldC: N,
      accumulate: 0,
      a: random.floats(M * K),
      b: random.floats(N * K),
      c: new Float32Array(M * N),
    };
    backend.heap.arena(0).reset();
    expectClose(runOp(backend, 'gemm', values).c, runReference('gemm', values).c as Float64Array, 1e-5, 'c');
  });

  it('computes exp, log, sigmoid and tanh to 3e-7 over their whole range', () => {
    const n = 20_001;
    const grid = (low: number, high: number): Float32Array =>
      Float32Array.from({ length: n }, (_, i) => low + ((high - low) * i) / (n - 1));
    const apply = (kind: number, x: Float32Array): Float32Array => {
      backend.heap.arena(0).reset();
      return runOp(backend, 'unaryForward', { kind, n, x, y: new Float32Array(n) }).y;
    };
    // relative to the value where it is large; for exp everywhere
    const worst = (kind: number, x: Float32Array, f: (x: number) => number, least = 1): number =>
      apply(kind, x).reduce((most, y, i) => Math.max(most, Math.abs(y - f(x[i])) / Math.max(least, Math.abs(f(x[i])))), 0);
    expect(worst(0, grid(-30, 30), (x) => 1 / (1 + Math.exp(-x)))).toBeLessThan(3e-7);
    expect(worst(1, grid(-12, 12), Math.tanh)).toBeLessThan(3e-7);
    expect(worst(3, grid(-87, 88), Math.exp, 0)).toBeLessThan(3e-7);
    expect(worst(4, grid(1e-30, 2), Math.log)).toBeLessThan(3e-7);
    expect(worst(4, grid(2, 1e30), Math.log)).toBeLessThan(3e-7);
  });

  it('keeps a NaN a NaN, and knows the limits', () => {
    const x = Float32Array.of(Number.NaN, -Infinity, Infinity, 0, 1000, -1000);
    const apply = (kind: number): number[] => [
      ...runOp(backend, 'unaryForward', { kind, n: x.length, x, y: new Float32Array(x.length) }).y,
    ];
    const tiny = expect.closeTo(0, 30);
    expect(apply(0)).toEqual([Number.NaN, tiny, 1, 0.5, 1, tiny]);
    expect(apply(1)).toEqual([Number.NaN, expect.closeTo(-1, 6), expect.closeTo(1, 6), 0, expect.closeTo(1, 6), expect.closeTo(-1, 6)]);
    expect(apply(2)).toEqual([Number.NaN, 0, Infinity, 0, 1000, 0]);
    expect(apply(3)).toEqual([Number.NaN, 0, Infinity, 1, Infinity, 0]);
    expect(apply(4)).toEqual([Number.NaN, Number.NaN, Infinity, -Infinity, expect.closeTo(Math.log(1000), 5), Number.NaN]);
  });

  it('never takes tanh or sigmoid beyond their limits, and reaches them', () => {
    const n = 4001;
    const x = Float32Array.from({ length: n }, (_, i) => -20 + i / 100);
    backend.heap.arena(0).reset();
    const tanh = runOp(backend, 'unaryForward', { kind: 1, n, x, y: new Float32Array(n) }).y;
    const sigmoid = runOp(backend, 'unaryForward', { kind: 0, n, x, y: new Float32Array(n) }).y;
    expect([Math.min(...tanh), Math.max(...tanh)]).toEqual([-1, 1]);
    expect([Math.min(...sigmoid) >= 0, Math.max(...sigmoid)]).toEqual([true, 1]);
  });

  it('normalises logits of any size: no overflow at 1e4', () => {
    const values = { N: 1, C: 3, x: Float32Array.of(1e4, -1e4, 1e4), y: new Float32Array(3) };
    expectClose(runOp(backend, 'logSoftmaxForward', values).y, [-Math.log(2), -2e4 - Math.log(2), -Math.log(2)], 1e-6, 'y');
  });

  it('sums in double precision: a million small numbers after a large one', () => {
    const n = 1_000_001;
    const x = new Float32Array(n).fill(0.01);
    x[0] = 1e6;
    backend.heap.arena(0).reset();
    expect(runOp(backend, 'sum', { n, x, out: new Float32Array(1) }).out[0]).toBeCloseTo(1e6 + 1e4, 0);
  });

  it('loses nothing when every target is ignored', () => {
    const values = {
      N: 2,
      C: 2,
      ignoreIndex: -100,
      mean: 1,
      labelSmoothing: 0,
      logits: new Float32Array(4),
      targets: Int32Array.of(-100, -100),
      classWeights: null,
    };
    const result = runOp(backend, 'crossEntropyForward', {
      ...values,
      logProbabilities: new Float32Array(4),
      perItem: new Float32Array(2),
      loss: Float32Array.of(9),
    });
    expect(result.loss[0]).toBe(0);
  });

  it('draws the same dropout mask whatever the rest of the shape', () => {
    const draw = (n: number, period: number): Float32Array => {
      backend.heap.arena(0).reset();
      return runOp(backend, 'dropout', {
        n,
        inner: 1,
        period,
        keep: 0.5,
        key0: 11,
        key1: -7,
        accumulate: 0,
        x: new Float32Array(n).fill(1),
        y: new Float32Array(n),
      }).y;
    };
    const once = draw(330, 330);
    const thrice = draw(990, 330);
    expect([...thrice]).toEqual([...once, ...once, ...once]);
    expect([...draw(100, 100)]).toEqual([...once.subarray(0, 100)]);
  });

  it('measures operations', () => {
    const { out } = runOp(backend, 'fmaPeak', { iterations: 1000, out: new Float32Array(1) });
    expect(out[0]).toBeGreaterThanOrEqual(1000 * 2 * 4);
  });

  it('says which op lacks working memory, how much, and how much is left', () => {
    const { heap } = backend;
    const arena = heap.arena(0);
    arena.reset();
    const a = place(heap, new Float32Array(64));
    arena.allocate(arena.free - 4096, { name: 'almost everything', shape: [] });
    const call = (): void =>
      backend.kernels.gemm({ M: 8, N: 8, K: 8, aRow: 8, aColumn: 1, bRow: 8, bColumn: 1, ldC: 8, accumulate: 0, a, b: a, c: a });
    expect(call).toThrow(/working memory of gemm \[M 8, N 8, K 8.*needs .* KiB and 4.00 KiB/);
    arena.reset();
  });

  it('refuses a kind that does not exist and an argument that is missing', () => {
    const x = place(backend.heap, new Float32Array(4));
    expect(() => backend.kernels.unaryForward({ kind: 99, n: 4, x, y: x })).toThrow('no such kind');
    const incomplete: (args: Record<string, number>) => void = backend.kernels.fill as (args: Record<string, number>) => void;
    expect(() => incomplete({ n: 4, x })).toThrow('argument value is missing');
  });
});

describe('Philox 4x32-10', () => {
  // known answers published with the generator (Random123, kat_vectors)
  it.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ])('the reference gives the published words for counter %j', (counter, key, words) => {
    expect(philoxBlock(counter, key)).toEqual(words);
  });
});

describe('the op table', () => {
  it('fits into a command block', () => {
    for (const name of opNames) expect(Object.keys(opTable[name]).length + 4).toBeLessThanOrEqual(1024 / 4);
  });

  it('has the same number for an op in every process: the order of the table', () => {
    expect(opNames[0]).toBe('fill');
    const types = new Set<FieldType>(['int', 'float', 'f32', 'i32', 'f32?', 'i32?']);
    for (const name of opNames) for (const type of Object.values<FieldType>(opTable[name])) expect(types).toContain(type);
  });
});

it('every worker computes with its own command block, stack and arena on the same heap', () => {
  const heap = Heap.create({ bytes: 64 * 2 ** 20, workers: 2 });
  const builds = [createCompiledKernels({ heap, worker: 0, backend: 'wasm' }), createCompiledKernels({ heap, worker: 1, backend: 'wasm' })];
  const name: OpName = 'fill';
  const x = heap.allocatePersistent(64, { name: 'x', shape: [16] });
  builds[0][name]({ n: 16, value: 1, x });
  builds[1].axpy({ n: 16, alpha: 2, x, y: x });
  expect([...heap.f32.subarray(x / 4, x / 4 + 16)]).toEqual(Array(16).fill(3));
});
