/**
 * The board on which the calling thread (worker 0) writes what is to be done next and the other workers write that they
 * have done it. All of it is shared memory and atomics: no message is sent while training.
 *
 * A phase: worker 0 fills {@link args}, {@link partSizes} and {@link examples}, calls {@link announce}, does its own share, and then
 * waits until {@link pending} is 0. A worker calls {@link next}, does its share, writes {@link results} and calls {@link finish}.
 */
export class PhaseBoard {
  readonly buffer: SharedArrayBuffer;
  readonly size: BoardSize;
  /** Numbers that go with the phase. */
  readonly args: Float64Array;
  /** What each worker found: `[workers, resultFloats]`. */
  readonly results: Float64Array;
  /** Examples of each part of the update (with accumulation an update has several). */
  readonly partSizes: Int32Array;
  /** The examples of all parts, one after the other. */
  readonly examples: Int32Array;
  private readonly control: Int32Array;

  /** @param buffer of another thread's board of the same size; a new one is made when absent */
  constructor(size: BoardSize, buffer?: SharedArrayBuffer) {
    const controlBytes = (controlInts * 4 + 7) & ~7;
    const argsAt = controlBytes;
    const resultsAt = argsAt + argFloats * 8;
    const partsAt = resultsAt + size.workers * resultFloats * 8;
    const examplesAt = partsAt + size.parts * 4;
    this.size = size;
    this.buffer = buffer ?? new SharedArrayBuffer(examplesAt + size.examples * 4);
    this.control = new Int32Array(this.buffer, 0, controlInts);
    this.args = new Float64Array(this.buffer, argsAt, argFloats);
    this.results = new Float64Array(this.buffer, resultsAt, size.workers * resultFloats);
    this.partSizes = new Int32Array(this.buffer, partsAt, size.parts);
    this.examples = new Int32Array(this.buffer, examplesAt, size.examples);
  }

  /** Worker 0: starts a phase. */
  announce(phase: number): void {
    Atomics.store(this.control, PENDING, this.size.workers - 1);
    Atomics.store(this.control, PHASE, phase);
    Atomics.add(this.control, GENERATION, 1);
    Atomics.notify(this.control, GENERATION);
  }

  /** Worker 0: true when every worker is done, waiting for that at most `milliseconds`. */
  allDone(milliseconds: number): boolean {
    if (spinUntil(() => Atomics.load(this.control, PENDING) === 0)) return true;
    const deadline = performance.now() + milliseconds;
    for (;;) {
      const pending = Atomics.load(this.control, PENDING);
      if (pending === 0) return true;
      const left = deadline - performance.now();
      if (left <= 0) return false;
      Atomics.wait(this.control, PENDING, pending, left);
    }
  }

  /** Worker 0: whether a worker has failed in this or an earlier phase. */
  get failed(): boolean {
    return Atomics.load(this.control, FAILED) !== 0;
  }

  /** A worker: waits for the phase after generation `seen`. */
  next(seen: number): { generation: number; phase: number } {
    spinUntil(() => Atomics.load(this.control, GENERATION) !== seen);
    while (Atomics.load(this.control, GENERATION) === seen) Atomics.wait(this.control, GENERATION, seen);
    return { generation: Atomics.load(this.control, GENERATION), phase: Atomics.load(this.control, PHASE) };
  }

  /** A worker: its share of the phase is done, or has failed. */
  finish(failed: boolean): void {
    if (failed) Atomics.store(this.control, FAILED, 1);
    Atomics.sub(this.control, PENDING, 1);
    Atomics.notify(this.control, PENDING);
  }

  /** Result `index` of one worker. */
  result(worker: number, index: number): number {
    return this.results[worker * resultFloats + index];
  }

  setResult(worker: number, index: number, value: number): void {
    this.results[worker * resultFloats + index] = value;
  }
}

/** How much a board holds. */
export interface BoardSize {
  readonly workers: number;
  /** Parts of an update. */
  readonly parts: number;
  /** Examples of an update. */
  readonly examples: number;
}

const GENERATION = 0;
const PHASE = 1;
const PENDING = 2;
const FAILED = 3;
const controlInts = 4;
const argFloats = 8;
const resultFloats = 4;

/** Some 50 microseconds: phases follow each other closely, and a thread that sleeps takes that long to wake. */
const spins = 20_000;

function spinUntil(condition: () => boolean): boolean {
  for (let i = 0; i < spins; i++) if (condition()) return true;
  return false;
}
