/** What a worker thread of a training runs: builds the same task on the shared heap, then does its share of phase after phase. */
import { parentPort, workerData } from 'node:worker_threads';
import { attachEngine } from '@textloom/tensor';
import { PhaseBoard } from './phase-board.ts';
import { doPhase, PHASES, type WorkerMessage, type WorkerStart } from './phases.ts';
import { loadTask } from './task.ts';
import { UpdateShare } from './update-share.ts';

const start = workerData as WorkerStart;

async function work(): Promise<void> {
  const engine = await attachEngine(start.engine, start.worker);
  const share = new UpdateShare(engine, await loadTask(start.task, engine), start.config);
  const board = new PhaseBoard(start.boardSize, start.board);
  send({ kind: 'ready' });
  let seen = 0;
  for (;;) {
    const { generation, phase } = board.next(seen);
    seen = generation;
    if (phase === PHASES.stop) return;
    try {
      doPhase(board, phase, share, start.worker);
      board.finish(false);
    } catch (error) {
      send(failure(error));
      board.finish(true);
    }
  }
}

function send(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}

function failure(error: unknown): WorkerMessage {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return { kind: 'failed', name, message, stack };
}

try {
  await work();
} catch (error) {
  send(failure(error));
}
