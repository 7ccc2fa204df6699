import type { Merge } from './learn-merges.ts';

/** How often merges are left out at random while encoding, to train on several segmentations of the same text. */
export interface MergeDropout {
  /** Probability of leaving out a merge, 0 to 1; Provilkov et al. use 0.1, and 0.6 for Chinese and Japanese. */
  readonly probability: number;
  /** A number in [0, 1) for draw 0, 1, 2, ...: the stream of a seeded generator, or one that ignores the number of the draw. */
  readonly uniform: (draw: number) => number;
}

/** Merges by the ids of their sides, for encoding. */
export class MergeTable {
  readonly #size: number;
  readonly #ranks: Map<number, number> = new Map();
  readonly #merged: Int32Array;

  /** @param id gives the vocabulary id of a piece; `size` is above all of them. */
  constructor(merges: readonly Merge[], id: (piece: string) => number, size: number) {
    this.#size = size;
    this.#merged = Int32Array.from(merges, ([left, right]) => id(left + right));
    merges.forEach(([left, right], rank) => {
      this.#ranks.set(id(left) * size + id(right), rank);
    });
  }

  /**
   * Merges the pieces of a word in place: the earliest learned merge first, the leftmost of its places first, until none applies. `ends[i]` is where piece
   * i ends; with `keep`, each possible merge is looked at again before every step and left out where `keep` says so (Provilkov et al. 2020,
   * algorithm 1), and merging ends when all are left out.
   */
  apply(ids: number[], ends: number[], keep?: () => boolean): void {
    for (;;) {
      let best = Number.POSITIVE_INFINITY;
      let place = 0;
      for (let i = 1; i < ids.length; i++) {
        const rank = this.#ranks.get(ids[i - 1]! * this.#size + ids[i]!);
        if (rank === undefined || (keep !== undefined && !keep()) || rank >= best) continue;
        best = rank;
        place = i;
      }
      if (place === 0) return;
      ids[place - 1] = this.#merged[best]!;
      ids.splice(place, 1);
      ends.splice(place - 1, 1);
    }
  }
}
