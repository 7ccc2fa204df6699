/** A pair of symbols at the frequency it had when it was queued. */
export interface QueuedPair {
  readonly frequency: number;
  readonly pair: number;
}

/** A binary heap of pairs, the most frequent first, equals as `before` says. */
export class PairQueue {
  readonly #heap: QueuedPair[] = [];
  readonly #before: (first: number, second: number) => boolean;

  /** @param before whether of two equally frequent pairs the first goes first; a strict order, so that the queue's history does not matter. */
  constructor(before: (first: number, second: number) => boolean) {
    this.#before = before;
  }

  push(entry: QueuedPair): void {
    const heap = this.#heap;
    let place = heap.length;
    heap.push(entry);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.#precedes(entry, heap[parent]!)) break;
      heap[place] = heap[parent]!;
      place = parent;
    }
    heap[place] = entry;
  }

  pop(): QueuedPair | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && this.#precedes(heap[child + 1]!, heap[child]!)) child++;
      if (!this.#precedes(heap[child]!, last)) break;
      heap[place] = heap[child]!;
      place = child;
    }
    heap[place] = last;
    return first;
  }

  #precedes(first: QueuedPair, second: QueuedPair): boolean {
    if (first.frequency !== second.frequency) return first.frequency > second.frequency;
    return first.pair !== second.pair && this.#before(first.pair, second.pair);
  }
}
