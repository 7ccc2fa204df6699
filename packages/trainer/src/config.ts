import type { OptimizerConfig, ScheduleConfig } from '@textloom/tensor';
import { z } from 'zod';
import type { EarlyStoppingConfig } from './early-stopping.ts';
import { optimizerSchema, scheduleSchema } from './optimizer-config.ts';
import { TrainingError } from './training-error.ts';

/** All settings of a training; {@link defaultTrainingConfig} has the defaults. */
export interface TrainingConfig {
  /** Times that every example is seen. */
  readonly epochs: number;
  /** Examples of one forward and backward pass, all workers together. */
  readonly batchSize: number;
  /** Batches whose gradients are summed before an update is made: the effective batch is `batchSize * accumulation`. */
  readonly accumulation: number;
  /** Batches in a pool inside which examples are sorted by length; 1: no sorting. More: less padding, less shuffling. */
  readonly bucketBatches: number;
  /** Rules shuffling and all that a task draws at random. */
  readonly seed: number;
  /** Threads that compute an update together, the calling one included; the engine must have been made for as many. */
  readonly workers: number;

  /** Optimizer with its base learning rate and weight decay (of adamw: decoupled, not on biases and embeddings). */
  readonly optimizer: OptimizerConfig;
  /** Course of the learning rate, update by update, as a factor on the optimizer's. A plateau follows `earlyStopping.mode` unless it has a mode. */
  readonly schedule: ScheduleConfig;
  /** Gradients whose norm (of all parameters together) is larger are scaled down to it; 0: no clipping. */
  readonly clipNorm: number;
  /** Decay of the exponential moving average of the weights, which is then what is evaluated and kept; 0: off, 0.999 is usual. */
  readonly averageDecay: number;

  /** Epochs between evaluations; 0.5: twice an epoch. There is always one after the last update. */
  readonly evaluationEvery: number;
  readonly earlyStopping: EarlyStoppingConfig;

  /** Epochs between checkpoints; 0.1: ten an epoch. There is always one at the end. */
  readonly checkpointEvery: number;
  /** How many of the last checkpoints stay (the best parameters are kept besides). */
  readonly keepCheckpoints: number;
  /** Updates between lines in `metrics.jsonl`. */
  readonly logEvery: number;
}

/** Settings as they are given: what is left out has its default. */
export interface TrainingSettings extends Partial<Omit<TrainingConfig, 'earlyStopping'>> {
  readonly earlyStopping?: Partial<EarlyStoppingConfig>;
}

/** What every setting is when nothing is said. */
export const defaultTrainingConfig: TrainingConfig = {
  epochs: 10,
  batchSize: 32,
  accumulation: 1,
  bucketBatches: 50,
  seed: 0,
  workers: 1,
  optimizer: { kind: 'adamw', lr: 4e-3, beta2: 0.99, weightDecay: 0.01 },
  schedule: { kind: 'warmupCosine', warmupFraction: 0.05, minFactor: 0.01 },
  clipNorm: 1,
  averageDecay: 0,
  evaluationEvery: 1,
  earlyStopping: { patience: 0, mode: 'max', minImprovement: 0 },
  checkpointEvery: 1,
  keepCheckpoints: 2,
  logEvery: 50,
};

const defaults = defaultTrainingConfig;
const count = z.number().int().min(1);
const amount = z.number().min(0);
const epochs = z.number().positive();

const configSchema = z.strictObject({
  epochs: count.default(defaults.epochs),
  batchSize: count.default(defaults.batchSize),
  accumulation: count.default(defaults.accumulation),
  bucketBatches: count.default(defaults.bucketBatches),
  seed: z.number().int().default(defaults.seed),
  workers: count.default(defaults.workers),
  optimizer: optimizerSchema.default(defaults.optimizer),
  schedule: scheduleSchema.default(defaults.schedule),
  clipNorm: amount.default(defaults.clipNorm),
  averageDecay: amount.lt(1).default(defaults.averageDecay),
  evaluationEvery: epochs.default(defaults.evaluationEvery),
  earlyStopping: z
    .strictObject({
      patience: z.number().int().min(0).default(defaults.earlyStopping.patience),
      mode: z.enum(['max', 'min']).default(defaults.earlyStopping.mode),
      minImprovement: amount.default(defaults.earlyStopping.minImprovement),
    })
    .default(defaults.earlyStopping),
  checkpointEvery: epochs.default(defaults.checkpointEvery),
  keepCheckpoints: count.default(defaults.keepCheckpoints),
  logEvery: count.default(defaults.logEvery),
});

const schema: z.ZodType<TrainingConfig> = configSchema;

/** The settings that belong in the configuration file of an application: all but the seed and the workers, which the command line says. */
export const trainingSchema: z.ZodType<Omit<TrainingConfig, 'seed' | 'workers'>> = configSchema.omit({ seed: true, workers: true });

/**
 * Checks settings and fills in the defaults.
 *
 * @throws {TrainingError} naming every unknown key and every value of a wrong type or size
 */
export function parseTrainingConfig(settings: unknown): TrainingConfig {
  const parsed = schema.safeParse(settings);
  if (!parsed.success) throw new TrainingError(`The training settings are not valid:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
