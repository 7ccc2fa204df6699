import type { Engine, Parameter } from '@textloom/tensor';
import { expect } from 'vitest';
import type { ModelTask } from '../tasks/model-task.ts';

/** Compares the gradients of all parameters of a task with finite differences of its loss over some examples, nothing dropped. */
export function expectTaskGradients(engine: Engine, { parameters, loss }: ModelTask<unknown>, examples: Int32Array): void {
  const at = { step: 0, seed: 0, shard: 0, training: false };
  const value = (): number => engine.step(() => engine.noGrad(() => loss(examples, at).item()));
  engine.zeroGradients();
  engine.step(() => engine.backward(loss(examples, at)));
  for (const parameter of parameters) expectDirectionalGradient(parameter, value);
}

/** The derivative along the gradient itself is its squared length, so one pair of losses checks all of a parameter's elements. */
function expectDirectionalGradient(parameter: Parameter, loss: () => number): void {
  const gradient = parameter.gradientData().slice();
  const norm = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0));
  expect(norm, `${parameter.name} has a gradient`).toBeGreaterThan(1e-6);
  const before = parameter.value.slice();
  const h = 3e-3;
  const moved = (sign: number): number => {
    for (let i = 0; i < before.length; i++) parameter.value[i] = before[i] + (sign * h * gradient[i]) / norm;
    return loss();
  };
  const slope = (moved(1) - moved(-1)) / (2 * h);
  parameter.value.set(before);
  expect(Math.abs(slope - norm), `${parameter.name}: slope ${slope}, gradient ${norm}`).toBeLessThan(2e-4 + 0.02 * norm);
}
