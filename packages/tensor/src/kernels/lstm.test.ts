import { fail } from 'node:assert';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lstmSavedFloats } from './load.ts';
import { availableBackends, type BackendUnderTest, runOp } from './testing/backends.ts';
import { RandomValues } from './testing/random-values.ts';
import { type LstmProblem, type LstmUpstream, lstmGradients, lstmOutputs } from './testing/reference-lstm.ts';

const backends = availableBackends();

interface Problem extends LstmProblem, LstmUpstream {
  readonly lengths: Int32Array | null;
  readonly x: Float32Array;
  readonly W: Float32Array;
  readonly U: Float32Array;
  readonly b: Float32Array;
  readonly h0: Float32Array | null;
  readonly c0: Float32Array | null;
  readonly dy: Float32Array;
  readonly dhN: Float32Array;
  readonly dcN: Float32Array;
}

type Shape = Pick<LstmProblem, 'T' | 'B' | 'I' | 'H' | 'reverse' | 'cell'> & { readonly seed: number };

function problem({ T, B, I, H, reverse, cell, seed }: Shape): Problem {
  const random = new RandomValues(seed);
  const scale = 1 / Math.sqrt(H);
  return {
    T,
    B,
    I,
    H,
    reverse,
    cell,
    lengths: random.maybe(random.ints(B, 1, T)),
    x: random.floats(T * B * I),
    W: random.floats(4 * H * I, -scale, scale),
    U: random.floats(4 * H * H, -scale, scale),
    b: random.floats(4 * H),
    h0: random.maybe(random.floats(B * H)),
    c0: random.maybe(random.floats(B * H)),
    dy: random.floats(T * B * H),
    dhN: random.floats(B * H),
    dcN: random.floats(B * H),
  };
}

type Results = Record<'y' | 'hN' | 'cN' | 'dx' | 'dW' | 'dU' | 'db' | 'dh0' | 'dc0', Float32Array>;

/** Forward and backward. `gap` floats lie between the rows of x and y, as when two directions share one output. */
function solve(backend: BackendUnderTest, p: Problem, gap = 0): Results {
  const { T, B, I, H } = p;
  const flags = { reverse: p.reverse ? 1 : 0, cell: p.cell ? 1 : 0 };
  const place = { T, B, I, H, ldX: I + gap, ldY: H + gap, ...flags };
  const zeros = (n: number): Float32Array => new Float32Array(n);
  const { lengths, W, U, b, h0, c0 } = p;
  const x = spread(p.x, I, gap);
  backend.heap.arena(0).reset();
  const forward = runOp(backend, 'lstmForward', {
    ...place,
    x,
    lengths,
    W,
    U,
    b,
    h0,
    c0,
    y: zeros(T * B * (H + gap)),
    hN: zeros(B * H),
    cN: zeros(B * H),
    saved: zeros(lstmSavedFloats(T, B, I, H)),
  });
  const backward = runOp(backend, 'lstmBackward', {
    ...place,
    x,
    lengths,
    W,
    U,
    h0,
    c0,
    saved: forward.saved,
    dy: spread(p.dy, H, gap),
    dhN: p.dhN,
    dcN: p.dcN,
    dx: zeros(T * B * (I + gap)),
    dW: zeros(4 * H * I),
    dU: zeros(4 * H * H),
    db: zeros(4 * H),
    dh0: zeros(B * H),
    dc0: zeros(B * H),
  });
  const { hN, cN } = forward;
  const { dW, dU, db, dh0, dc0 } = backward;
  return { y: gather(forward.y, H, gap), hN, cN, dx: gather(backward.dx, I, gap), dW, dU, db, dh0, dc0 };
}

/** Rows of `columns`, with `gap` floats after each. */
function spread(rows: Float32Array, columns: number, gap: number): Float32Array {
  const out = new Float32Array((rows.length / columns) * (columns + gap));
  for (let r = 0; r * columns < rows.length; r++) out.set(rows.subarray(r * columns, (r + 1) * columns), r * (columns + gap));
  return out;
}
/** The opposite; what lies in the gaps must still be 0. */
function gather(rows: Float32Array, columns: number, gap: number): Float32Array {
  const out = new Float32Array((rows.length / (columns + gap)) * columns);
  for (const [i, value] of rows.entries()) {
    const [row, column] = [Math.floor(i / (columns + gap)), i % (columns + gap)];
    if (column < columns) out[row * columns + column] = value;
    else if (value !== 0) fail(`row ${row} was written beyond its ${columns} columns`);
  }
  return out;
}

