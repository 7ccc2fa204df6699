/**
 * What a second worker brings: `node bench/scaling.ts [--workers 2] [--steps 150] [--rounds 3] [--kernels native]`.
 *
 * A bidirectional LSTM classifier of the size that BANKING77 asks for (batch 32, 8 to 20 tokens, width 128, 77 classes) is trained by one
 * worker and by several in turn, so what else the machine does falls on both.
 */
import { parseArgs } from 'node:util';
import { createEngine, type KernelsName } from '@textloom/tensor';
import { train } from '../src/index.ts';
import { createTask, type MarkerSpec } from '../test/marker-task.ts';

const { values } = parseArgs({
  options: {
    workers: { type: 'string', default: '2' },
    steps: { type: 'string', default: '150' },
    rounds: { type: 'string', default: '3' },
    kernels: { type: 'string' },
    batch: { type: 'string', default: '32' },
  },
});
const batchSize = Number(values.batch);
const spec: MarkerSpec = {
  examples: Number(values.steps) * batchSize,
  seed: 1,
  classes: 77,
  vocabulary: 3000,
  length: [8, 20],
  width: [128, 128],
  dropout: 0.3,
};
const taskModule = { url: new URL('../test/marker-task.ts', import.meta.url), spec };

/** Milliseconds of each update of one epoch, the first few not counted. */
async function measure(workers: number): Promise<number[]> {
  const engine = await createEngine({ workers, ...(values.kernels ? { kernels: values.kernels as KernelsName } : {}) });
  const times: number[] = [];
  let last = performance.now();
  const onEvent = ({ kind }: { kind: string }): void => {
    if (kind !== 'step') return;
    const now = performance.now();
    times.push(now - last);
    last = now;
  };
  await train(engine, createTask(engine, spec), { epochs: 1, batchSize, workers, taskModule, onEvent });
  return times.slice(5);
}

function quantile(numbers: readonly number[], q: number): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length * q)];
}

const workers = Number(values.workers);
const alone: number[] = [];
const together: number[] = [];
for (let round = 0; round < Number(values.rounds); round++) {
  alone.push(...(await measure(1)));
  together.push(...(await measure(workers)));
}
// The fastest tenth shows what the engine can do; the median, what this machine let it do meanwhile.
for (const [name, q] of [
  ['fastest tenth', 0.1],
  ['median', 0.5],
] as const) {
  const [one, many] = [quantile(alone, q), quantile(together, q)];
  const ratio = (one / many).toFixed(2);
  console.log(`${name}: 1 worker ${one.toFixed(2)} ms an update, ${workers} workers ${many.toFixed(2)} ms, ratio ${ratio}`);
}
