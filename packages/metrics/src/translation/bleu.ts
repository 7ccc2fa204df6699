import { halfEven } from '../half-even.ts';
import { ratio } from '../same-length.ts';
import { type BleuTokenizer, tokenizeForBleu } from './bleu-tokenizers.ts';
import { countNgrams, matchedCount, type NgramCounts, totalCount } from './ngram-counts.ts';
import {
  corpusScore,
  formatTranslationScore,
  type References,
  type TranslationMetric,
  type TranslationScore,
} from './translation-metric.ts';
import { trimmedEnd } from './white-space.ts';

/** What to do with orders without a match; the numbers of the methods are those of Chen and Cherry 2014. */
export type BleuSmoothing =
  | 'exp' // method 3, mteval-v13a: the k-th such order counts 1 / 2^k matches
  | 'floor' // method 1: it counts `smoothingValue` matches
  | 'add-k' // method 2: `smoothingValue` is added to matches and totals of all orders above 1
  | 'none'; // the score is 0

export interface BleuOptions {
  /** Default `13a`; `zh` for Chinese targets. */
  tokenizer?: BleuTokenizer;
  /** Default false. */
  lowercase?: boolean;
  /** Default `exp`. */
  smoothing?: BleuSmoothing;
  /** For `floor` (default 0.1) and `add-k` (default 1). */
  smoothingValue?: number;
  /** Leave out orders that the translation is too short to have; default false for a corpus, true for a sentence. */
  effectiveOrder?: boolean;
}

export interface BleuDetails {
  /** 0 to 100. */
  score: number;
  /** `[4]` percent, smoothed. */
  precisions: number[];
  /** `[4]` n-grams of the translations that occur in a reference. */
  matches: number[];
  /** `[4]` n-grams of the translations. */
  totals: number[];
  brevityPenalty: number;
  /** Tokens of the translations. */
  hypothesisLength: number;
  /** Tokens of the references, of several the one nearest in length. */
  referenceLength: number;
}
export type BleuScore = TranslationScore<BleuDetails>;

const ORDER = 4;
const smoothingDefaults = { exp: undefined, floor: 0.1, 'add-k': 1, none: undefined };

/**
 * BLEU of a corpus (Papineni, Roukos, Ward and Zhu 2002, section 2.3): the geometric mean of the clipped precisions of 1- to 4-grams, pooled
 * over segments, times the brevity penalty; tokenized and smoothed as sacreBLEU 2.6.0 does (Post 2018).
 *
 * @param hypotheses `[N]` translations, not tokenized.
 * @param references `[N]`
 * @throws RangeError as `corpusScore`, and for a smoothing value that is negative or without use.
 */
export function corpusBleu(hypotheses: readonly string[], references: References, options: BleuOptions = {}): BleuScore {
  return corpusScore(bleuMetric(options), hypotheses, references);
}

/** BLEU of one sentence, by default with effective order. Sentence scores do not average to the corpus score. */
export function sentenceBleu(hypothesis: string, references: string | readonly string[], options: BleuOptions = {}): BleuScore {
  return corpusBleu([hypothesis], [references], { effectiveOrder: true, ...options });
}

/** `BLEU|… = 23.20 54.3/29.8/17.5/10.2 (BP = 1.000 ratio = 1.069 hyp_len = 1991 ref_len = 1862)`, the line that sacreBLEU prints. */
export function formatBleu(bleu: BleuScore, decimals = 2): string {
  const { precisions, brevityPenalty, hypothesisLength, referenceLength } = bleu;
  const lengths = `ratio = ${halfEven(ratio(hypothesisLength, referenceLength), 3)} hyp_len = ${hypothesisLength} ref_len = ${referenceLength}`;
  const each = precisions.map((precision) => halfEven(precision, 1)).join('/');
  return `${formatTranslationScore(bleu, decimals)} ${each} (BP = ${halfEven(brevityPenalty, 3)} ${lengths})`;
}

