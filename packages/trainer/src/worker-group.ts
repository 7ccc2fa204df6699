import { Worker } from 'node:worker_threads';
import type { Engine } from '@textloom/tensor';
import type { TrainingConfig } from './config.ts';
import { PhaseBoard } from './phase-board.ts';
import { encodeGradients, encodeUpdate, PHASES, type WorkerMessage, type WorkerStart } from './phases.ts';
import type { TaskModule } from './task.ts';
import { TrainingError } from './training-error.ts';
import type { UpdateShare, UpdateStep } from './update-share.ts';

/**
 * The workers of a training. The calling thread is worker 0; with one worker there is no thread and nothing to wait for.
 *
 * Sums are taken in the order of the workers, so the same seed and number of workers give the same bits.
 */
export class WorkerGroup {
  private readonly own: UpdateShare;
  private readonly board: PhaseBoard | undefined;
  private readonly threads: Worker[] = [];
  private readonly exits: Promise<unknown>[] = [];
  /** The first failure of a worker. */
  private failure: Error | undefined;
  private closing = false;

  private constructor(own: UpdateShare, board: PhaseBoard | undefined) {
    this.own = own;
    this.board = board;
  }

  /**
   * Starts the threads and waits until each has built its task.
   *
   * @param own the calling thread's share, already built on the engine that is shared
   * @throws {TrainingError} when there are several workers and no module to build the task from, when the engine was made for
   *   fewer, or when a worker cannot start
   */
  static async start(engine: Engine, own: UpdateShare, config: TrainingConfig, module: TaskModule | undefined): Promise<WorkerGroup> {
    const { workers, accumulation, batchSize } = config;
    if (workers > engine.workers) {
      throw new TrainingError(
        `workers is ${workers}, but the engine was made for ${engine.workers}: call createEngine({ workers: ${workers} }).`,
      );
    }
    if (workers === 1) return new WorkerGroup(own, undefined);
    if (!module) {
      throw new TrainingError(
        `workers is ${workers}, but taskModule is missing: each worker builds the task from its createTask(engine, spec).`,
      );
    }
    const boardSize = { workers, parts: accumulation, examples: accumulation * batchSize };
    const board = new PhaseBoard(boardSize);
    const group = new WorkerGroup(own, board);
    const shared = engine.share();
    const task = { url: String(module.url), spec: module.spec };
    try {
      const ready = Array.from({ length: workers - 1 }, (_, i) =>
        group.startThread({ engine: shared, worker: i + 1, task, config, board: board.buffer, boardSize }),
      );
      await Promise.all(ready);
    } catch (error) {
      await group.close();
      throw error;
    }
    return group;
  }

  /** Phase 1. Returns the mean loss over all examples of the update. */
  async gradients(parts: readonly Int32Array[], update: number): Promise<number> {
    if (!this.board) return this.own.gradients(parts, update);
    encodeGradients(this.board, parts, update);
    this.board.announce(PHASES.gradients);
    let loss = this.own.gradients(parts, update);
    await this.others(this.board);
    for (let worker = 1; worker < this.board.size.workers; worker++) loss += this.board.result(worker, 0);
    return loss;
  }

  /** Phase 2: afterwards worker 0's gradients are the sum of all. */
  async reduce(): Promise<void> {
    this.board?.announce(PHASES.reduce);
    this.own.reduce();
    if (this.board) await this.others(this.board);
  }

  /** Phases 3 and 4: new parameters, and their moving average. */
  async update(step: UpdateStep): Promise<void> {
    if (this.board) {
      encodeUpdate(this.board, step);
      this.board.announce(PHASES.update);
    }
    this.own.update(step);
    if (this.board) await this.others(this.board);
    if (!this.own.movingAverage) return;
    this.board?.announce(PHASES.average);
    this.own.average(step.update);
    if (this.board) await this.others(this.board);
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    this.closing = true;
    this.board?.announce(PHASES.stop);
    const patience = setTimeout(() => this.threads.forEach((thread) => void thread.terminate()), 2000);
    await Promise.all(this.exits);
    clearTimeout(patience);
  }

  /**
   * Waits for the other workers. A worker that throws says so on the board; one that dies outright cannot, so the event loop
   * is given a turn now and then, which brings the news.
   */
  private async others(board: PhaseBoard): Promise<void> {
    while (!board.allDone(turnEvery)) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.failure) throw this.failure;
    }
    while (board.failed && !this.failure) await new Promise((resolve) => setTimeout(resolve, 1));
    if (this.failure) throw this.failure;
  }

  private startThread(start: WorkerStart): Promise<void> {
    // The built package has the thread's file as JavaScript.
    const file = import.meta.url.endsWith('.ts') ? './worker-thread.ts' : './worker-thread.js';
    const thread = new Worker(new URL(file, import.meta.url), { workerData: start, name: `worker ${start.worker}` });
    this.threads.push(thread);
    this.exits.push(new Promise((resolve) => thread.once('exit', resolve)));
    return new Promise((resolve, reject) => {
      const fail = (error: Error): void => {
        if (this.closing) return;
        this.failure ??= error;
        reject(error);
      };
      thread.on('message', (message: WorkerMessage) => (message.kind === 'ready' ? resolve() : fail(failureOf(start.worker, message))));
      thread.on('error', (error: Error) => fail(failureOf(start.worker, { kind: 'failed', ...named(error) })));
      thread.on('exit', (code) =>
        fail(new Error(`Worker ${start.worker} of the training ended (exit code ${code}) before the training did.`)),
      );
    });
  }
}

/** Milliseconds. */
const turnEvery = 20;

function named(error: unknown): { name: string; message: string; stack: string | undefined } {
  return error instanceof Error
    ? { name: error.name, message: error.message, stack: error.stack }
    : { name: 'Error', message: String(error), stack: undefined };
}

function failureOf(worker: number, { name, message, stack }: WorkerMessage & { kind: 'failed' }): Error {
  const error = new Error(`Worker ${worker} of the training failed: ${message}`);
  error.name = name;
  if (stack) error.stack = stack;
  return error;
}
