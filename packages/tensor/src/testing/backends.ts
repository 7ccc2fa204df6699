import { createEngine, type EngineOptions } from '../create-engine.ts';
import type { Engine, KernelsName } from '../engine.ts';

/** A way to run the kernels, or the reason why it cannot be had here. */
export interface TestedBackend {
  readonly kernels: KernelsName;
  /** name for `describe`, with the reason when it is skipped */
  readonly title: string;
  readonly missing: boolean;
  /** a small engine on these kernels */
  engine(options?: EngineOptions): Promise<Engine>;
}

/** Tries native and WebAssembly kernels. */
export async function testedBackends(): Promise<TestedBackend[]> {
  return Promise.all((['native', 'wasm'] as const).map(tryBackend));
}

async function tryBackend(kernels: KernelsName): Promise<TestedBackend> {
  const engine = (options: EngineOptions = {}): Promise<Engine> => createEngine({ heapBytes: 2 ** 26, ...options, kernels });
  try {
    const { isa } = await engine();
    return { kernels, title: `${kernels} (${isa})`, missing: false, engine };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { kernels, title: `${kernels} (skipped: ${reason})`, missing: true, engine };
  }
}
