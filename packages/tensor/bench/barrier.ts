import type { Heap } from '../src/heap.ts';

const ARRIVED = 0;
/** in a cache line of its own, since the waiting threads read it all the time */
const ROUND = 16;

/** Reads of ROUND before a thread goes to sleep: about a millisecond, more than the threads differ by when each has a core to itself. */
const SPINS = 500_000;

/**
 * All `workers` threads wait here until the last one has come. First they spin, for a wake-up takes tens of microseconds and a step only
 * milliseconds; then they sleep, for the one that is missing may be waiting for this very core.
 */
export function barrier(heap: Heap, workers: number): void {
  const { control } = heap;
  const round = Atomics.load(control, ROUND);
  if (Atomics.add(control, ARRIVED, 1) === workers - 1) {
    Atomics.store(control, ARRIVED, 0);
    Atomics.store(control, ROUND, round + 1);
    Atomics.notify(control, ROUND);
    return;
  }
  for (let spins = 0; spins < SPINS; spins++) if (Atomics.load(control, ROUND) !== round) return;
  while (Atomics.load(control, ROUND) === round) Atomics.wait(control, ROUND, round);
}
