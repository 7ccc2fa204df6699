import type { Heap } from '../src/heap.ts';
import { lstmSavedFloats } from '../src/kernels/load.ts';
import type { Kernels } from '../src/kernels/op-table.ts';

/** One LSTM layer over a batch of full length. */
export interface LayerShape {
  readonly T: number;
  readonly B: number;
  readonly I: number;
  readonly H: number;
}

/** Byte offsets of the layer's weights, which all workers share, and of one gradient set for each worker: dW, dU and db in one piece. */
export interface LayerWeights {
  readonly W: number;
  readonly U: number;
  readonly b: number;
  readonly gradients: readonly number[];
  readonly gradientFloats: number;
}

/** Multiplications and additions of forward and backward: two products forward, four backward. */
export function floatingPointOperations({ T, B, I, H }: LayerShape): number {
  return 2 * T * B * 4 * H * (I + H) * 3;
}

/** Weights in the persistent region, small random numbers. */
export function placeWeights(heap: Heap, { I, H }: LayerShape, workers: number): LayerWeights {
  const place = (floats: number, name: string): number => {
    const offset = heap.allocatePersistent(floats * 4, { name, shape: [floats] });
    for (let k = 0; k < floats; k++) heap.f32[offset / 4 + k] = (Math.random() - 0.5) / Math.sqrt(H);
    return offset;
  };
  const gradientFloats = 4 * H * (I + H + 1);
  const gradients = Array.from({ length: workers }, (_, worker) => place(gradientFloats, `gradients ${worker}`));
  return { W: place(4 * H * I, 'W'), U: place(4 * H * H, 'U'), b: place(4 * H, 'b'), gradients, gradientFloats };
}

/** Forward and backward of one shard of the batch, as a training step does them: the arena is filled once and used again. */
export function createStep(heap: Heap, kernels: Kernels, worker: number, shape: LayerShape, weights: LayerWeights): () => void {
  const { T, B, I, H } = shape;
  const arena = heap.arena(worker);
  arena.reset();
  const take = (floats: number, name: string): number => {
    const offset = arena.allocate(floats * 4, { name, shape: [floats] });
    heap.f32.fill(0.05, offset / 4, offset / 4 + floats);
    return offset;
  };
  const layer = {
    T,
    B,
    I,
    H,
    ldX: I,
    ldY: H,
    reverse: 0,
    cell: 0,
    lengths: 0,
    h0: 0,
    c0: 0,
    W: weights.W,
    U: weights.U,
    x: take(T * B * I, 'x'),
  };
  const [y, dy, dx, saved] = [
    take(T * B * H, 'y'),
    take(T * B * H, 'dy'),
    take(T * B * I, 'dx'),
    take(lstmSavedFloats(T, B, I, H), 'saved'),
  ];
  const dW = weights.gradients[worker];
  const dU = dW + 4 * H * I * 4;
  const db = dU + 4 * H * H * 4;
  return () => {
    kernels.fill({ n: weights.gradientFloats, value: 0, x: dW });
    kernels.fill({ n: T * B * I, value: 0, x: dx });
    kernels.lstmForward({ ...layer, b: weights.b, y, hN: 0, cN: 0, saved });
    kernels.lstmBackward({ ...layer, saved, dy, dhN: 0, dcN: 0, dx, dW, dU, db, dh0: 0, dc0: 0 });
  };
}

/** This worker's part of adding up the gradients of all workers into those of worker 0. */
export function addGradients(kernels: Kernels, worker: number, workers: number, { gradients, gradientFloats }: LayerWeights): void {
  const share = Math.ceil(gradientFloats / workers / 16) * 16;
  const start = worker * share;
  const n = Math.min(share, gradientFloats - start);
  for (const other of gradients.slice(1)) kernels.axpy({ n, alpha: 1, x: other + start * 4, y: gradients[0] + start * 4 });
}
