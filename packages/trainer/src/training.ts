import { clipFactor, createSchedule, type Engine, globalNorm, type Schedule, type ScheduleConfig } from '@textloom/tensor';
import { trainingBatches } from './batching.ts';
import { Clock } from './clock.ts';
import type { TrainingConfig } from './config.ts';
import { assertFinite } from './divergence.ts';
import { EarlyStopping } from './early-stopping.ts';
import type { HistoryEntry, TrainingEvent, TrainingReport, Validation } from './report.ts';
import type { TaskModule, TrainingTask } from './task.ts';
import { TrainingError } from './training-error.ts';
import { TrainingRecord } from './training-record.ts';
import { emptyWindow, initialState, type TrainingState } from './training-state.ts';
import { parametersOf, UpdateShare } from './update-share.ts';
import { WorkerGroup } from './worker-group.ts';

/** Who takes part in a training, and where it is kept. */
export interface TrainingParties {
  readonly validate: (() => Validation | Promise<Validation>) | undefined;
  readonly onEvent: (event: TrainingEvent) => void;
  readonly signal: AbortSignal | undefined;
  readonly taskModule: TaskModule | undefined;
  readonly folder: string | undefined;
  readonly resume: boolean;
  readonly identity: string;
}

/** One training: where it stands, and its loop over epochs and updates. */
export class Training {
  private readonly config: TrainingConfig;
  private readonly parties: TrainingParties;
  private readonly share: UpdateShare;
  private readonly workers: WorkerGroup;
  private readonly record: TrainingRecord;
  private readonly state: TrainingState;
  private readonly lengths: Int32Array;
  private readonly stepsPerEpoch: number;
  private readonly schedule: Schedule;
  private readonly stopping: EarlyStopping;
  private readonly clock: Clock;
  private lr = 0;

  private constructor(config: TrainingConfig, parties: TrainingParties, parts: TrainingParts) {
    this.config = config;
    this.parties = parties;
    this.share = parts.share;
    this.workers = parts.workers;
    this.record = parts.record;
    this.state = parts.state;
    this.lengths = parts.lengths;
    this.stepsPerEpoch = Math.ceil(Math.ceil(parts.lengths.length / config.batchSize) / config.accumulation);
    this.schedule = createSchedule(scheduleOf(config), this.totalSteps);
    this.stopping = new EarlyStopping(config.earlyStopping, parts.state.best, parts.state.withoutImprovement);
    this.clock = new Clock(parts.state);
    // The number of epochs may have been changed for the resumed training.
    this.state.finished = this.state.stoppedEarly || this.state.step >= this.totalSteps;
    // A plateau schedule stands where the scores have brought it.
    for (const { validation } of parts.state.history) if (validation) this.schedule.report?.(validation.score);
  }

  /** Sets everything up, from a checkpoint when resuming, and starts the workers. */
  static async begin(engine: Engine, task: TrainingTask, config: TrainingConfig, parties: TrainingParties): Promise<Training> {
    if (task.exampleCount < 1) throw new TrainingError('There is nothing to train on: the task has no examples.');
    const share = new UpdateShare(engine, task, config);
    const parameters = new Map(parametersOf(task, engine).map((parameter) => [parameter.name, parameter]));
    const tensors = { parameters, optimizer: share.optimizer.state(), average: share.movingAverage?.state() };
    share.movingAverage?.start();
    const record = new TrainingRecord(tensors, parties.folder, config.keepCheckpoints);
    const { state, notices } = await record.begin(initialState(parties.identity, task.exampleCount, config), parties.resume);
    for (const message of notices) parties.onEvent({ kind: 'notice', message });
    const lengths = Int32Array.from({ length: task.exampleCount }, (_, example) => task.lengthOf(example));
    const workers = await WorkerGroup.start(engine, share, config, parties.taskModule);
    return new Training(config, parties, { share, workers, record, state, lengths });
  }

  /** Trains to the end (or to the signal), and leaves the best parameters in the engine. */
  async run(): Promise<void> {
    const { state, stepsPerEpoch, totalSteps } = this;
    const { workers, accumulation } = this.config;
    this.parties.onEvent({ kind: 'start', totalSteps, stepsPerEpoch, workers, resumedAt: state.step });
    while (!state.finished && !this.interrupted) {
      const epoch = Math.floor(state.step / stepsPerEpoch) + 1;
      const batches = trainingBatches(this.lengths, epoch, this.config);
      for (let i = state.step % stepsPerEpoch; i < stepsPerEpoch && !state.finished && !this.interrupted; i++) {
        await this.update(epoch, batches.slice(i * accumulation, (i + 1) * accumulation));
        await this.afterUpdate(epoch);
      }
    }
    // The average takes the place of the last parameters only now: a checkpoint has both.
    if (!state.best && this.share.averaged?.ready) this.share.averaged.swap();
    this.record.restoreBest();
    this.share.clear();
  }

  /** Ends the worker threads. */
  async close(): Promise<void> {
    await this.workers.close();
  }

  report(): TrainingReport {
    const { step, examples, seconds, best, stoppedEarly, history } = this.state;
    const epochs = Math.ceil(step / this.stepsPerEpoch);
    const { interrupted } = this;
    return { seconds, epochs, steps: step, examples, tokensPerSecond: this.tokensPerSecond, best, stoppedEarly, interrupted, history };
  }

  private get totalSteps(): number {
    return this.config.epochs * this.stepsPerEpoch;
  }

