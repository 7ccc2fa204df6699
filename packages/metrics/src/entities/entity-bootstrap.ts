import {
  type BootstrapOptions,
  bootstrapInterval,
  type Interval,
  type PairedComparison,
  pairedBootstrap,
  type Statistic,
} from '../bootstrap.ts';
import { ratio, requireSameLength } from '../same-length.ts';
import { distinctEntities, type SentenceEntities } from './entity-scores.ts';

/**
 * Percentile bootstrap interval of the pooled F1 over exact matches. Sentences are drawn, not entities: what stands in one sentence
 * succeeds or fails together. F1 is that of the counts summed over the sentences drawn.
 *
 * @param gold `[N]` the entities of each sentence.
 * @param predicted `[N]`
 * @throws RangeError for lists of different lengths, no sentences, or options as {@link bootstrapInterval}.
 */
export function entityF1Interval(gold: SentenceEntities, predicted: SentenceEntities, options: BootstrapOptions = {}): Interval {
  return bootstrapInterval(gold.length, f1Of(gold, predicted), options);
}

/**
 * Interval and p-value of the difference in F1 between two systems on the same sentences, `first - second` (paired bootstrap,
 * Koehn 2004; for NER Berg-Kirkpatrick, Burkett and Klein 2012).
 *
 * @throws RangeError as {@link entityF1Interval}.
 */
export function pairedEntityBootstrap(
  gold: SentenceEntities,
  first: SentenceEntities,
  second: SentenceEntities,
  options: BootstrapOptions = {},
): PairedComparison {
  return pairedBootstrap(gold.length, f1Of(gold, first), f1Of(gold, second), options);
}

/** F1 of the sentences chosen, as 2 correct / (gold + predicted), from counts made once. */
function f1Of(gold: SentenceEntities, predicted: SentenceEntities): Statistic {
  requireSameLength('entity bootstrap', gold, predicted);
  const correct = new Int32Array(gold.length);
  const both = new Int32Array(gold.length);
  for (const [i, sentence] of gold.entries()) {
    const { expected, found } = distinctEntities(sentence, predicted[i]!);
    for (const key of found.keys()) if (expected.has(key)) correct[i]!++;
    both[i] = expected.size + found.size;
  }
  return (indices) => {
    let matched = 0;
    let total = 0;
    for (const i of indices) {
      matched += correct[i]!;
      total += both[i]!;
    }
    return ratio(2 * matched, total);
  };
}
