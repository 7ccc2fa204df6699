import { type CalibrationError, calibrationError } from '../calibration-error.ts';
import { requireSameLength } from '../same-length.ts';
import { type EntitySpan, entityKey, type SentenceEntities } from './entity-scores.ts';

/** A predicted entity with the probability that it is exactly right, in [0, 1]. */
export interface ConfidentEntity extends EntitySpan {
  readonly confidence: number;
}

/** `[E]` each, over the predicted entities of all sentences in order. */
export interface JudgedEntities {
  confidence: Float64Array;
  /** 1 where a gold entity has the same start, end and type. */
  correct: Uint8Array;
}

/**
 * Predicted entities as right or wrong with their confidence: what {@link calibrationError}, `auroc` and `averagePrecision` take.
 *
 * @param gold `[N]` the entities of each sentence.
 * @param predicted `[N]` those predicted, with confidence.
 * @throws RangeError for lists of different lengths.
 */
export function judgeEntities(gold: SentenceEntities, predicted: readonly (readonly ConfidentEntity[])[]): JudgedEntities {
  requireSameLength('judgeEntities', gold, predicted);
  const judged = predicted.flatMap((sentence, i) => {
    const expected = new Set(gold[i]!.map(entityKey));
    return sentence.map((entity) => ({ confidence: entity.confidence, correct: expected.has(entityKey(entity)) }));
  });
  return {
    confidence: Float64Array.from(judged, ({ confidence }) => confidence),
    correct: Uint8Array.from(judged, ({ correct }) => Number(correct)),
  };
}

/**
 * Whether confidence can be believed: of the entities predicted with a confidence near 0.9, are nine in ten right? Precision against mean
 * confidence in bins (Guo et al. 2017; for sequences Nguyen and O'Connor 2015). What is missed has no confidence and is not seen here.
 *
 * @throws RangeError for lists of different lengths or a confidence outside [0, 1].
 */
export function entityCalibration(
  gold: SentenceEntities,
  predicted: readonly (readonly ConfidentEntity[])[],
  options: { bins?: number } = {},
): CalibrationError {
  const { confidence, correct } = judgeEntities(gold, predicted);
  return calibrationError(confidence, correct, options);
}
