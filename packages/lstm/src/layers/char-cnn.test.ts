import { createEngine, Random } from '@textloom/tensor';
import { describe, expect, it } from 'vitest';
import { createCharCnn } from './char-cnn.ts';
import { createCharLstm } from './char-lstm.ts';

const [L, U, inputs] = [5, 3, 4];
const lengths = Int32Array.of(5, 1, 3);

function characters(padding: number, steps = L): Float32Array {
  const stream = new Random(2).stream('characters');
  return Float32Array.from({ length: steps * U * inputs }, (_, i) => {
    const place = Math.floor(i / inputs);
    return Math.floor(place / U) < lengths[place % U] ? stream.normal(i) : padding;
  });
}

describe('the convolution over characters', () => {
  it('takes the largest value of each filter over the word with zeros on both sides, then tanh', async () => {
    const engine = await createEngine({ seed: 4 });
    const cnn = createCharCnn(engine, 'spelling', { inputs, outputs: 5, widths: [3, 2] });
    const parameter = (name: string): Float32Array => engine.parameters.get(`spelling.${name}`)!.value;
    expect([...engine.parameters.values()].map(({ name, shape }) => [name, shape])).toEqual([
      ['spelling.k3.weight', [3, 4, 3]],
      ['spelling.k3.bias', [3]],
      ['spelling.k2.weight', [2, 4, 2]],
      ['spelling.k2.bias', [2]],
    ]);
    parameter('k3.bias').set([0.5, -0.5, 0.1]);
    const x = characters(0);
    const y = engine.step(() => cnn.forward(engine.tensor(x, [L, U, inputs]), engine.ints(lengths, [U])).toArray());
    for (let u = 0; u < U; u++) {
      const expected = [3, 2].flatMap((width) => {
        const [W, bias] = [parameter(`k${width}.weight`), parameter(`k${width}.bias`)];
        return Array.from(bias, (b, filter) => {
          const values: number[] = [];
          const padding = Math.floor(width / 2);
          for (let start = -padding; start + width <= lengths[u] + padding; start++) {
            let sum = b;
            for (let k = 0; k < width; k++) {
              const t = start + k;
              if (t < 0 || t >= lengths[u]) continue;
              for (let i = 0; i < inputs; i++) sum += W[(filter * inputs + i) * width + k] * x[(t * U + u) * inputs + i];
            }
            values.push(sum);
          }
          return Math.tanh(Math.max(...values));
        });
      });
      expected.forEach((value, i) => {
        expect(y[u * 5 + i]).toBeCloseTo(value, 5);
      });
    }
  });
});

describe.each(['cnn', 'lstm'] as const)('characters by %s', (kind) => {
  it('are read up to the length of the word, whatever stands beyond it', async () => {
    const engine = await createEngine({ seed: 4 });
    const encoder = (kind === 'cnn' ? createCharCnn : createCharLstm)(engine, 'spelling', { inputs, outputs: 6 });
    const run = (padding: number, steps = L): number[] =>
      engine.step(() =>
        encoder.forward(engine.tensor(characters(padding, steps), [steps, U, inputs]), engine.ints(lengths, [U])).toArray(),
      );
    expect(run(0)).toHaveLength(U * 6);
    expect(run(100)).toEqual(run(0));
    expect(run(-3, L + 4)).toEqual(run(0));
    expect(new Set(run(0)).size).toBe(U * 6);
  });
});

describe('the BiLSTM over characters', () => {
  it('gives for each direction what it has read at its end, so a word of one character has but one step', async () => {
    const engine = await createEngine({ seed: 4 });
    const lstm = createCharLstm(engine, 'spelling', { inputs, outputs: 6 });
    for (const name of ['weight_ih_l0', 'weight_hh_l0', 'bias_ih_l0']) {
      const [forward, backward] = ['', '_reverse'].map((way) => engine.parameters.get(`spelling.${name}${way}`)!);
      backward.value.set(forward.value);
    }
    const read = (x: Float32Array, steps: number): number[] =>
      engine.step(() => lstm.forward(engine.tensor(x, [steps, 1, inputs]), engine.ints(Int32Array.of(steps), [1])).toArray());
    const one = read(Float32Array.of(1, 2, 3, 4), 1);
    expect(one.slice(0, 3)).toEqual(one.slice(3));
    const ab = read(Float32Array.of(1, 0, 0, 0, 0, 1, 0, 0), 2);
    const ba = read(Float32Array.of(0, 1, 0, 0, 1, 0, 0, 0), 2);
    expect([...ba.slice(3), ...ba.slice(0, 3)]).toEqual(ab);
    expect(ab.slice(0, 3)).not.toEqual(ab.slice(3));
  });
});
