import { createEngine, type Engine, type Tensor } from '@textloom/tensor';
import { describe, expect, it } from 'vitest';
import { inferencePass, trainingPass } from '../pass.ts';
import { createLstm, type LstmConfig, type LstmDirection } from './lstm.ts';

const T = 4;
const B = 3;
const inputs = 3;
const hidden = 2;
const lengths = [4, 1, 3];

/** Any input [T, B, inputs]. */
function someInput(engine: Engine): Tensor {
  const stream = engine.random.stream('input');
  return engine.tensor(
    Array.from({ length: T * B * inputs }, (_, i) => stream.normal(i)),
    [T, B, inputs],
  );
}

/** One direction over one sequence, from the equations: x [length][features] → outputs in the order of the text. */
function reference({ W, U, b }: LstmDirection, x: number[][], { reverse, cell }: { reverse: boolean; cell: boolean }): number[][] {
  const H = U.shape[1];
  const sigma = (value: number): number => 1 / (1 + Math.exp(-value));
  let h: number[] = new Array(H).fill(0);
  let c: number[] = new Array(H).fill(0);
  const outputs = (reverse ? x.toReversed() : x).map((step) => {
    const recurrent = cell ? c : h;
    const gates = Array.from({ length: 4 * H }, (_, row) => {
      const fromInput = step.reduce((sum, value, column) => sum + W.value[row * step.length + column] * value, 0);
      return b.value[row] + fromInput + recurrent.reduce((sum, value, column) => sum + U.value[row * H + column] * value, 0);
    });
    c = c.map((before, j) => sigma(gates[H + j]) * before + sigma(gates[j]) * Math.tanh(gates[2 * H + j]));
    h = c.map((now, j) => sigma(gates[3 * H + j]) * Math.tanh(now));
    return h;
  });
  return reverse ? outputs.reverse() : outputs;
}

describe('createLstm', () => {
  it.each([
    ['one direction', {}],
    ['both directions', { bidirectional: true }],
    ['the cell recurrence', { bidirectional: true, recurrence: 'cell' }],
    ['two layers', { layers: 2, bidirectional: true }],
  ] as [string, Partial<LstmConfig>][])('computes the equations of %s for every length', async (_, variant) => {
    const engine = await createEngine({ seed: 8 });
    const lstm = createLstm(engine, 'encoder', { inputs, hidden, ...variant });
    engine.step(() => {
      const x = someInput(engine);
      const { y, states } = lstm.forward(x, inferencePass(), { lengths: engine.ints(lengths, [B]) });
      expect(y.shape).toEqual([T, B, lstm.outputs]);
      expect(states).toHaveLength(lstm.directions.length);
      const perLayer = variant.bidirectional ? 2 : 1;
      for (let sequence = 0; sequence < B; sequence++) {
        let features = Array.from({ length: lengths[sequence] }, (__, t) => {
          const start = (t * B + sequence) * inputs;
          return [...x.floats.subarray(start, start + inputs)];
        });
        for (let layer = 0; layer < (variant.layers ?? 1); layer++) {
          const halves = lstm.directions
            .slice(layer * perLayer, (layer + 1) * perLayer)
            .map((direction, i) => reference(direction, features, { reverse: i === 1, cell: variant.recurrence === 'cell' }));
          features = features.map((__, t) => halves.flatMap((half) => half[t]));
        }
        for (let t = 0; t < T; t++) {
          const start = (t * B + sequence) * lstm.outputs;
          const expected = features[t] ?? new Array(lstm.outputs).fill(0);
          expected.forEach((value, i) => {
            expect(y.floats[start + i]).toBeCloseTo(value, 5);
          });
        }
        const lastForward = [...states.at(-perLayer)!.h.floats.subarray(sequence * hidden, (sequence + 1) * hidden)];
        lastForward.forEach((value, i) => {
          expect(value).toBeCloseTo(features.at(-1)![i], 5);
        });
      }
    });
  });

  it('goes on from the states it has ended with', async () => {
    const engine = await createEngine({ seed: 8 });
    const lstm = createLstm(engine, 'encoder', { inputs, hidden, layers: 2 });
    engine.step(() => {
      const x = someInput(engine);
      const whole = lstm.forward(x, inferencePass());
      const part = (from: number, to: number): Tensor =>
        engine.tensor(x.floats.slice(from * B * inputs, to * B * inputs), [to - from, B, inputs]);
      const first = lstm.forward(part(0, 2), inferencePass());
      const second = lstm.forward(part(2, 4), inferencePass(), { initial: first.states });
      const expected = [...whole.y.floats];
      [...first.y.floats, ...second.y.floats].forEach((value, i) => {
        expect(value).toBeCloseTo(expected[i], 5);
      });
    });
  });

  it('takes initial states in both directions', async () => {
    const engine = await createEngine({ seed: 8 });
    const lstm = createLstm(engine, 'encoder', { inputs, hidden, bidirectional: true });
    engine.step(() => {
      const zero = (): { h: Tensor; c: Tensor } => ({ h: engine.zeros([B, hidden]), c: engine.zeros([B, hidden]) });
      const options = { lengths: engine.ints(lengths, [B]) };
      const plain = lstm.forward(someInput(engine), inferencePass(), options);
      const started = lstm.forward(someInput(engine), inferencePass(), { ...options, initial: [zero(), zero()] });
      expect(started.y.toArray()).toEqual(plain.y.toArray());
    });
  });

  it('drops recurrent weights by the step of the training, and none when it does not train', async () => {
    const engine = await createEngine({ seed: 8 });
    const lstm = createLstm(engine, 'encoder', { inputs, hidden, recurrentDropout: 0.5 });
    const run = (step?: number): number[] =>
      engine.step(() => {
        const pass = step === undefined ? inferencePass() : trainingPass({ seed: 1, step, shard: 0 });
        return lstm.forward(someInput(engine), pass).y.toArray();
      });
    expect(run(3)).toEqual(run(3));
    expect(run(3)).not.toEqual(run());
    expect(new Set([1, 2, 3, 4, 5].map((step) => run(step).join())).size).toBeGreaterThan(1);
  });

  it('starts with orthogonal recurrent weights for each gate and a forget bias of 1', async () => {
    const lstm = createLstm(await createEngine(), 'encoder', { inputs: 5, hidden: 8 });
    const [{ U, b }] = lstm.directions;
    for (let gate = 0; gate < 4; gate++) {
      const row = (i: number): number[] => [...U.value.subarray((gate * 8 + i) * 8, (gate * 8 + i + 1) * 8)];
      const product = (i: number, j: number): number => row(i).reduce((sum, value, k) => sum + value * row(j)[k], 0);
      expect(product(2, 2)).toBeCloseTo(1, 5);
      expect(product(2, 5)).toBeCloseTo(0, 5);
    }
    expect([...b.value]).toEqual([0, 1, 0, 0].flatMap((value) => new Array(8).fill(value)));
  });
});
