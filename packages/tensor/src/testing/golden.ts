import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { Engine } from '../engine.ts';
import { add, multiply, sum } from '../ops/elementwise.ts';
import type { Tensor } from '../tensor.ts';

const repository = fileURLToPath(new URL('../../../../', import.meta.url));
const folder = join(process.env.TEXTLOOM_SHARED ?? resolve(repository, '../shared'), 'golden');

/** Whether the recorded results are there: in ../shared beside the repository, or where TEXTLOOM_SHARED says. */
export const goldenIsThere: boolean = existsSync(folder);

/** What a test says when they are not. */
export const goldenTitle: string = goldenIsThere ? 'as recorded from PyTorch' : 'as recorded from PyTorch (needs ../shared/golden)';

export interface GoldenTensor {
  readonly shape: number[];
  readonly data: number[];
  readonly dtype?: 'int32';
}

export type GoldenTensors = Readonly<Record<string, GoldenTensor>>;

/** A case of a layer or a loss; the README beside the files says what the fields hold. */
export interface GoldenCase<Config> {
  readonly name: string;
  readonly tolerance: number;
  readonly config: Config;
  readonly inputs: GoldenTensors;
  readonly params?: GoldenTensors;
  readonly upstream: GoldenTensors;
  readonly outputs: GoldenTensors;
  readonly loss: number;
  readonly grads: GoldenTensors;
}

/** All cases of a file; none when the folder is absent. */
export function readGolden<Case>(file: string): Case[] {
  if (!goldenIsThere) return [];
  const { cases }: { cases: Case[] } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  return cases;
}

/**
 * Runs the forward pass of a case on its inputs and parameters, then the backward pass of the weighted sum of its outputs, and compares
 * outputs, loss and gradients.
 */
export function checkGolden<Config>(
  engine: Engine,
  golden: GoldenCase<Config>,
  forward: (tensors: Readonly<Record<string, Tensor>>, config: Config) => Readonly<Record<string, Tensor>>,
): void {
  engine.step(() => {
    const inputs = { ...golden.inputs, ...golden.params };
    const tensors = Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, place(engine, tensor)]));
    for (const name of Object.keys(golden.grads)) tensors[name].requireGradient();
    const outputs = forward(tensors, golden.config);
    for (const [name, output] of Object.entries(outputs)) {
      expectClose(`${golden.name} ${name}`, output.data, golden.outputs[name].data, golden.tolerance);
    }
    const loss = Object.entries(golden.upstream)
      .map(([name, upstream]) => sum(multiply(outputs[name], place(engine, upstream))))
      .reduce((total, part) => add(total, part));
    expectClose(`${golden.name} loss`, [loss.item()], [golden.loss], golden.tolerance);
    engine.backward(loss);
    for (const [name, gradient] of Object.entries(golden.grads)) {
      const got = tensors[name].gradient ?? new Float32Array(gradient.data.length);
      expectClose(`${golden.name} gradient of ${name}`, got, gradient.data, golden.tolerance);
    }
  });
}

/** A recorded tensor in the arena; a scalar becomes [1]. */
export function place(engine: Engine, { shape, data, dtype }: GoldenTensor): Tensor {
  const extents = shape.length === 0 ? [1] : shape;
  return dtype === 'int32' ? engine.ints(data, extents) : engine.tensor(data, extents);
}

/** The smallest float32 that is not denormal. A recorded 0 may be a number too small even for float64, such as e^-1000. */
const SMALLEST_NORMAL = 2 ** -126;

/** |got - want| <= tolerance (1 + |want|) for each element, and 0 (at most a denormal) where 0 is wanted. */
export function expectClose(what: string, got: ArrayLike<number>, want: ArrayLike<number>, tolerance: number): void {
  expect(got.length, `${what}: number of elements`).toBe(want.length);
  for (let i = 0; i < want.length; i++) {
    const allowed = want[i] === 0 ? SMALLEST_NORMAL : tolerance * (1 + Math.abs(want[i]));
    if (!(Math.abs(got[i] - want[i]) <= allowed)) {
      expect.fail(`${what}[${i}] is ${got[i]}, expected ${want[i]} within ${allowed}`);
    }
  }
}
