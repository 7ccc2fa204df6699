import { parentPort, workerData } from 'node:worker_threads';
import { Heap, type SharedHeap } from '../src/heap.ts';
import { type Backend, createCompiledKernels } from '../src/kernels/compiled.ts';
import { barrier } from './barrier.ts';
import { addGradients, createStep, type LayerShape, type LayerWeights } from './lstm-layer.ts';

/** What the benchmark hands to its second thread. */
export interface WorkerTask {
  readonly shared: SharedHeap;
  readonly backend: Backend;
  readonly worker: number;
  readonly workers: number;
}
/** One measurement: so many steps of this layer, in step with the other workers. */
export interface WorkerOrder {
  readonly shape: LayerShape;
  readonly weights: LayerWeights;
  readonly steps: number;
}

const { shared, backend, worker, workers }: WorkerTask = workerData;
const heap = Heap.attach(shared);
const kernels = createCompiledKernels({ heap, worker, backend });

parentPort?.on('message', ({ shape, weights, steps }: WorkerOrder) => {
  const step = createStep(heap, kernels, worker, shape, weights);
  for (let k = 0; k < steps; k++) {
    barrier(heap, workers);
    step();
    barrier(heap, workers);
    addGradients(kernels, worker, workers, weights);
    barrier(heap, workers);
  }
});
