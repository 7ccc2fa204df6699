// How near the kernels come to what the machine can do: LSTM forward + backward against the peak of fused multiply-adds, two workers
// against one, WebAssembly against native. Everything is measured in turn, round after round, so that what else runs on the machine
// falls on all of it alike; ratios are taken within a round, and the figures are their medians; beside them in brackets the best of all rounds.
// Prints a Markdown table. `--json` prints one JSON object instead, `--rounds N` sets the number of rounds, `--readme FILE` also puts the table
// into that file, between the lines <!-- engine:begin --> and <!-- engine:end -->.
import { readFileSync, writeFileSync } from 'node:fs';
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
  readonly bestWasmTwoWorkers: number;
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
  // Enough of them that both cores are undisturbed in one: the shortest of a few would favour the single thread.
  const steps = Math.max(8, Math.round(1e10 / operations));
  const measured = Array.from({ length: rounds }, () => ({
    peak: measurePeak(native),
    alone: measureAlone(native, shape, nativeWeights, steps),
    two: measureTogether(native, shape, nativeWeights, steps),
    wasm: measureAlone(wasm, shape, wasmWeights, steps),
    wasmTwo: measureTogether(wasm, shape, wasmWeights, steps),
  }));
  type Round = (typeof measured)[number];
  const typical = (figure: (round: Round) => number): number => median(measured.map(figure));
  const best = (seconds: (round: Round) => number): number => Math.min(...measured.map(seconds));
  const peak = Math.max(...measured.map((round) => round.peak));
  const [alone, two, inWasm, twoInWasm] = [best((r) => r.alone), best((r) => r.two), best((r) => r.wasm), best((r) => r.wasmTwo)];
  return {
    shape: `B${shape.B} T${shape.T} I=H=${shape.H}`,
    peakGflops: typical((r) => r.peak) / 1e9,
    gflops: operations / typical((r) => r.alone) / 1e9,
    ofPeak: typical((r) => operations / r.alone / r.peak),
    bestOfPeak: operations / alone / peak,
    twoWorkers: typical((r) => r.alone / r.two),
    bestTwoWorkers: alone / two,
    wasmOfNative: typical((r) => r.alone / r.wasm),
    bestWasmOfNative: alone / inWasm,
    wasmTwoWorkers: typical((r) => r.wasm / r.wasmTwo),
    bestWasmTwoWorkers: inWasm / twoInWasm,
  };
}

/** What was measured and the table, in Markdown. */
function report(results: readonly Result[], isa: string, wasmIsa: string, rounds: number): string {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const times = (ratio: number): string => `${ratio.toFixed(2)}x`;
  const rows = results.map((r) => [
    r.shape,
    r.peakGflops.toFixed(1),
    r.gflops.toFixed(1),
    `${percent(r.ofPeak)} (${percent(r.bestOfPeak)})`,
    `${times(r.twoWorkers)} (${times(r.bestTwoWorkers)})`,
    `${times(r.wasmOfNative)} (${times(r.bestWasmOfNative)})`,
    `${times(r.wasmTwoWorkers)} (${times(r.bestWasmTwoWorkers)})`,
  ]);
  return [
    `LSTM forward + backward, ${isa} and WebAssembly (${wasmIsa} SIMD), ${rounds} rounds: median (best)`,
    '',
    '| layer | FMA peak, GFLOP/s | native, GFLOP/s | of peak | 2 workers | WASM / native | WASM, 2 workers |',
    '|---|---:|---:|---:|---:|---:|---:|',
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n');
}

const README_BEGIN = '<!-- engine:begin -->';
const README_END = '<!-- engine:end -->';

/** The README with `text` between the marks; throws when they are missing. */
function withSection(readme: string, text: string, file: string): string {
  const begin = readme.indexOf(README_BEGIN);
  const end = readme.indexOf(README_END, begin);
  if (begin < 0 || end < 0) throw new Error(`${file}: expected the marks ${README_BEGIN} and ${README_END}, with the table between them`);
  return `${readme.slice(0, begin + README_BEGIN.length)}\n${text}\n${readme.slice(end)}`;
}

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, rounds: { type: 'string', default: '9' }, readme: { type: 'string' } },
});
const rounds = Number(options.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds: expected a whole number from 1, found ${options.rounds}`);
if (options.readme !== undefined) withSection(readFileSync(options.readme, 'utf8'), '', options.readme); // before minutes of measuring

const native = enter('native');
const wasm = enter('wasm');
const results = shapes.map((shape) => measureShape(native, wasm, shape, rounds));
await Promise.all([native.thread.terminate(), wasm.thread.terminate()]);

const markdown = report(results, native.kernels.isa, wasm.kernels.isa, rounds);
if (options.json) console.log(JSON.stringify({ native: native.kernels.isa, wasm: wasm.kernels.isa, rounds, results }));
else console.log(markdown);
if (options.readme !== undefined) {
  writeFileSync(options.readme, withSection(readFileSync(options.readme, 'utf8'), markdown, options.readme));
}
