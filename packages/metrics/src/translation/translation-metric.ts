import { halfEven } from '../half-even.ts';
import { requireSameLength } from '../same-length.ts';

/** For each segment its reference translation, or several of them; the number may differ from segment to segment. */
export type References = readonly (string | readonly string[])[];

/** A corpus score that depends on sums over segments only: the sums of any choice of segments give the score of that choice. */
export interface TranslationMetric<Details extends { score: number } = { score: number }> {
  /** As sacreBLEU prints it: `BLEU`, `chrF2++`, `TER`. */
  readonly name: string;
  /** What is summed of one segment; always the same number of entries. */
  readonly segmentStatistics: (hypothesis: string, references: readonly string[]) => number[];
  readonly scoreOf: (sums: ArrayLike<number>) => Details;
  /** Settings between `nrefs` and `version` of the signature, in sacreBLEU's order. */
  readonly settings: Readonly<Record<string, string | number>>;
}

export type TranslationScore<Details extends { score: number } = { score: number }> = Details & {
  name: string;
  /** What the score depends on besides the texts, in the form of sacreBLEU (Post 2018); see {@link scorerVersion}. */
  signature: string;
};

/**
 * What stands under `version` in signatures. sacreBLEU writes its own version there; these scorers are not sacreBLEU, though tested against
 * its version 2.6.0, and do not pass for it. Goes up with every change that can change a score.
 */
export const scorerVersion = 'textloom-1';

/**
 * The score of a metric over a corpus.
 *
 * @param hypotheses `[N]` translations, not tokenized.
 * @param references `[N]`
 * @throws RangeError for lists of different lengths, no segments, or a segment without references.
 */
export function corpusScore<Details extends { score: number }>(
  metric: TranslationMetric<Details>,
  hypotheses: readonly string[],
  references: References,
): TranslationScore<Details> {
  const { width, rows } = corpusStatistics(metric, hypotheses, references);
  const sums = new Float64Array(width);
  for (let i = 0; i < rows.length; i++) sums[i % width]! += rows[i]!;
  return { ...metric.scoreOf(sums), name: metric.name, signature: signature(metric, references) };
}

/**
 * The statistics of each segment, made once for many choices of segments.
 *
 * @returns `rows`: `[N, width]`.
 * @throws RangeError as {@link corpusScore}.
 */
export function corpusStatistics(
  metric: TranslationMetric,
  hypotheses: readonly string[],
  references: References,
): { width: number; rows: Float64Array } {
  requireSameLength(metric.name, hypotheses, references);
  if (hypotheses.length === 0) throw new RangeError(`${metric.name}: expected at least one segment, found none`);
  const rows = hypotheses.map((hypothesis, i) => {
    const own = referencesOf(references[i]!);
    if (own.length === 0) throw new RangeError(`${metric.name}: segment ${i} has no reference, expected at least one`);
    return metric.segmentStatistics(hypothesis, own);
  });
  return { width: rows[0]!.length, rows: Float64Array.from(rows.flat()) };
}

/** `BLEU|nrefs:1|…|version:… = 23.20`, as sacreBLEU prints it. */
export function formatTranslationScore({ name, signature, score }: TranslationScore, decimals = 2): string {
  return `${name}|${signature} = ${halfEven(score, decimals)}`;
}

function signature(metric: TranslationMetric, references: References): string {
  const numbers = new Set(references.map((own) => referencesOf(own).length));
  const all = { nrefs: numbers.size === 1 ? [...numbers][0]! : 'var', ...metric.settings, version: scorerVersion };
  return Object.entries(all)
    .map(([key, value]) => `${key}:${value}`)
    .join('|');
}

function referencesOf(references: string | readonly string[]): readonly string[] {
  return typeof references === 'string' ? [references] : references;
}
