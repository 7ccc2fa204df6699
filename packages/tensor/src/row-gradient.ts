import type { Engine } from './engine.ts';

/** Byte offsets of the parts of a {@link RowGradient}. */
export interface RowGradientPlace {
  /** the gradient itself, [V, D] */
  readonly values: number;
  /** numbers of the rows touched, in the order in which they were first met, [V] */
  readonly rows: number;
  /** how many there are, [1] */
  readonly count: number;
  /** 1 for each row in the list, [V] */
  readonly seen: number;
}

/**
 * Gradient of a table of which a step uses few rows: a dense buffer that is zero outside the listed rows. Clearing
 * and updating take time in proportion to the rows touched, not to the table.
 */
export class RowGradient {
  readonly place: RowGradientPlace;
  /** rows of the table */
  readonly V: number;
  /** columns of the table */
  readonly D: number;
  readonly #engine: Engine;

  constructor(engine: Engine, V: number, D: number, place: RowGradientPlace) {
    this.#engine = engine;
    this.V = V;
    this.D = D;
    this.place = place;
  }

  /** Number of rows touched since the last {@link clear}. */
  get count(): number {
    return this.#engine.intsAt(this.place.count, 1)[0];
  }

  /** The rows touched, view on the heap of {@link count} elements. */
  get rows(): Int32Array {
    return this.#engine.intsAt(this.place.rows, this.count);
  }

  /** View on the flags, one a row. */
  get seen(): Int32Array {
    return this.#engine.intsAt(this.place.seen, this.V);
  }

  /** View on the gradient [V * D]. */
  get values(): Float32Array {
    return this.#engine.floatsAt(this.place.values, this.V * this.D);
  }

  /** Lists every row, for an op that adds to the whole table. */
  markAll(): void {
    const count = this.count;
    if (count === this.V) return;
    const seen = this.seen;
    const rows = this.#engine.intsAt(this.place.rows, this.V);
    let next = count;
    for (let row = 0; row < this.V; row++) {
      if (seen[row] !== 0) continue;
      seen[row] = 1;
      rows[next++] = row;
    }
    this.#engine.intsAt(this.place.count, 1)[0] = next;
  }

  /** Zeroes the rows touched and empties the list. */
  clear(): void {
    const { values, rows, count, seen } = this.place;
    this.#engine.kernels.clearRows({ D: this.D, rows, rowCount: count, seen, x: values });
  }
}
