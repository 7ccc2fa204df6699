import { reduceGradients } from '../data-parallel.ts';
import type { Engine, SharedEngine } from '../engine.ts';
import { normal, xavierUniform, zeros } from '../initializers.ts';
import { embedding } from '../ops/embedding.ts';
import { linear } from '../ops/linear.ts';
import { crossEntropy } from '../ops/losses.ts';
import { lstm } from '../ops/lstm.ts';
import { poolMean } from '../ops/pooling.ts';
import { clipFactor, globalNorm } from '../optimizers/clipping.ts';
import type { Optimizer, SharedOptimizer } from '../optimizers/optimizer.ts';
import type { Parameter } from '../parameter.ts';

/** What a worker of the test starts with. */
export interface ParallelTask {
  readonly engine: SharedEngine;
  readonly optimizer: SharedOptimizer;
  readonly worker: number;
  readonly workers: number;
  readonly steps: number;
}

/** Sequences of four ids in a batch. */
const BATCH = 12;

/** Parameters of a small classifier. */
export type Model = Readonly<Record<'table' | 'W' | 'U' | 'b' | 'head', Parameter>>;

/** Makes them; in a worker, finds those that were shared. */
export function buildModel(engine: Engine): Model {
  return {
    table: engine.parameter('table', [40, 5], normal(0.5), { kind: 'embedding', paddingId: 0 }),
    W: engine.parameter('W', [32, 5], xavierUniform()),
    U: engine.parameter('U', [32, 8], xavierUniform()),
    b: engine.parameter('b', [32], zeros(), { kind: 'bias' }),
    head: engine.parameter('head', [3, 8], xavierUniform()),
  };
}

/** A worker's part of a training: gradients of its part of each batch, its share of their sum, its share of the update. */
export function trainShare(
  engine: Engine,
  model: Model,
  optimizer: Optimizer,
  task: Pick<ParallelTask, 'worker' | 'workers' | 'steps'>,
): void {
  const { worker, workers } = task;
  const share = { index: worker, of: workers };
  const { table, W, U, b, head } = model;
  const examples = Array.from({ length: BATCH / workers }, (_, k) => worker + k * workers);
  for (let step = 0; step < task.steps; step++) {
    engine.zeroGradients();
    engine.step(() => {
      const B = examples.length;
      const ids = Array.from({ length: 4 * B }, (_, i) => 1 + ((7 * examples[i % B] + 11 * Math.floor(i / B) + 5 * step) % 39));
      const { y } = lstm(embedding(table, engine.ints(ids, [4, B])), { W, U, b });
      const targets = engine.ints(
        examples.map((example) => (example + step) % 3),
        [B],
      );
      engine.backward(crossEntropy(linear(poolMean(y), head), targets), B / BATCH);
    });
    meet(engine, workers);
    reduceGradients(engine, share);
    meet(engine, workers);
    const gradientScale = clipFactor(globalNorm(engine.parameters.values()), 0.5);
    meet(engine, workers);
    optimizer.step({ gradientScale, share });
    meet(engine, workers);
  }
}

/** Waits until all workers have come here: the last one to come turns the page (control word 1) and wakes the others. */
function meet(engine: Engine, workers: number): void {
  const { control } = engine.heap;
  const page = Atomics.load(control, 1);
  if (Atomics.add(control, 0, 1) === workers - 1) {
    Atomics.store(control, 0, 0);
    Atomics.add(control, 1, 1);
    Atomics.notify(control, 1);
    return;
  }
  while (Atomics.load(control, 1) === page) Atomics.wait(control, 1, page, 1000);
}
