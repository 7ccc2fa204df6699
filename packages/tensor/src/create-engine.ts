import { Engine, type KernelsName, type SharedEngine } from './engine.ts';
import { Heap } from './heap.ts';
import { loadKernels } from './kernels/load.ts';
import { UserError } from './user-error.ts';

export interface EngineOptions {
  /** default: what TEXTLOOM_KERNELS says, or the fastest that loads */
  readonly kernels?: KernelsName | undefined;
  /** size of the heap; default 4 GiB of address space, of which only what is used takes memory */
  readonly heapBytes?: number | undefined;
  /** how much of it is for parameters, gradients and optimizer state; default three eighths */
  readonly persistentBytes?: number | undefined;
  /** threads that will share the heap, this one (worker 0) included; default 1 */
  readonly workers?: number | undefined;
  /** rules initialisation and all random streams; default 0 */
  readonly seed?: number | undefined;
}

/**
 * Makes a heap and loads the kernels.
 * @throws UserError when no kernels load, or those asked for do not, or the heap cannot be had
 */
export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  const { workers = 1, heapBytes, persistentBytes } = options;
  const heap = Heap.create({
    workers,
    ...(heapBytes === undefined ? {} : { bytes: heapBytes }),
    ...(persistentBytes === undefined ? {} : { persistentBytes }),
  });
  const kernels = await loadKernels(heap, 0, options.kernels ?? kernelsOfEnvironment());
  const scratch = Array.from({ length: workers }, (_, worker) => heap.allocatePersistent(64, { name: `scratch ${worker}`, shape: [16] }));
  return new Engine({ heap, kernels, worker: 0, workers, seed: options.seed ?? 0, scratch });
}

/** The kernels that TEXTLOOM_KERNELS asks for. */
function kernelsOfEnvironment(): KernelsName | undefined {
  const name = process.env.TEXTLOOM_KERNELS;
  if (name === undefined || name === '') return undefined;
  if (name === 'native' || name === 'wasm') return name;
  throw new UserError(`TEXTLOOM_KERNELS is '${name}', expected 'native' or 'wasm'`);
}

/**
 * The engine of a worker thread, on the heap of the engine that was shared: the same parameters, an arena and gradients of its own.
 * @param worker from 1 to workers - 1
 */
export async function attachEngine(shared: SharedEngine, worker: number): Promise<Engine> {
  if (!(Number.isInteger(worker) && worker >= 1 && worker < shared.workers)) {
    throw new RangeError(
      `attachEngine: worker ${worker}, expected 1 to ${shared.workers - 1} (createEngine({ workers }) sets their number)`,
    );
  }
  const heap = Heap.attach(shared.heap);
  const kernels = await loadKernels(heap, worker, shared.kernels);
  const engine = new Engine({ heap, kernels, worker, workers: shared.workers, seed: shared.seed, scratch: shared.scratch });
  engine.adopt(shared);
  return engine;
}
