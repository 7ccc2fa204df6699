/** Reproducible values for tests (xorshift; the quality does not matter here). */
export class RandomValues {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed ^ 0x9e3779b9) | 1;
  }

  /** In [0, 1). */
  next(): number {
    let s = this.#state;
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    this.#state = s;
    return (s >>> 0) / 2 ** 32;
  }

  /** n floats in [low, high). */
  floats(n: number, low = -1, high = 1): Float32Array {
    return Float32Array.from({ length: n }, () => low + (high - low) * this.next());
  }

  /** A whole number in [low, high]. */
  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** n whole numbers in [low, high]. */
  ints(n: number, low: number, high: number): Int32Array {
    return Int32Array.from({ length: n }, () => this.int(low, high));
  }

  /** True half of the time. */
  coin(): boolean {
    return this.next() < 0.5;
  }

  /** The value, or null half of the time: for arguments that may be left out. */
  maybe<V>(value: V): V | null {
    return this.coin() ? value : null;
  }
}
