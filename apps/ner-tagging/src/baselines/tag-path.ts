import { tagTransitions } from '@textloom/tokenizers';

/** The best sequence of tags by Viterbi (1967), over the transitions that the scheme allows. */
export class TagPath {
  readonly #tags: number;
  readonly #start: readonly boolean[];
  readonly #end: readonly boolean[];
  /** Tags that may stand before each tag. */
  readonly #before: readonly Int32Array[];
  #best: Float64Array;
  #from: Int32Array;

  /** @param tags names of K tags in BIOES */
  constructor(tags: readonly string[]) {
    const { start, end, between } = tagTransitions(tags, 'BIOES');
    this.#tags = tags.length;
    this.#start = start;
    this.#end = end;
    this.#before = tags.map((_, to) => Int32Array.from(tags.keys().filter((from) => between[from][to])));
    this.#best = new Float64Array(0);
    this.#from = new Int32Array(0);
  }

  /**
   * @param scores `[T, K]` of each tag at each word
   * @param transitions `[K, K]` from, to
   * @param length T
   * @returns `[T]` tag numbers; of equally good sequences always the same one
   */
  find(scores: Float64Array, transitions: Float32Array, length: number): Int32Array {
    const tags = this.#tags;
    const path = new Int32Array(length);
    if (length === 0) return path;
    this.#reserve(length);
    const [best, from] = [this.#best, this.#from];
    for (let tag = 0; tag < tags; tag++) best[tag] = this.#start[tag] ? scores[tag] : Number.NEGATIVE_INFINITY;
    for (let at = 1; at < length; at++) {
      const previous = (at - 1) * tags;
      for (let tag = 0; tag < tags; tag++) {
        let [most, source] = [Number.NEGATIVE_INFINITY, 0];
        const before = this.#before[tag];
        for (let k = 0; k < before.length; k++) {
          const score = best[previous + before[k]] + transitions[before[k] * tags + tag];
          if (score > most) [most, source] = [score, before[k]];
        }
        best[at * tags + tag] = most + scores[at * tags + tag];
        from[at * tags + tag] = source;
      }
    }
    const last = (length - 1) * tags;
    let tag = 0;
    for (let other = 1; other < tags; other++) if (this.#end[other] && best[last + other] > best[last + tag]) tag = other;
    for (let at = length - 1; at >= 0; at--) {
      path[at] = tag;
      tag = from[at * tags + tag];
    }
    return path;
  }

  #reserve(length: number): void {
    if (length * this.#tags <= this.#best.length) return;
    this.#best = new Float64Array(length * this.#tags * 2);
    this.#from = new Int32Array(length * this.#tags * 2);
  }
}
