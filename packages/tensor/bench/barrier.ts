import type { Heap } from '../src/heap.ts';

const ARRIVED = 0;
const ROUND = 1;

/** All `workers` threads wait here until the last one has come. They spin: a step lasts milliseconds, a wake-up tens of microseconds. */
export function barrier(heap: Heap, workers: number): void {
  const { control } = heap;
  const round = Atomics.load(control, ROUND);
  if (Atomics.add(control, ARRIVED, 1) === workers - 1) {
    Atomics.store(control, ARRIVED, 0);
    Atomics.store(control, ROUND, round + 1);
    Atomics.notify(control, ROUND);
    return;
  }
  for (let spins = 0; Atomics.load(control, ROUND) === round; spins++) if (spins > 2_000_000) Atomics.wait(control, ROUND, round);
}
