import { confusionMatrix, confusionTotals } from './confusion-matrix.ts';
import { ratio } from './same-length.ts';

/** Precision, recall and F1, each in [0, 1], 0/0 counted as 0. */
export interface PrecisionRecall {
  precision: number;
  recall: number;
  f1: number;
}

/** The scores of one class; `support` is how often it is gold. */
export interface ClassScores extends PrecisionRecall {
  label: string;
  support: number;
}

/** All that a single-label classification is usually judged by. */
export interface ClassificationReport {
  accuracy: number;
  confusion: number[][];
  perClass: ClassScores[];
  /** All classes pooled; for single-label data equal to the accuracy. */
  micro: PrecisionRecall;
  /** Unweighted mean over all K classes; its F1 is the mean of the class F1s. */
  macro: PrecisionRecall;
  /** Unweighted mean over the classes that occur in gold or predictions (scikit-learn's default). */
  macroPresent: PrecisionRecall;
  /** Mean weighted by support. */
  weighted: PrecisionRecall;
}

export interface ClassificationReportOptions {
  /** K; default: the number of labels, else one more than the largest id seen. */
  classes?: number;
  /** `[K]` names for the table; default: the ids as text. */
  labels?: readonly string[];
}

/**
 * Precision, recall and F1 per class with micro, macro and weighted means.
 *
 * @param gold `[N]` class ids in 0 .. K-1.
 * @param predicted `[N]` class ids in 0 .. K-1.
 * @throws RangeError for different lengths or ids outside 0 .. K-1.
 */
export function classificationReport(
  gold: ArrayLike<number>,
  predicted: ArrayLike<number>,
  options: ClassificationReportOptions = {},
): ClassificationReport {
  const confusion = confusionMatrix(gold, predicted, options.classes ?? options.labels?.length);
  const totals = confusionTotals(confusion);
  const perClass = confusion.map((row, k): ClassScores => {
    const precision = ratio(row[k]!, totals.predicted[k]!);
    const recall = ratio(row[k]!, totals.gold[k]!);
    return { label: options.labels?.[k] ?? String(k), precision, recall, f1: harmonic(precision, recall), support: totals.gold[k]! };
  });
  const pooled = ratio(totals.correct, totals.total);
  const present = perClass.filter((_, k) => totals.gold[k]! + totals.predicted[k]! > 0);
  return {
    accuracy: pooled,
    confusion,
    perClass,
    micro: { precision: pooled, recall: pooled, f1: pooled },
    macro: meanScores(perClass, () => 1),
    macroPresent: meanScores(present, () => 1),
    weighted: meanScores(perClass, (scores) => scores.support),
  };
}

/** F1: the harmonic mean of precision and recall. */
export function harmonic(precision: number, recall: number): number {
  return ratio(2 * precision * recall, precision + recall);
}

/** Each of the scores averaged over classes, all 0 without classes. */
export function meanScores<Scores extends PrecisionRecall>(
  classes: readonly Scores[],
  weightOf: (scores: Scores) => number,
): PrecisionRecall {
  const total = classes.reduce((sum, scores) => sum + weightOf(scores), 0);
  const of = (field: keyof PrecisionRecall): number =>
    ratio(
      classes.reduce((sum, scores) => sum + weightOf(scores) * scores[field], 0),
      total,
    );
  return { precision: of('precision'), recall: of('recall'), f1: of('f1') };
}
