import { requireSameLength } from './same-length.ts';

/** One bin (lower, upper] of the reliability diagram; means are 0 when it is empty. */
export interface CalibrationBin {
  lower: number;
  upper: number;
  count: number;
  accuracy: number;
  confidence: number;
}

export interface CalibrationError {
  /** Expected calibration error: sum over bins of (count / N) |accuracy - mean confidence|. */
  ece: number;
  /** Maximum calibration error: the largest gap of a bin that is not empty. */
  mce: number;
  bins: CalibrationBin[];
}

/**
 * Calibration error from confidences (Guo et al. 2017), with bins of equal width; a confidence of 0 falls in the first bin.
 *
 * @param confidence `[N]` in [0, 1].
 * @param correct `[N]` 1 or true where the prediction was right.
 * @throws RangeError for different lengths or a confidence outside [0, 1].
 */
export function calibrationError(
  confidence: ArrayLike<number>,
  correct: ArrayLike<number | boolean>,
  options: { bins?: number } = {},
): CalibrationError {
  requireSameLength('calibrationError', confidence, correct);
  const size = options.bins ?? 15;
  const bins = Array.from(
    { length: size },
    (_, i): CalibrationBin => ({ lower: i / size, upper: (i + 1) / size, count: 0, accuracy: 0, confidence: 0 }),
  );
  for (let i = 0; i < confidence.length; i++) {
    const value = confidence[i]!;
    if (!(value >= 0 && value <= 1 + 1e-6)) throw new RangeError(`calibrationError: confidence of item ${i} is ${value}, expected 0 to 1`);
    const bin = bins[Math.min(size - 1, Math.max(0, Math.ceil(value * size) - 1))]!;
    bin.count++;
    bin.confidence += value;
    bin.accuracy += Number(correct[i]);
  }
  let ece = 0;
  let mce = 0;
  for (const bin of bins) {
    if (bin.count === 0) continue;
    bin.confidence /= bin.count;
    bin.accuracy /= bin.count;
    const gap = Math.abs(bin.accuracy - bin.confidence);
    ece += (bin.count / confidence.length) * gap;
    mce = Math.max(mce, gap);
  }
  return { ece, mce, bins };
}

/**
 * Calibration error of a classifier: confidence is the largest probability, the prediction its class (the first of equals).
 *
 * @param probabilities `[N][C]`, each row summing to 1.
 * @param gold `[N]` class ids.
 * @throws RangeError for different lengths or a probability outside [0, 1].
 */
export function expectedCalibrationError(
  probabilities: ArrayLike<ArrayLike<number>>,
  gold: ArrayLike<number>,
  options: { bins?: number } = {},
): CalibrationError {
  requireSameLength('expectedCalibrationError', probabilities, gold);
  const confidence = new Float64Array(gold.length);
  const correct = new Uint8Array(gold.length);
  for (let i = 0; i < gold.length; i++) {
    const row = probabilities[i]!;
    let best = 0;
    for (let c = 1; c < row.length; c++) if (row[c]! > row[best]!) best = c;
    confidence[i] = row[best]!;
    correct[i] = best === gold[i] ? 1 : 0;
  }
  return calibrationError(confidence, correct, options);
}
