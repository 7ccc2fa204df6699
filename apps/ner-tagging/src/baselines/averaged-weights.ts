/**
 * One row of weights for each feature that was ever part of an update, and their mean over all steps. Instead of adding up all weights after
 * each step, an update adds itself times its step; the mean is then what is missing from the last weights (Daumé III 2006, appendix on
 * averaging).
 */
export class AveragedWeights {
  /** Weights in a row. */
  readonly width: number;
  /** `[rows, width]`, row 0 of zeros for features without one. */
  values: Float32Array;
  #stepped: Float64Array;
  #rowOf = new Int32Array(1 << 10);
  #rows = 1;

  constructor(width: number) {
    this.width = width;
    this.values = new Float32Array(width << 10);
    this.#stepped = new Float64Array(width << 10);
  }

  /** Where the row of a feature begins in {@link values}; 0, a row of zeros, for a feature that has none (or the number -1). */
  offset(feature: number): number {
    return feature >= 0 && feature < this.#rowOf.length ? this.#rowOf[feature] * this.width : 0;
  }

  /** Adds to one weight of a feature at a step (1, 2, ...). */
  add(feature: number, column: number, amount: number, step: number): void {
    if (feature >= this.#rowOf.length) this.#rowOf = enlarged(this.#rowOf, new Int32Array(Math.max(feature + 1, this.#rowOf.length * 2)));
    if (this.#rowOf[feature] === 0) {
      this.#rowOf[feature] = this.#rows++;
      if (this.#rows * this.width > this.values.length) {
        this.values = enlarged(this.values, new Float32Array(this.values.length * 2));
        this.#stepped = enlarged(this.#stepped, new Float64Array(this.#stepped.length * 2));
      }
    }
    const place = this.#rowOf[feature] * this.width + column;
    this.values[place] += amount;
    this.#stepped[place] += amount * step;
  }

  /** Puts the mean over `steps` steps in the place of the last weights; nothing may be added after it. */
  average(steps: number): void {
    for (let i = 0; i < this.values.length; i++) this.values[i] -= this.#stepped[i] / (steps + 1);
    this.#stepped = new Float64Array(0);
  }
}

function enlarged<A extends Int32Array | Float32Array | Float64Array>(old: A, fresh: A): A {
  fresh.set(old);
  return fresh;
}