  private get interrupted(): boolean {
    return !this.state.finished && (this.parties.signal?.aborted ?? false);
  }

  private get tokensPerSecond(): number {
    return rate(this.state.tokens, this.state.trainingSeconds);
  }

  /** One update from the examples of `parts`. */
  private async update(epoch: number, parts: readonly Int32Array[]): Promise<void> {
    const { state, config } = this;
    const started = performance.now();
    this.lr = config.optimizer.lr * this.schedule.at(state.step);
    const loss = await this.workers.gradients(parts, state.step);
    await this.workers.reduce();
    const gradientNorm = globalNorm(this.share.parameters);
    assertFinite({ step: state.step + 1, epoch, loss, gradientNorm, lr: this.lr }, this.share.parameters, config);
    const gradientScale = config.clipNorm > 0 ? clipFactor(gradientNorm, config.clipNorm) : 1;
    await this.workers.update({ update: state.step, lr: this.lr, gradientScale, momentum: this.schedule.momentum?.(state.step) });

    this.count(parts, (performance.now() - started) / 1000, loss, gradientNorm);
    const { step, seconds } = state;
    const { tokensPerSecond, totalSteps, lr } = this;
    const secondsLeft = this.clock.secondsLeft(step, totalSteps);
    this.parties.onEvent({ kind: 'step', step, totalSteps, epoch, loss, lr, gradientNorm, tokensPerSecond, secondsLeft });
    if (step % config.logEvery === 0) {
      await this.record.log({ event: 'train', epoch, step, loss, lr, gradientNorm, tokensPerSecond, seconds });
    }
  }

  private count(parts: readonly Int32Array[], seconds: number, loss: number, gradientNorm: number): void {
    const { state, lengths } = this;
    let tokens = 0;
    for (const part of parts) {
      state.examples += part.length;
      for (const example of part) tokens += lengths[example];
    }
    state.step++;
    state.tokens += tokens;
    state.trainingSeconds += seconds;
    state.seconds = this.clock.seconds();
    state.window.loss += loss;
    state.window.gradientNorm += gradientNorm;
    state.window.steps++;
    state.window.tokens += tokens;
    state.window.seconds += seconds;
  }

  /** Evaluation and checkpoint where they are due, and whether this was the end. */
  private async afterUpdate(epoch: number): Promise<void> {
    const { state, config, stepsPerEpoch } = this;
    const last = state.step === this.totalSteps;
    const evaluated = last || isDue(state.step, config.evaluationEvery * stepsPerEpoch);
    if (evaluated) await this.evaluate(epoch);
    state.stoppedEarly = evaluated && !last && this.stopping.shouldStop;
    state.finished = last || state.stoppedEarly;
    await this.clock.turn();
    if (state.finished || this.interrupted || isDue(state.step, config.checkpointEvery * stepsPerEpoch)) {
      const folder = await this.record.save(state);
      if (folder !== undefined) this.parties.onEvent({ kind: 'checkpoint', folder, step: state.step });
    }
  }

  private async evaluate(epoch: number): Promise<void> {
    const { state } = this;
    const { validate, onEvent } = this.parties;
    const averaged = this.share.averaged?.ready ? this.share.averaged : undefined;
    let validation: Validation | undefined;
    let improved = false;
    if (validate) {
      averaged?.swap();
      try {
        validation = await validate();
        if (!Number.isFinite(validation.score)) {
          throw new TrainingError(`validate() returned the score ${validation.score} after step ${state.step}; expected a finite number.`);
        }
        improved = this.stopping.report(validation, { epoch, step: state.step });
        if (improved) await this.record.keepBest(state.step, validation.score);
      } finally {
        averaged?.swap();
      }
      this.schedule.report?.(validation.score);
      state.best = this.stopping.best;
      state.withoutImprovement = this.stopping.withoutImprovement;
    }
    state.seconds = this.clock.seconds();
    const entry = this.entry(epoch, validation);
    state.history.push(entry);
    state.window = emptyWindow();
    onEvent({ kind: 'evaluation', entry, improved });
    await this.record.log({ event: 'validation', ...entry, improved });
  }

  private entry(epoch: number, validation: Validation | undefined): HistoryEntry {
    const { step, seconds, window } = this.state;
    return {
      epoch,
      step,
      loss: window.loss / window.steps,
      lr: this.lr,
      gradientNorm: window.gradientNorm / window.steps,
      tokensPerSecond: rate(window.tokens, window.seconds),
      seconds,
      ...(validation ? { validation: { score: validation.score, metrics: validation.metrics } } : {}),
    };
  }
}

interface TrainingParts {
  readonly share: UpdateShare;
  readonly workers: WorkerGroup;
  readonly record: TrainingRecord;
  readonly state: TrainingState;
  readonly lengths: Int32Array;
}

/** A plateau is one of the score that early stopping watches. */
function scheduleOf({ schedule, earlyStopping }: TrainingConfig): ScheduleConfig {
  return schedule.kind === 'plateau' ? { mode: earlyStopping.mode, ...schedule } : schedule;
}

/** Whether a multiple of `interval` updates (not necessarily whole) has been reached with this one. */
function isDue(step: number, interval: number): boolean {
  return Math.floor(step / interval + 1e-9) > Math.floor((step - 1) / interval + 1e-9);
}

function rate(amount: number, seconds: number): number {
  return seconds > 0 ? amount / seconds : 0;
}