function expectReference(got: Results, p: Problem): void {
  const want: Record<string, Float64Array> = { ...lstmOutputs(p), ...lstmGradients(p, p) };
  for (const [name, values] of Object.entries(want)) {
    const scale = Math.max(1, ...values.map(Math.abs));
    for (const [i, value] of values.entries()) {
      const found = got[name as keyof Results][i];
      if (!(Math.abs(found - value) <= 1e-5 * scale)) fail(`${name}[${i}]: ${found}, expected ${value}`);
    }
  }
}

const shapes = fc.record({
  T: fc.constantFrom(1, 2, 5, 9),
  B: fc.constantFrom(1, 3, 5, 8, 33),
  I: fc.constantFrom(1, 5, 16, 33),
  H: fc.constantFrom(1, 4, 5, 16, 33),
  reverse: fc.boolean(),
  cell: fc.boolean(),
  seed: fc.integer(),
});

describe('the reference in double precision', () => {
  it.each([false, true])('has the gradients of its outputs: finite differences, cell = %s', (cell) => {
    const p = { ...problem({ T: 4, B: 3, I: 2, H: 3, reverse: true, cell, seed: 5 }), lengths: Int32Array.of(2, 4, 1) };
    const inputs = {
      x: Float64Array.from(p.x),
      W: Float64Array.from(p.W),
      U: Float64Array.from(p.U),
      b: Float64Array.from(p.b),
      h0: new Float64Array(9),
      c0: new Float64Array(9).fill(0.3),
    };
    const objective = (): number => {
      const { y, hN, cN } = lstmOutputs({ ...p, ...inputs });
      const dot = (a: Float64Array, b: Float32Array): number => a.reduce((sum, v, i) => sum + v * b[i], 0);
      return dot(y, p.dy) + dot(hN, p.dhN) + dot(cN, p.dcN);
    };
    const gradients: Record<string, Float64Array> = lstmGradients({ ...p, ...inputs }, p);
    for (const [name, values] of Object.entries(inputs)) {
      for (let i = 0; i < values.length; i++) {
        const [value, step] = [values[i], 1e-5];
        values[i] = value + step;
        const above = objective();
        values[i] = value - step;
        const below = objective();
        values[i] = value;
        expect((above - below) / (2 * step)).toBeCloseTo(gradients[`d${name}`][i], 7);
      }
    }
  });
});

