/** Trains in a process of its own, so that a test can kill it: `node train-child.ts FOLDER WORKERS`, resuming where there is a checkpoint. */
import { createEngine } from '@textloom/tensor';
import { train } from '../src/index.ts';
import { createTask, type MarkerSpec } from './marker-task.ts';

const [folder, workers] = process.argv.slice(2);
const spec: MarkerSpec = { examples: 64, seed: 7, dropout: 0.2, milliseconds: 3 };
const engine = await createEngine({ heapBytes: 128 * 2 ** 20, seed: 1, workers: Number(workers) });
const task = createTask(engine, spec);
await train(engine, task, {
  epochs: 8,
  batchSize: 8,
  accumulation: 2,
  seed: 3,
  workers: Number(workers),
  taskModule: { url: new URL('./marker-task.ts', import.meta.url), spec },
  optimizer: { kind: 'adamw', lr: 0.02, amsgrad: true },
  schedule: { kind: 'plateau', patience: 0 },
  averageDecay: 0.95,
  checkpointEvery: 0.5,
  logEvery: 1,
  // Falls now and then, so that the plateau is felt and the best is not the last.
  validate: () => ({ score: task.accuracy() - 0.5 * Math.abs(Math.sin(1e4 * task.accuracy())), metrics: {} }),
  folder,
  resume: true,
  onEvent: (event) => console.log(JSON.stringify(event)),
});
const weights = Array.from(engine.parameters.values(), ({ value }) => Buffer.from(Float32Array.from(value).buffer).toString('base64'));
console.log(JSON.stringify({ kind: 'weights', weights }));
