/** Counts of the n-grams of one order; an n-gram is its items joined. */
export type NgramCounts = Map<string, number>;

/**
 * Counts of all n-grams of orders 1 to `order`.
 *
 * @param separator stands between items in the key; occurs in none of them.
 * @returns `[order]`, orders ascending.
 */
export function countNgrams(items: readonly string[], order: number, separator: string): NgramCounts[] {
  const counts = Array.from({ length: order }, (): NgramCounts => new Map());
  for (let start = 0; start < items.length; start++) {
    let key = '';
    for (let n = 0; n < order && start + n < items.length; n++) {
      key = n === 0 ? items[start]! : key + separator + items[start + n]!;
      counts[n]!.set(key, (counts[n]!.get(key) ?? 0) + 1);
    }
  }
  return counts;
}

export function totalCount(counts: NgramCounts): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}

/** How many n-grams the two have in common, each as often as it occurs in both ("clipped", Papineni et al. 2002, section 2.1). */
export function matchedCount(first: NgramCounts, second: NgramCounts): number {
  let matched = 0;
  for (const [key, count] of first) matched += Math.min(count, second.get(key) ?? 0);
  return matched;
}