describe.each(backends)('LSTM, $label', (backend) => {
  it('agrees with the reference: any sizes, lengths, direction, recurrence, initial state', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const p = problem(shape);
        expectReference(solve(backend, p), p);
      }),
      {
        numRuns: 25,
        examples: [
          [{ T: 5, B: 33, I: 33, H: 33, reverse: false, cell: false, seed: 1 }],
          [{ T: 9, B: 5, I: 1, H: 5, reverse: true, cell: true, seed: 2 }],
        ],
      },
    );
  });

  it('reads and writes rows that lie apart', () => {
    const p = problem({ T: 5, B: 3, I: 5, H: 7, reverse: true, cell: false, seed: 3 });
    expectReference(solve(backend, p, 9), p);
  });

  it('padding and batch mates change no bit of a sequence', () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 0, max: 3 }), (shape, more) => {
        const together = { ...problem({ ...shape, B: 5 }), lengths: new RandomValues(shape.seed + 1).ints(5, 1, shape.T) };
        const all = solve(backend, together);
        const [b, { T, B, I, H }] = [3, together];
        const length = together.lengths[b];
        // alone, in a batch that is padded further with other noise
        const longer = length + more;
        const column = (values: Float32Array, steps: number, F: number): Float32Array => {
          const noise = new RandomValues(99).floats(steps * F, -9, 9);
          for (let t = 0; t < Math.min(length, steps); t++) noise.set(values.subarray((t * B + b) * F, (t * B + b + 1) * F), t * F);
          return noise;
        };
        const row = (values: Float32Array): Float32Array => values.slice(b * H, (b + 1) * H);
        const alone = solve(backend, {
          ...together,
          T: longer,
          B: 1,
          lengths: Int32Array.of(length),
          x: column(together.x, longer, I),
          dy: column(together.dy, longer, H),
          dhN: row(together.dhN),
          dcN: row(together.dcN),
          h0: together.h0 && row(together.h0),
          c0: together.c0 && row(together.c0),
        });
        for (let t = 0; t < longer; t++) {
          const zeros = new Float32Array(H);
          expect(alone.y.subarray(t * H, (t + 1) * H)).toEqual(t < length ? all.y.subarray((t * B + b) * H, (t * B + b + 1) * H) : zeros);
          if (t < T) expect(alone.dx.subarray(t * I, (t + 1) * I)).toEqual(all.dx.subarray((t * B + b) * I, (t * B + b + 1) * I));
        }
        for (const name of ['hN', 'cN', 'dh0', 'dc0'] as const) expect(alone[name]).toEqual(row(all[name]));
      }),
      { numRuns: 20 },
    );
  });

  it('gives the same outputs when nothing is kept for a backward pass', () => {
    const { T, B, I, H, x, lengths, W, U, b, h0, c0 } = problem({ T: 5, B: 4, I: 3, H: 20, reverse: false, cell: false, seed: 4 });
    const values = {
      T,
      B,
      I,
      H,
      ldX: I,
      ldY: H,
      reverse: 0,
      cell: 0,
      x,
      lengths,
      W,
      U,
      b,
      h0,
      c0,
      y: new Float32Array(T * B * H),
      hN: null,
      cN: null,
    };
    backend.heap.arena(0).reset();
    const kept = runOp(backend, 'lstmForward', { ...values, saved: new Float32Array(lstmSavedFloats(T, B, I, H)) });
    expect(runOp(backend, 'lstmForward', { ...values, saved: null }).y).toEqual(kept.y);
  });

  it('takes an empty sequence: output 0, the state goes through, no gradient but that of the state', () => {
    const p = {
      ...problem({ T: 3, B: 2, I: 2, H: 5, reverse: false, cell: false, seed: 6 }),
      lengths: Int32Array.of(0, 3),
      h0: new Float32Array(10).fill(0.5),
      c0: new Float32Array(10).fill(0.25),
    };
    const got = solve(backend, p);
    expectReference(got, p);
    expect([...got.hN.subarray(0, 5)]).toEqual(Array(5).fill(0.5));
    expect(got.dc0.subarray(0, 5)).toEqual(p.dcN.subarray(0, 5));
  });

  it('adds to gradients instead of overwriting them', () => {
    const p = problem({ T: 2, B: 2, I: 3, H: 4, reverse: false, cell: false, seed: 8 });
    const { T, B, I, H, x, lengths, W, U, b, h0, c0, dy } = p;
    const place = { T, B, I, H, ldX: I, ldY: H, reverse: 0, cell: 0, x, lengths, W, U, h0, c0 };
    backend.heap.arena(0).reset();
    const { saved } = runOp(backend, 'lstmForward', {
      ...place,
      b,
      y: new Float32Array(T * B * H),
      hN: null,
      cN: null,
      saved: new Float32Array(lstmSavedFloats(T, B, I, H)),
    });
    const start = (n: number): Float32Array => new Float32Array(n).fill(100);
    const upstream = { saved, dy, dhN: null, dcN: null };
    const got = runOp(backend, 'lstmBackward', {
      ...place,
      ...upstream,
      dx: start(T * B * I),
      dW: start(4 * H * I),
      dU: start(4 * H * H),
      db: start(4 * H),
      dh0: null,
      dc0: null,
    });
    const want: Record<string, Float64Array> = lstmGradients(p, { dy, dhN: new Float32Array(B * H), dcN: new Float32Array(B * H) });
    for (const name of ['dx', 'dW', 'dU', 'db'] as const)
      for (const [i, value] of got[name].entries()) expect(value).toBeCloseTo(100 + want[name][i], 3);
  });
});
