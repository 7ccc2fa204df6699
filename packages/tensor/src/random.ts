/**
 * Counter-based random numbers: Philox 4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3").
 * A number depends on (seed, keys, index) alone and never on how many were drawn before, so a mask or a shuffle is the
 * same whatever the order, the thread or the kernels.
 */
export type Key = string | number;

const M0 = 0xd2511f53;
const M1 = 0xcd9e8d57;
const W0 = 0x9e3779b9;
const W1 = 0xbb67ae85;

/** High 32 bits of the product of two unsigned 32-bit numbers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const middle2 = aLow * bHigh + (middle % 0x10000);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(middle2 / 0x10000)) >>> 0;
}

/** One Philox 4x32-10 block: ten rounds over the counter (four words) with the two-word key; the result replaces the counter. */
export function philox(counter: Uint32Array, key0: number, key1: number): void {
  let [c0, c1, c2, c3] = counter;
  let k0 = key0 >>> 0;
  let k1 = key1 >>> 0;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(M0, c0);
    const high1 = multiplyHigh(M1, c2);
    const next1 = Math.imul(M1, c2) >>> 0;
    const next3 = Math.imul(M0, c0) >>> 0;
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c1 = next1;
    c3 = next3;
    k0 = (k0 + W0) >>> 0;
    k1 = (k1 + W1) >>> 0;
  }
  counter[0] = c0;
  counter[1] = c1;
  counter[2] = c2;
  counter[3] = c3;
}

/** A seed, from which any number of independent streams are named. */
export class Random {
  readonly seed: number;

  constructor(seed: number) {
    this.seed = seed;
  }

  /** The stream of these keys, such as `stream('dropout', layer, step)`. */
  stream(...keys: Key[]): RandomStream {
    return new RandomStream([this.seed, ...keys]);
  }
}

/** Numbers addressed by an index from 0 to 2^53. */
export class RandomStream {
  readonly #path: readonly Key[];
  readonly #key0: number;
  readonly #key1: number;
  readonly #words = new Uint32Array(4);

  constructor(path: readonly Key[]) {
    this.#path = path;
    [this.#key0, this.#key1] = hashPath(path);
  }

  /** A stream below this one, named by further keys. */
  stream(...keys: Key[]): RandomStream {
    return new RandomStream([...this.#path, ...keys]);
  }

  /** The two-word Philox key, as the dropout kernel takes it (int32). */
  keys(): [key0: number, key1: number] {
    return [this.#key0 | 0, this.#key1 | 0];
  }

  /** The four 32-bit words of a counter; the array is used again by the next call. */
  words(counter: number): Uint32Array {
    const words = this.#words;
    words[0] = counter;
    words[1] = Math.floor(counter / 0x1_0000_0000);
    words[2] = 0;
    words[3] = 0;
    philox(words, this.#key0, this.#key1);
    return words;
  }

  /** Uniform in [0, 1), 53 bits. */
  uniform(index: number): number {
    const words = this.words(index);
    return fraction(words[0], words[1]);
  }

  /** Standard normal (Box and Muller 1958). */
  normal(index: number): number {
    const words = this.words(index);
    return Math.sqrt(-2 * Math.log(1 - fraction(words[0], words[1]))) * Math.cos(2 * Math.PI * fraction(words[2], words[3]));
  }

  /** Fills with uniform numbers in [low, high), four from a counter (32 bits each): for large tables. */
  fillUniform(values: Float32Array | Float64Array, low: number, high: number): void {
    const scale = (high - low) / 0x1_0000_0000;
    for (let first = 0; first < values.length; first += 4) {
      const words = this.words(first / 4);
      const end = Math.min(4, values.length - first);
      for (let k = 0; k < end; k++) values[first + k] = low + scale * words[k];
    }
  }

  /** Fills with normal numbers of mean 0, four from a counter. */
  fillNormal(values: Float32Array | Float64Array, std: number): void {
    for (let first = 0; first < values.length; first += 4) {
      const words = this.words(first / 4);
      const end = Math.min(4, values.length - first);
      for (let k = 0; k < end; k++) {
        const radius = std * Math.sqrt(-2 * Math.log((words[k & 2] + 1) / 0x1_0000_0000));
        const angle = (2 * Math.PI * words[(k & 2) + 1]) / 0x1_0000_0000;
        values[first + k] = radius * ((k & 1) === 0 ? Math.cos(angle) : Math.sin(angle));
      }
    }
  }

  /** Whole number in [0, n). */
  int(index: number, n: number): number {
    return Math.floor(this.uniform(index) * n);
  }

  /** Shuffles in place (Fisher and Yates, as in Durstenfeld 1964) and returns the array. */
  shuffle<A extends { readonly length: number; [index: number]: unknown }>(array: A): A {
    for (let i = array.length - 1; i > 0; i--) {
      const j = this.int(i, i + 1);
      const kept = array[i];
      array[i] = array[j];
      array[j] = kept;
    }
    return array;
  }
}

/** 53 bits of two words as a number in [0, 1). */
function fraction(high: number, low: number): number {
  return ((high >>> 5) * 0x4000000 + (low >>> 6)) / 0x20000000000000;
}

/** Two 32-bit hashes of the path; type and length are hashed too, so ('a', 'b') and ('ab') or (1) and ('1') differ. */
function hashPath(path: readonly Key[]): [number, number] {
  let a = 0x811c9dc5;
  let b = 0x01000193;
  const add = (code: number): void => {
    a = Math.imul(a ^ code, 0x85ebca6b);
    a ^= a >>> 15;
    b = Math.imul(b ^ code, 0xc2b2ae35);
    b ^= b >>> 13;
  };
  for (const key of path) {
    const text = String(key);
    add(typeof key === 'number' ? 1 : 2);
    add(text.length);
    for (let i = 0; i < text.length; i++) add(text.charCodeAt(i));
  }
  return [a >>> 0, b >>> 0];
}
