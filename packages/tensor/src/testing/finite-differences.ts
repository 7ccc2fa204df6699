import { expect } from 'vitest';
import type { Engine } from '../engine.ts';
import { add, multiply, sum } from '../ops/elementwise.ts';
import { Random } from '../random.ts';
import { sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

/** Values of an input; a function of the element's number where they must keep clear of a kink, else random in [-1, 1). */
export interface DifferencedInput {
  readonly shape: readonly number[];
  readonly value?: (i: number) => number;
}

/** Step of the differences; a power of two, so that x + h is exact. */
const H = 2 ** -5;
/** Elements of each input that are checked. */
const SAMPLES = 12;
const TOLERANCE = 1e-3;

/**
 * Compares the gradient of a weighted sum of all outputs with five-point differences, for some elements of every input.
 * @param forward the op, from leaf tensors by name to its outputs
 */
export function checkGradients(
  engine: Engine,
  inputs: Readonly<Record<string, DifferencedInput>>,
  forward: (tensors: Readonly<Record<string, Tensor>>) => readonly Tensor[],
): void {
  const random = new Random(11);
  const values = Object.fromEntries(
    Object.entries(inputs).map(([name, { shape, value }]) => {
      const stream = random.stream('input', name);
      return [name, Float32Array.from({ length: sizeOf(shape) }, (_, i) => value?.(i) ?? 2 * stream.uniform(i) - 1)];
    }),
  );
  const place = (name: string): Tensor => engine.tensor(values[name], inputs[name].shape);
  const placeAll = (): Record<string, Tensor> => Object.fromEntries(Object.keys(inputs).map((name) => [name, place(name)]));
  const upstream = (output: number, size: number): Float32Array => {
    const stream = random.stream('upstream', output);
    return Float32Array.from({ length: size }, (_, i) => 2 * stream.uniform(i) - 1);
  };

  const gradients = engine.step(() => {
    const tensors = placeAll();
    for (const tensor of Object.values(tensors)) tensor.requireGradient();
    const loss = forward(tensors)
      .map((output, k) => sum(multiply(output, engine.tensor(upstream(k, output.size), output.shape))))
      .reduce((total, part) => add(total, part));
    engine.backward(loss);
    return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tensor.gradient?.slice()]));
  });

  /** The weighted sum, added up in double precision. */
  const evaluate = (): number =>
    engine.step(() =>
      engine.noGrad(() => {
        let total = 0;
        forward(placeAll()).forEach((output, k) => {
          const weights = upstream(k, output.size);
          output.floats.forEach((value, i) => {
            total += value * weights[i];
          });
        });
        return total;
      }),
    );

  for (const [name, array] of Object.entries(values)) {
    const stream = random.stream('sample', name);
    for (let sample = 0; sample < Math.min(SAMPLES, array.length); sample++) {
      const i = array.length <= SAMPLES ? sample : stream.int(sample, array.length);
      const before = array[i];
      const at = (steps: number): number => {
        array[i] = before + steps * H;
        return evaluate();
      };
      const want = (at(-2) - 8 * at(-1) + 8 * at(1) - at(2)) / (12 * H);
      array[i] = before;
      const got = gradients[name]?.[i] ?? 0;
      const message = `gradient of ${name}[${i}] is ${got}, by differences ${want}`;
      expect(Math.abs(got - want), message).toBeLessThanOrEqual(TOLERANCE * (1 + Math.abs(want)));
    }
  }
}
