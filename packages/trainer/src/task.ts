import type { Engine, Parameter, Tensor } from '@textloom/tensor';
import { TrainingError } from './training-error.ts';

/** Where a training stands when a task is asked for a loss. */
export interface LossContext {
  /**
   * Counts forward passes from 0, over the whole training (with accumulation, several of them make one update). Key every random
   * choice by it, by `seed` and by `shard`, so that a resumed training makes the same choices: `random.stream('dropout', step, shard)`.
   */
  readonly step: number;
  /** The seed of the training. */
  readonly seed: number;
  /** Which part of the batch this is: 0 .. workers - 1. */
  readonly shard: number;
  /** False when the loss is only measured: no dropout. */
  readonly training: boolean;
}

/** What is trained: a set of examples, and a loss over some of them. */
export interface TrainingTask {
  /** Examples are known to the trainer by their number, 0 .. exampleCount - 1. */
  readonly exampleCount: number;
  /** What is trained and kept in checkpoints: all parameters of the engine when absent. Frozen ones among them stay as they are. */
  readonly parameters?: readonly Parameter[];
  /** Tokens of an example: batches gather examples of similar length, and throughput is counted in tokens. */
  lengthOf(example: number): number;
  /** Mean loss `[1]` over the examples, each weighted by {@link weightOf}. Runs inside a step of the engine. */
  loss(examples: Int32Array, context: LossContext): Tensor;
  /**
   * How much an example counts in the mean: 1 when absent. A task whose loss is a weighted mean (class weights; a mean over
   * tokens) says so here, so that the mean over the parts of a batch is the mean over the batch.
   */
  weightOf?(example: number): number;
}

/** What a module named by {@link TaskModule} exports as `createTask`. It makes the same parameters, in the same order, every time. */
export type CreateTask = (engine: Engine, spec: unknown) => TrainingTask | Promise<TrainingTask>;

/** How a worker thread builds the task that the calling thread trains. */
export interface TaskModule {
  /** `file:` URL of a module that exports `createTask(engine, spec)`; often `import.meta.url`. */
  readonly url: string | URL;
  /** Passed to `createTask`; copied by structured clone. */
  readonly spec: unknown;
}

/**
 * Imports the module and builds its task.
 *
 * @throws {TrainingError} when the module has no `createTask`
 */
export async function loadTask(module: TaskModule, engine: Engine): Promise<TrainingTask> {
  const exported: { createTask?: CreateTask } = await import(String(module.url));
  if (typeof exported.createTask !== 'function') {
    throw new TrainingError(`${module.url} does not export createTask(engine, spec), from which worker threads build the training task.`);
  }
  return exported.createTask(engine, module.spec);
}
