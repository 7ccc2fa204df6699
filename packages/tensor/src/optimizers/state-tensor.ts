import type { Engine } from '../engine.ts';
import type { Tensor } from '../tensor.ts';

/**
 * Persistent memory for an optimizer's state, set to `initial` (default zeros). In worker 0 memory of that name is used again; in other
 * workers it is what worker 0 has shared, left as it is.
 */
export function stateTensor(engine: Engine, name: string, shape: readonly number[], initial?: readonly number[]): Tensor {
  const existing = engine.buffers.get(name);
  const tensor = existing ?? engine.buffer(name, shape);
  if (engine.worker > 0) return tensor;
  if (initial) tensor.floats.set(initial);
  else if (existing) tensor.floats.fill(0);
  return tensor;
}
