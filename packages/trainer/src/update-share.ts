import { createOptimizer, type Engine, type Optimizer, type Parameter, reduceGradients, type Share } from '@textloom/tensor';
import { shardOf } from './batching.ts';
import type { TrainingConfig } from './config.ts';
import { MovingAverage } from './moving-average.ts';
import type { TrainingTask } from './task.ts';

/** Numbers of one update that all workers make together. */
export interface UpdateStep {
  /** Number of the update, from 0. */
  readonly update: number;
  readonly lr: number;
  /** Factor on the gradient: clipping. */
  readonly gradientScale: number;
  /** Set by a one-cycle schedule. */
  readonly momentum: number | undefined;
}

/** Weights to evaluate instead of the last ones: exchanged with them before an evaluation and again after it. */
export interface AveragedWeights {
  /** Whether there is anything in the average yet. */
  readonly ready: boolean;
  swap(): void;
}

/**
 * One worker's share of an update, in phases between which all workers wait for each other: gradients of its part of the
 * examples, its part of summing all workers' gradients, its part of the new parameters, its part of their average. With one worker a share is the whole.
 */
export class UpdateShare {
  readonly parameters: readonly Parameter[];
  readonly optimizer: Optimizer;
  readonly movingAverage: MovingAverage | undefined;
  private readonly engine: Engine;
  private readonly task: TrainingTask;
  private readonly config: TrainingConfig;
  private readonly part: Share;

  /** In worker 0 this sets the memory of the optimizer aside, so it comes before `engine.share()`. */
  constructor(engine: Engine, task: TrainingTask, config: TrainingConfig) {
    this.engine = engine;
    this.task = task;
    this.config = config;
    this.part = { index: engine.worker, of: config.workers };
    this.parameters = parametersOf(task, engine).filter((parameter) => parameter.trainable);
    this.optimizer = createOptimizer(this.parameters, config.optimizer);
    this.movingAverage = config.averageDecay > 0 ? new MovingAverage(engine, this.parameters, config.averageDecay) : undefined;
  }

  /**
   * Phase 1: forward and backward over this worker's examples of each part of the update.
   *
   * @param parts examples of the update, in as many parts as are accumulated
   * @param update number of the update, from 0
   * @returns this worker's addend of the mean loss over all examples of the update
   */
  gradients(parts: readonly Int32Array[], update: number): number {
    const { engine, task, config } = this;
    // Not at the end of an update: worker 0's gradients are read by the others until all have finished it.
    engine.zeroGradients();
    const total = parts.reduce((sum, part) => sum + weightOf(task, part), 0);
    let loss = 0;
    for (const [i, part] of parts.entries()) {
      const examples = shardOf(part, engine.worker, config.workers);
      const share = weightOf(task, examples) / total;
      if (!(share > 0)) continue;
      const context = { step: update * config.accumulation + i, seed: config.seed, shard: engine.worker, training: true };
      loss += engine.step(() => {
        const mean = task.loss(examples, context);
        engine.backward(mean, share);
        return mean.item() * share;
      });
    }
    return loss;
  }

  /** Phase 2: its part of summing the gradients of all workers, in the order of the workers, into those of worker 0. */
  reduce(): void {
    if (this.config.workers > 1) reduceGradients(this.engine, this.part);
  }

  /** Phase 3: its part of the new parameters. */
  update({ update, lr, gradientScale, momentum }: UpdateStep): void {
    this.optimizer.resumeAt(update);
    this.optimizer.step({ lr, gradientScale, momentum, share: this.part });
  }

  /**
   * Phase 4, when there is a moving average: its part of that. A phase of its own, because an embedding's touched rows are shared
   * out otherwise than the whole table that is averaged.
   */
  average(update: number): void {
    this.movingAverage?.update(update, this.part);
  }

  /** Leaves no gradients behind. */
  clear(): void {
    this.engine.zeroGradients();
  }

  /** The averaged weights that the settings ask for, if any: a moving average, or the mean that averaged SGD keeps. */
  get averaged(): AveragedWeights | undefined {
    if (this.movingAverage) return this.movingAverage;
    const { average } = this.optimizer;
    return average && { ready: average.count > 0, swap: () => average.swap() };
  }
}

/** What a task trains, frozen parameters included. */
export function parametersOf(task: TrainingTask, engine: Engine): readonly Parameter[] {
  return task.parameters ?? [...engine.parameters.values()];
}

function weightOf(task: TrainingTask, examples: Int32Array): number {
  if (!task.weightOf) return examples.length;
  let sum = 0;
  for (const example of examples) sum += task.weightOf(example);
  return sum;
}
