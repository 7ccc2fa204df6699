import type { Engine } from '@textloom/tensor';
import { parseTrainingConfig, type TrainingSettings } from './config.ts';
import type { TrainingEvent, TrainingReport, Validation } from './report.ts';
import type { TaskModule, TrainingTask } from './task.ts';
import { Training } from './training.ts';

/** Everything that can be said about a training. Settings are those of {@link TrainingConfig}, each with a default. */
export interface TrainingOptions extends TrainingSettings {
  /**
   * Measures the model as it stands in the engine (with a moving average: the averaged parameters). Called as often as
   * `evaluationEvery` says and after the last update; the parameters with the best score are those the training ends with.
   */
  readonly validate?: () => Validation | Promise<Validation>;
  /** Where checkpoints and `metrics.jsonl` go; nothing is written without it. */
  readonly folder?: string;
  /** Go on from the newest usable checkpoint in `folder`; from the start when there is none. Without it, old checkpoints there are removed. */
  readonly resume?: boolean;
  /** What is trained on what, in any words; a checkpoint with another identity is refused. */
  readonly identity?: string;
  /** How worker threads build the task; needed when `workers` is more than 1. */
  readonly taskModule?: TaskModule;
  /** Told what happens; see {@link TrainingEvent}. */
  readonly onEvent?: (event: TrainingEvent) => void;
  /** Ends the training after the update under way, with a checkpoint when there is a folder. */
  readonly signal?: AbortSignal;
}

/**
 * Trains the parameters of a task.
 *
 * Same seed, settings and number of workers: the same bits, also when it was killed in between and resumed.
 *
 * @returns what was done; the parameters in the engine are those of the best validation (without validation: the last)
 * @throws {TrainingError} for wrong settings, {@link DivergedError} when loss or gradient stop being finite,
 *   {@link CheckpointError} when a checkpoint cannot be written or used; what the task or a worker throws
 */
export async function train(engine: Engine, task: TrainingTask, options: TrainingOptions): Promise<TrainingReport> {
  const { validate, folder, resume = false, identity = '', taskModule, onEvent = () => {}, signal, ...settings } = options;
  const config = parseTrainingConfig(settings);
  const training = await Training.begin(engine, task, config, { validate, folder, resume, identity, taskModule, onEvent, signal });
  try {
    await training.run();
  } finally {
    await training.close();
  }
  return training.report();
}
