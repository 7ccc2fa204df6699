import type { OptimizerConfig, ScheduleConfig } from '@textloom/tensor';
import { z } from 'zod';
import { optimizerSchema, scheduleSchema } from './optimizer-config.ts';
import { TrainingError } from './training-error.ts';

const count = z.number().int().min(1);
const amount = z.number().min(0);

const schema = z.strictObject({
  /** Times that every example is seen. */
  epochs: count.default(10),
  /** Examples of one forward and backward pass, all workers together. */
  batchSize: count.default(32),
  /** Batches whose gradients are summed before an update is made: the effective batch is `batchSize * accumulation`. */
  accumulation: count.default(1),
  /** Batches in a pool inside which examples are sorted by length; 1: no sorting. More: less padding, less shuffling. */
  bucketBatches: count.default(50),
  /** Rules shuffling and all that a task draws at random. */
  seed: z.number().int().default(0),
  /** Threads that compute an update together, the calling one included; the engine must have been made for as many. */
  workers: count.default(1),

  /** Optimizer with its base learning rate and weight decay (for adamw: decoupled, not on biases and embeddings). */
  optimizer: optimizerSchema.default({ kind: 'adamw', lr: 4e-3, beta2: 0.99, weightDecay: 0.01 }),
  /** Course of the learning rate, update by update, as a factor on the optimizer's. */
  schedule: scheduleSchema.default({ kind: 'warmupCosine', warmupFraction: 0.05, minFactor: 0.01 }),
  /** Gradients whose norm (of all parameters together) is larger are scaled down to it; 0: no clipping. */
  clipNorm: amount.default(1),
  /** Decay of the exponential moving average of the weights, which is then what is evaluated and kept; 0: off, 0.999 is usual. */
  averageDecay: amount.lt(1).default(0),

  /** Epochs between evaluations; 0.5: twice an epoch. There is always one after the last update. */
  evaluationEvery: z.number().positive().default(1),
  earlyStopping: z
    .strictObject({
      /** Evaluations without improvement that are borne; 0: train to the end (the best is kept and restored all the same). */
      patience: z.number().int().min(0).default(0),
      /** Whether a larger or a smaller score is better. */
      mode: z.enum(['max', 'min']).default('max'),
      /** A score is better when it is so by more than this. */
      minImprovement: amount.default(0),
    })
    .prefault({}),

  /** Epochs between checkpoints; 0.1: ten an epoch. There is always one at the end. */
  checkpointEvery: z.number().positive().default(1),
  /** How many of the last checkpoints stay (the best parameters are kept besides). */
  keepCheckpoints: count.default(2),
  /** Updates between lines in `metrics.jsonl`. */
  logEvery: count.default(50),
});

/** Settings of a training as they are given: what is left out has its default. */
export type TrainingSettings = z.input<typeof schema>;

/** All settings of a training. The schema in this file documents each one and has its default. */
export interface TrainingConfig extends Omit<z.output<typeof schema>, 'optimizer' | 'schedule'> {
  readonly optimizer: OptimizerConfig;
  readonly schedule: ScheduleConfig;
}

/** The defaults of all settings. */
export function defaultTrainingConfig(): TrainingConfig {
  return parseTrainingConfig({});
}

/**
 * Checks settings and fills in the defaults.
 *
 * @throws {TrainingError} naming every unknown key and every value of a wrong type or size
 */
export function parseTrainingConfig(settings: unknown): TrainingConfig {
  const parsed = schema.safeParse(settings);
  if (!parsed.success) throw new TrainingError(`The training settings are not valid:\n${z.prettifyError(parsed.error)}`);
  const config = parsed.data;
  // A plateau is one of the score that early stopping watches.
  if (config.schedule.kind === 'plateau') config.schedule.mode ??= config.earlyStopping.mode;
  return config;
}
