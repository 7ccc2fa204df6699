import { NONE } from './kernels/op-table.ts';
import type { Tensor } from './tensor.ts';

interface TapeRecord {
  readonly outputs: readonly Tensor[];
  readonly backward: () => void;
}

/**
 * What was computed, in order, so that it can be walked backwards. A backward pass uses the tape up and opens a new
 * epoch; a tensor remembers the epoch in which it was recorded.
 */
export class Tape {
  /** counts the backward passes and resets, from 1 */
  epoch = 1;
  /** false within `noGrad` */
  enabled = true;
  readonly #records: TapeRecord[] = [];

  /** Number of ops recorded. */
  get length(): number {
    return this.#records.length;
  }

  /**
   * Notes that an op made `outputs`; `backward` adds to the gradients of its inputs and runs only if the gradient of
   * at least one output exists.
   */
  record(outputs: readonly Tensor[], backward: () => void): void {
    for (const output of outputs) {
      output.requireGradient();
      output.recordedIn = this.epoch;
    }
    this.#records.push({ outputs, backward });
  }

  /** Runs the backward steps from the last to the first and empties the tape. */
  run(): void {
    try {
      for (let i = this.#records.length - 1; i >= 0; i--) {
        const { outputs, backward } = this.#records[i];
        if (outputs.some((output) => output.existingGradient() !== NONE)) backward();
      }
    } finally {
      this.clear();
    }
  }

  /** Forgets everything recorded. */
  clear(): void {
    this.#records.length = 0;
    this.epoch++;
  }
}
