/**
 * Numbers 32-bit hashes 0, 1, 2, ... in the order they come, by open addressing in typed arrays. Two features of the same hash share a number:
 * of a million, about a hundred pairs.
 */
export class FeatureTable {
  #hashes: Int32Array;
  /** Number + 1 of the hash in each slot; 0: free. */
  #numbers: Int32Array;
  #size = 0;

  constructor() {
    this.#hashes = new Int32Array(1 << 16);
    this.#numbers = new Int32Array(1 << 16);
  }

  /** How many hashes have a number. */
  get size(): number {
    return this.#size;
  }

  /** The number of a hash; -1 when it has none. */
  find(hash: number): number {
    return this.#numbers[this.#slotOf(hash | 0)] - 1;
  }

  /** The number of a hash, a new one when it has none. */
  add(hash: number): number {
    const slot = this.#slotOf(hash | 0);
    if (this.#numbers[slot] !== 0) return this.#numbers[slot] - 1;
    this.#hashes[slot] = hash;
    this.#numbers[slot] = ++this.#size;
    if (this.#size * 2 > this.#numbers.length) this.#grow();
    return this.#size - 1;
  }

  #slotOf(hash: number): number {
    const mask = this.#numbers.length - 1;
    let slot = Math.imul(hash, 0x9e3779b1) >>> (32 - Math.log2(this.#numbers.length));
    while (this.#numbers[slot] !== 0 && this.#hashes[slot] !== hash) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [hashes, numbers] = [this.#hashes, this.#numbers];
    this.#hashes = new Int32Array(hashes.length * 2);
    this.#numbers = new Int32Array(hashes.length * 2);
    for (let slot = 0; slot < hashes.length; slot++) {
      if (numbers[slot] === 0) continue;
      const place = this.#slotOf(hashes[slot]);
      this.#hashes[place] = hashes[slot];
      this.#numbers[place] = numbers[slot];
    }
  }
}
