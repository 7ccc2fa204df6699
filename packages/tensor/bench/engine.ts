// How near the kernels come to what the machine can do: LSTM forward + backward against the peak of fused multiply-adds, two workers
// against one, WebAssembly against native. Everything is measured in turn, round after round, so that what else runs on the machine
// falls on all of it alike; figures are medians over the rounds. `--json` prints one JSON object, `--rounds N` sets the number of rounds.
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { Heap } from '../src/heap.ts';
import { type Backend, type CompiledKernels, createCompiledKernels } from '../src/kernels/compiled.ts';
import { barrier } from './barrier.ts';
import { addGradients, createStep, floatingPointOperations, type LayerShape, type LayerWeights, placeWeights } from './lstm-layer.ts';
import type { WorkerOrder, WorkerTask } from './worker.ts';

const shapes: readonly LayerShape[] = [128, 256, 512].map((H) => ({ T: 32, B: 32, I: H, H }));
const WORKERS = 2;

interface Result {
  readonly shape: string;
  readonly peakGflops: number;
  readonly gflops: number;
  readonly ofPeak: number;
  readonly bestOfPeak: number;
  readonly twoWorkers: number;
  readonly bestTwoWorkers: number;
  readonly wasmOfNative: number;
  readonly bestWasmOfNative: number;
  readonly wasmTwoWorkers: number;
}

/** One build of the kernels, alone and with a second thread. */
interface Contestant {
  readonly heap: Heap;
  readonly kernels: CompiledKernels;
  readonly thread: Worker;
}

function enter(backend: Backend): Contestant {
  const heap = Heap.create({ workers: WORKERS });
  const task: WorkerTask = { shared: heap.shared, backend, worker: 1, workers: WORKERS };
  return {
    heap,
    kernels: createCompiledKernels({ heap, worker: 0, backend }),
    thread: new Worker(new URL('worker.ts', import.meta.url), { workerData: task }),
  };
}

/** Seconds of each of `steps` calls, the shortest of them: what disturbs a call only makes it longer. */
function shortest(steps: number, step: () => void): number {
  let best = Infinity;
  for (let k = 0; k < steps; k++) {
    const start = performance.now();
    step();
    best = Math.min(best, (performance.now() - start) / 1000);
  }
  return best;
}

function measurePeak({ heap, kernels }: Contestant): number {
  const out = heap.allocatePersistent(64, { name: 'peak', shape: [1] });
  const seconds = shortest(3, () => kernels.fmaPeak({ iterations: 2_000_000, out }));
  return heap.f32[out / 4] / seconds;
}

function measureAlone({ heap, kernels }: Contestant, shape: LayerShape, weights: LayerWeights, steps: number): number {
  const step = createStep(heap, kernels, 0, shape, weights);
  step();
  return shortest(steps, step);
}

/** The same batch in two halves: forward and backward of each half, then half of the sum of the gradients each. */
function measureTogether({ heap, kernels, thread }: Contestant, whole: LayerShape, weights: LayerWeights, steps: number): number {
  const shape = { ...whole, B: whole.B / WORKERS };
  const step = createStep(heap, kernels, 0, shape, weights);
  const order: WorkerOrder = { shape, weights, steps: steps + 1 };
  thread.postMessage(order);
  const together = (): void => {
    step();
    barrier(heap, WORKERS);
    addGradients(kernels, 0, WORKERS, weights);
    barrier(heap, WORKERS);
  };
  let best = Infinity;
  for (let k = 0; k <= steps; k++) {
    barrier(heap, WORKERS);
    const start = performance.now();
    together();
    if (k > 0) best = Math.min(best, (performance.now() - start) / 1000);
  }
  return best;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

function measureShape(native: Contestant, wasm: Contestant, shape: LayerShape, rounds: number): Result {
  const [nativeWeights, wasmWeights] = [native, wasm].map(({ heap }) => placeWeights(heap, shape, WORKERS));
  const operations = floatingPointOperations(shape);
  const steps = Math.max(3, Math.round(5e9 / operations));
  const series: Record<'peak' | 'alone' | 'two' | 'wasm' | 'wasmTwo', number[]> = { peak: [], alone: [], two: [], wasm: [], wasmTwo: [] };
  for (let round = 0; round < rounds; round++) {
    series.peak.push(measurePeak(native));
    series.alone.push(measureAlone(native, shape, nativeWeights, steps));
    series.two.push(measureTogether(native, shape, nativeWeights, steps));
    series.wasm.push(measureAlone(wasm, shape, wasmWeights, steps));
    series.wasmTwo.push(measureTogether(wasm, shape, wasmWeights, steps));
  }
  const [peak, alone, two, inWasm, twoInWasm] = [series.peak, series.alone, series.two, series.wasm, series.wasmTwo].map(median);
  const best = (seconds: readonly number[]): number => Math.min(...seconds);
  return {
    shape: `B${shape.B} T${shape.T} I=H=${shape.H}`,
    peakGflops: peak / 1e9,
    gflops: operations / alone / 1e9,
    ofPeak: operations / alone / peak,
    bestOfPeak: operations / best(series.alone) / Math.max(...series.peak),
    twoWorkers: alone / two,
    bestTwoWorkers: best(series.alone) / best(series.two),
    wasmOfNative: alone / inWasm,
    bestWasmOfNative: best(series.alone) / best(series.wasm),
    wasmTwoWorkers: inWasm / twoInWasm,
  };
}

const { values: options } = parseArgs({ options: { json: { type: 'boolean', default: false }, rounds: { type: 'string', default: '9' } } });
const rounds = Number(options.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds: expected a whole number from 1, found ${options.rounds}`);

const native = enter('native');
const wasm = enter('wasm');
const results = shapes.map((shape) => measureShape(native, wasm, shape, rounds));
await Promise.all([native.thread.terminate(), wasm.thread.terminate()]);

if (options.json) {
  console.log(JSON.stringify({ native: native.kernels.isa, wasm: wasm.kernels.isa, rounds, results }));
} else {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const times = (ratio: number): string => `${ratio.toFixed(2)}x`;
  console.log(
    `LSTM forward + backward, ${native.kernels.isa} and WebAssembly (${wasm.kernels.isa} SIMD), ${rounds} rounds: median (best)\n`,
  );
  console.log('| layer | FMA peak, GFLOP/s | native, GFLOP/s | of peak | 2 workers | WASM / native | WASM, 2 workers |');
  console.log('|---|---:|---:|---:|---:|---:|---:|');
  for (const r of results) {
    const cells = [
      r.shape,
      r.peakGflops.toFixed(1),
      r.gflops.toFixed(1),
      `${percent(r.ofPeak)} (${percent(r.bestOfPeak)})`,
      `${times(r.twoWorkers)} (${times(r.bestTwoWorkers)})`,
      `${times(r.wasmOfNative)} (${times(r.bestWasmOfNative)})`,
      times(r.wasmTwoWorkers),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}