/** BLEU for `corpusScore` and the bootstrap. Statistics: the two lengths, `[4]` matches, `[4]` totals. */
export function bleuMetric(options: BleuOptions = {}): TranslationMetric<BleuDetails> {
  const { tokenizer = '13a', lowercase = false, smoothing = 'exp', effectiveOrder = false } = options;
  const value = options.smoothingValue ?? smoothingDefaults[smoothing];
  if (options.smoothingValue !== undefined && (smoothingDefaults[smoothing] === undefined || !(options.smoothingValue >= 0))) {
    throw new RangeError(
      `BLEU: smoothingValue ${options.smoothingValue} with smoothing ${smoothing}, expected one >= 0 with floor or add-k`,
    );
  }
  const tokenize = tokenizeForBleu[tokenizer];
  const tokens = (text: string): string[] => tokenize(trimmedEnd(lowercase ? text.toLowerCase() : text));
  return {
    name: 'BLEU',
    segmentStatistics: (hypothesis, references) => bleuStatistics(tokens(hypothesis), references.map(tokens)),
    scoreOf: (sums) => bleuOf(sums, smoothing, value ?? 0, effectiveOrder),
    settings: {
      case: lowercase ? 'lc' : 'mixed',
      eff: effectiveOrder ? 'yes' : 'no',
      tok: tokenizer,
      smooth: value === undefined ? smoothing : `${smoothing}[${halfEven(value, 2)}]`,
    },
  };
}

function bleuStatistics(hypothesis: readonly string[], references: readonly (readonly string[])[]): number[] {
  const counts = countNgrams(hypothesis, ORDER, ' ');
  const most = mostInOne(references.map((reference) => countNgrams(reference, ORDER, ' ')));
  const matches = counts.map((ofOrder, n) => matchedCount(ofOrder, most[n]!));
  return [hypothesis.length, nearestLength(hypothesis.length, references), ...matches, ...counts.map(totalCount)];
}

/** Of each n-gram the most occurrences in one reference. */
function mostInOne(references: readonly NgramCounts[][]): NgramCounts[] {
  const [most, ...others] = references;
  for (const other of others) {
    for (const [n, counts] of other.entries()) {
      for (const [key, count] of counts) if (count > (most![n]!.get(key) ?? 0)) most![n]!.set(key, count);
    }
  }
  return most!;
}

/** Length of the reference nearest in length, of two equally near the shorter (Papineni's "best match length"). */
function nearestLength(length: number, references: readonly (readonly string[])[]): number {
  const lengths = references.map((reference) => reference.length).sort((a, b) => a - b);
  return lengths.reduce((best, other) => (Math.abs(other - length) < Math.abs(best - length) ? other : best));
}

function bleuOf(sums: ArrayLike<number>, smoothing: BleuSmoothing, value: number, effectiveOrder: boolean): BleuDetails {
  const [hypothesisLength, referenceLength, ...counts] = Array.from(sums) as [number, number, ...number[]];
  const matches = counts.slice(0, ORDER);
  const totals = counts.slice(ORDER);
  const precisions = new Array<number>(ORDER).fill(0);
  const brevityPenalty = hypothesisLength < referenceLength ? Math.exp(1 - referenceLength / hypothesisLength) : 1;
  const details = { precisions, matches, totals, brevityPenalty, hypothesisLength, referenceLength };
  if (matches.every((matched) => matched === 0)) return { score: 0, ...details };

  let order = ORDER;
  let missing = 0;
  for (let n = 0; n < ORDER; n++) {
    const added = smoothing === 'add-k' && n > 0 ? value : 0;
    const matched = matches[n]! + added;
    const total = totals[n]! + added;
    if (total === 0) break;
    if (effectiveOrder) order = n + 1;
    if (matched > 0) precisions[n] = (100 * matched) / total;
    else if (smoothing === 'exp') precisions[n] = 100 / (2 ** ++missing * total);
    else if (smoothing === 'floor') precisions[n] = (100 * value) / total;
  }
  // Logarithms of shares, not of percentages: what equals its reference scores 100, not 100.00000000000004.
  const logarithms = precisions.slice(0, order).reduce((sum, precision) => sum + Math.log(precision / 100), 0);
  return { score: 100 * brevityPenalty * Math.exp(logarithms / order), ...details };
}
