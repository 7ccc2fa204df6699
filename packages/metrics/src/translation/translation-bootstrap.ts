import {
  type BootstrapOptions,
  bootstrapInterval,
  type Interval,
  type PairedComparison,
  pairedBootstrap,
  type Statistic,
} from '../bootstrap.ts';
import { corpusStatistics, type References, type TranslationMetric } from './translation-metric.ts';

/**
 * Percentile bootstrap interval of a corpus score. Segments are drawn, and each draw is scored as a corpus from the sums of its segments'
 * statistics (Koehn 2004, section 3), not as a mean of sentence scores.
 *
 * @param metric `bleuMetric(…)`, `chrfMetric(…)` or `terMetric(…)`.
 * @param hypotheses `[N]`
 * @param references `[N]`
 * @throws RangeError as `corpusScore` and `bootstrapInterval`.
 */
export function translationInterval(
  metric: TranslationMetric,
  hypotheses: readonly string[],
  references: References,
  options: BootstrapOptions = {},
): Interval {
  return bootstrapInterval(hypotheses.length, scoreOfChosen(metric, hypotheses, references), options);
}

/**
 * Interval and p-value of the difference in a corpus score between two systems on the same segments, `first - second` (paired bootstrap
 * resampling, Koehn 2004, section 4). Of TER the lower score is the better one.
 *
 * @param first `[N]` translations of one system.
 * @param second `[N]` of the other.
 * @param references `[N]`
 * @throws RangeError as {@link translationInterval}.
 */
export function pairedTranslationBootstrap(
  metric: TranslationMetric,
  first: readonly string[],
  second: readonly string[],
  references: References,
  options: BootstrapOptions = {},
): PairedComparison {
  return pairedBootstrap(references.length, scoreOfChosen(metric, first, references), scoreOfChosen(metric, second, references), options);
}

function scoreOfChosen(metric: TranslationMetric, hypotheses: readonly string[], references: References): Statistic {
  const { width, rows } = corpusStatistics(metric, hypotheses, references);
  return (indices) => {
    const sums = new Float64Array(width);
    for (const i of indices) for (let k = 0; k < width; k++) sums[k]! += rows[i * width + k]!;
    return metric.scoreOf(sums).score;
  };
}
