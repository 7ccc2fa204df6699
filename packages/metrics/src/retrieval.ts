import { ratio, requireSameLength } from './same-length.ts';

export interface RetrievalScores {
  /** `[Q]` 1 / rank of the first right document of each query, 0 when none is listed. */
  reciprocalRanks: number[];
  /** Mean reciprocal rank. */
  mrr: number;
  /** Share of queries with a right document among the first k, by k. */
  hitRateAt: Record<number, number>;
  /** Mean share of a query's right documents that are among the first k, by k; a query without right documents counts 0. */
  recallAt: Record<number, number>;
}

/**
 * Ranking scores over queries; k may exceed the list.
 *
 * @param ranked `[Q][*]` document ids, best first.
 * @param relevant `[Q][*]` the right document ids.
 * @throws RangeError for different numbers of queries.
 */
export function retrievalScores<Id extends number | string>(
  ranked: readonly (readonly Id[])[],
  relevant: readonly (readonly Id[])[],
  options: { k?: readonly number[] } = {},
): RetrievalScores {
  requireSameLength('retrievalScores', ranked, relevant);
  const cutoffs = options.k ?? [1, 3, 5, 10];
  const hitRateAt: Record<number, number> = Object.fromEntries(cutoffs.map((k) => [k, 0]));
  const recallAt: Record<number, number> = Object.fromEntries(cutoffs.map((k) => [k, 0]));
  const reciprocalRanks = ranked.map((list, q) => {
    const right = new Set(relevant[q]);
    const ranks = rightRanks(list, right);
    for (const k of cutoffs) {
      const found = ranks.filter((rank) => rank <= k).length;
      hitRateAt[k]! += ratio(Math.sign(found), ranked.length);
      recallAt[k]! += ratio(ratio(found, right.size), ranked.length);
    }
    return ranks.length === 0 ? 0 : 1 / ranks[0]!;
  });
  const mrr = ratio(
    reciprocalRanks.reduce((sum, value) => sum + value, 0),
    ranked.length,
  );
  return { reciprocalRanks, mrr, hitRateAt, recallAt };
}

/** Ranks (from 1) at which right documents appear, each document counted once. */
function rightRanks<Id>(list: readonly Id[], right: ReadonlySet<Id>): number[] {
  const seen = new Set<Id>();
  const ranks: number[] = [];
  list.forEach((id, position) => {
    if (!right.has(id) || seen.has(id)) return;
    seen.add(id);
    ranks.push(position + 1);
  });
  return ranks;
}
