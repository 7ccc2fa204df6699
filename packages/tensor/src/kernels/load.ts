import type { Heap } from '../heap.ts';
import { UserError } from '../user-error.ts';
import { type Backend, type CompiledKernels, createCompiledKernels } from './compiled.ts';

/**
 * The kernels of `worker` on `heap`: the ones asked for, else native, else WebAssembly. Throws UserError, with the reason, when they
 * cannot be loaded.
 */
export async function loadKernels(heap: Heap, worker: number, preference?: Backend): Promise<CompiledKernels> {
  const candidates: readonly Backend[] = preference ? [preference] : ['native', 'wasm'];
  const reasons: string[] = [];
  for (const backend of candidates) {
    try {
      return createCompiledKernels({ heap, worker, backend });
    } catch (error) {
      reasons.push(`${backend}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
    }
  }
  throw new UserError(
    `the ${preference ?? 'compiled'} kernels cannot be loaded (${reasons.join('; ')}); build them with: pnpm build:kernels (in an installed package: npx textloom-build-kernels)`,
  );
}

/**
 * Floats that `lstmForward` keeps for `lstmBackward`: gates, cell states, outputs and tanh of the cell states of every token. `tokens` is
 * the sum of the lengths when it is known, else every step of every sequence.
 */
export function lstmSavedFloats(T: number, B: number, _I: number, H: number, tokens: number = T * B): number {
  const aligned = (floats: number): number => Math.ceil(floats / 16) * 16;
  return aligned(tokens * 4 * H) + 2 * aligned((B + tokens) * H) + aligned(tokens * H);
}
