/**
 * What was worked out for the words seen last. Two halves of `capacity / 2` entries: when the younger is full the older is let go, and a word found in
 * the older moves over; so a lookup costs one or two map accesses and memory is bounded.
 */
export class WordCache<Value> {
  readonly #half: number;
  #young: Map<string, Value> = new Map();
  #old: Map<string, Value> = new Map();

  constructor(capacity: number) {
    this.#half = Math.max(1, Math.floor(capacity / 2));
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(word: string): Value | undefined {
    const value = this.#young.get(word);
    if (value !== undefined) return value;
    const older = this.#old.get(word);
    if (older === undefined) return undefined;
    this.#old.delete(word);
    this.set(word, older);
    return older;
  }

  set(word: string, value: Value): void {
    if (this.#young.size >= this.#half) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(word, value);
  }
}
