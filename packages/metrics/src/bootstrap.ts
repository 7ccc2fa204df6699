import { type DrawBelow, seededDraws } from './seeded-random.ts';

/** A score of the items chosen; an index may occur several times. */
export type Statistic = (indices: Int32Array) => number;

export interface BootstrapOptions {
  /** Number of resamples; default 1000. */
  samples?: number;
  /** Share of resamples inside the interval; default 0.95. */
  level?: number;
  /** Default 1. */
  seed?: number;
}

export interface Interval {
  /** The statistic of the items as they are. */
  estimate: number;
  lower: number;
  upper: number;
  /** Standard deviation over the resamples. */
  standardError: number;
  level: number;
  samples: number;
}

export interface PairedComparison extends Interval {
  /** Two-sided: twice the smaller share of resamples on either side of 0, with one added above and below (never exactly 0), at most 1. */
  pValue: number;
}

/** The mean of a per-item score (1 or 0 for right or wrong gives the accuracy), as a statistic. */
export function meanOf(scores: ArrayLike<number>): Statistic {
  return (indices) => {
    let sum = 0;
    for (const i of indices) sum += scores[i]!;
    return sum / indices.length;
  };
}

/**
 * Percentile bootstrap interval of a statistic (Efron 1979): items are drawn with replacement, as many as there are.
 *
 * @param items number of items, at least 1.
 * @throws RangeError for no items, a level outside (0, 1) or fewer than 1 resamples.
 */
export function bootstrapInterval(items: number, statistic: Statistic, options: BootstrapOptions = {}): Interval {
  const { samples, level, seed } = checked(items, options);
  const drawn = resample(items, samples, seededDraws(seed), statistic);
  return interval(statistic(everyItem(items)), drawn, level);
}

/**
 * Interval of `first - second` where both systems are judged on the same items: each resample draws one set of items for both,
 * so what is hard for both cancels (paired bootstrap, Koehn 2004).
 *
 * @throws RangeError as {@link bootstrapInterval}.
 */
export function pairedBootstrap(items: number, first: Statistic, second: Statistic, options: BootstrapOptions = {}): PairedComparison {
  const { samples, level, seed } = checked(items, options);
  const difference: Statistic = (indices) => first(indices) - second(indices);
  const drawn = resample(items, samples, seededDraws(seed), difference);
  const notAbove = drawn.reduce((count, value) => count + (value <= 0 ? 1 : 0), 0);
  const notBelow = drawn.reduce((count, value) => count + (value >= 0 ? 1 : 0), 0);
  const pValue = Math.min(1, (2 * (Math.min(notAbove, notBelow) + 1)) / (samples + 1));
  return { ...interval(difference(everyItem(items)), drawn, level), pValue };
}

function checked(items: number, options: BootstrapOptions): Required<BootstrapOptions> {
  const settings = { samples: options.samples ?? 1000, level: options.level ?? 0.95, seed: options.seed ?? 1 };
  if (!(items >= 1)) throw new RangeError(`bootstrap: expected at least one item, found ${items}`);
  if (!(settings.level > 0 && settings.level < 1))
    throw new RangeError(`bootstrap: level must lie between 0 and 1, found ${settings.level}`);
  if (!(settings.samples >= 1)) throw new RangeError(`bootstrap: expected at least one resample, found ${settings.samples}`);
  return settings;
}

function everyItem(items: number): Int32Array {
  return Int32Array.from({ length: items }, (_, i) => i);
}

function resample(items: number, samples: number, draw: DrawBelow, statistic: Statistic): Float64Array {
  const indices = new Int32Array(items);
  const values = new Float64Array(samples);
  for (let s = 0; s < samples; s++) {
    for (let i = 0; i < items; i++) indices[i] = draw(items);
    values[s] = statistic(indices);
  }
  return values.sort();
}

function interval(estimate: number, sorted: Float64Array, level: number): Interval {
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  const variance = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, sorted.length - 1);
  return {
    estimate,
    lower: quantile(sorted, (1 - level) / 2),
    upper: quantile(sorted, (1 + level) / 2),
    standardError: Math.sqrt(variance),
    level,
    samples: sorted.length,
  };
}

/** Linear interpolation between the neighbours of position q (n - 1). */
function quantile(sorted: Float64Array, q: number): number {
  const position = q * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
}
