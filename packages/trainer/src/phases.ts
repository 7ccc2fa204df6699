import type { SharedEngine } from '@textloom/tensor';
import type { TrainingConfig } from './config.ts';
import type { BoardSize, PhaseBoard } from './phase-board.ts';
import type { TaskModule } from './task.ts';
import type { UpdateShare, UpdateStep } from './update-share.ts';

/** What all workers do together, one after the other; see {@link UpdateShare}. */
export const PHASES = { gradients: 1, reduce: 2, update: 3, average: 4, stop: 5 } as const;

/** What a worker thread starts with. */
export interface WorkerStart {
  readonly engine: SharedEngine;
  readonly worker: number;
  readonly task: TaskModule;
  readonly config: TrainingConfig;
  readonly board: SharedArrayBuffer;
  readonly boardSize: BoardSize;
}

/** What a worker thread says. */
export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly name: string; readonly message: string; readonly stack: string | undefined };

/** Writes the examples of an update on the board. */
export function encodeGradients(board: PhaseBoard, parts: readonly Int32Array[], update: number): void {
  board.args[0] = update;
  board.args[1] = parts.length;
  let offset = 0;
  for (const [i, part] of parts.entries()) {
    board.partSizes[i] = part.length;
    board.examples.set(part, offset);
    offset += part.length;
  }
}

/** Writes what the last two phases need on the board. */
export function encodeUpdate(board: PhaseBoard, step: UpdateStep): void {
  board.args[0] = step.update;
  board.args[1] = step.lr;
  board.args[2] = step.gradientScale;
  board.args[3] = step.momentum ?? Number.NaN;
}

/** A worker's share of the phase that is on the board. */
export function doPhase(board: PhaseBoard, phase: number, share: UpdateShare, worker: number): void {
  if (phase === PHASES.gradients) {
    const [update, count] = board.args;
    let offset = 0;
    const parts = Array.from(board.partSizes.subarray(0, count), (size) => {
      offset += size;
      return board.examples.slice(offset - size, offset);
    });
    board.setResult(worker, 0, share.gradients(parts, update));
  } else if (phase === PHASES.reduce) {
    share.reduce();
  } else if (phase === PHASES.average) {
    share.average(board.args[0]);
  } else {
    const [update, lr, gradientScale, momentum] = board.args;
    share.update({ update, lr, gradientScale, momentum: Number.isNaN(momentum) ? undefined : momentum });
  }
}
