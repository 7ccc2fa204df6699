/** How long one call takes, in milliseconds. */
export interface Latency {
  /** Half of the calls take at most this long. */
  readonly p50Ms: number;
  /** 99 of 100 calls take at most this long. */
  readonly p99Ms: number;
}

/**
 * Latency of each of several things to do with an item. They take turns item by item, so that a machine that is busy for a while slows all
 * of them alike.
 *
 *     const [model, bayes] = measureLatencies(texts, (text) => model.predict(text), (text) => bayes.predict(text));
 */
export function measureLatencies<Item>(items: readonly Item[], ...works: readonly ((item: Item) => void)[]): Latency[] {
  const times = works.map((): number[] => []);
  for (const item of items) {
    for (const [index, work] of works.entries()) times[index].push(milliseconds(() => work(item)));
  }
  return times.map((values) => ({ p50Ms: percentile(values, 0.5), p99Ms: percentile(values, 0.99) }));
}

/** How long one call took. */
export function milliseconds(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** The value that `share` of the values are at most; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) return Number.NaN;
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}
