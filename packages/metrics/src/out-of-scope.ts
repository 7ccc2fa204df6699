import { auroc } from './auroc.ts';
import { averagePrecision } from './average-precision.ts';
import { ratio, requireSameLength } from './same-length.ts';

/** Judged predictions of a classifier that may refuse. All lists are `[N]`, over the same items. */
export interface ScopePredictions {
  /** How out-of-scope an item looks, higher = more; for instance 1 - largest probability. No NaN. */
  scores: ArrayLike<number>;
  /** 1 or true where the class predicted is the gold class. Not read for items that are out of scope. */
  correct: ArrayLike<number | boolean>;
  /** 1 or true where the item is out of scope. */
  outOfScope: ArrayLike<number | boolean>;
}

/** Rejects nothing; a finite number, so that it survives JSON. */
export const REJECT_NONE: number = Number.MAX_VALUE;

/** Scores at one threshold; an item is rejected when its score is greater. Shares of an empty set are null. */
export interface ScopeScores {
  threshold: number;
  /** In-scope items that are kept and predicted right, of all in-scope items (Larson et al. 2019). */
  inScopeAccuracy: number | null;
  /** In-scope items that are rejected. */
  inScopeRejected: number | null;
  /** Out-of-scope items that are rejected. */
  recall: number | null;
  /** Rejected items that are out of scope; 0 when none is rejected. */
  precision: number | null;
  f1: number | null;
  /** Items treated right: in scope, kept and predicted right, or out of scope and rejected. */
  overallAccuracy: number;
  inScopeCount: number;
  outOfScopeCount: number;
}

/** {@link ScopeScores} with what does not depend on the threshold. */
export interface ScopeReport extends ScopeScores {
  /** In-scope accuracy when nothing is rejected. */
  inScopeAccuracyUnthresholded: number | null;
  auroc: number | null;
  averagePrecision: number | null;
}

/**
 * - `overall-accuracy`: most items treated right (how Larson et al. 2019 choose it).
 * - `balanced`: highest mean of in-scope accuracy and out-of-scope recall.
 * - `in-scope-at-least`: highest out-of-scope recall while in-scope accuracy stays at or above `floor`.
 */
export type ThresholdCriterion = 'overall-accuracy' | 'balanced' | 'in-scope-at-least';

export interface ThresholdOptions {
  criterion: ThresholdCriterion;
  /** For `in-scope-at-least`: the least in-scope accuracy, in [0, 1]. */
  floor?: number;
  /** Thresholds whose criterion is within this of the best count as equally good, and their median is taken; default 0: the highest of the best. */
  tolerance?: number;
  /** With no out-of-scope items to learn from: the in-scope accuracy that may be given up; default 0.01. */
  allowedLoss?: number;
}

export interface ThresholdChoice extends ScopeScores {
  criterion: ThresholdCriterion;
  /** What the choice rests on: the criterion, or, without out-of-scope items, in-scope items alone. */
  basis: 'criterion' | 'in-scope-only';
  /** False when `floor` cannot be met even with nothing rejected; nothing is rejected then. */
  floorMet: boolean;
}

/**
 * Scores of an out-of-scope detector at a threshold.
 *
 * @throws RangeError for lists of different lengths or a NaN score.
 */
export function outOfScopeReport(predictions: ScopePredictions, threshold: number): ScopeReport {
  check(predictions);
  const { scores, correct, outOfScope } = predictions;
  const tally = emptyTally(predictions);
  for (let i = 0; i < scores.length; i++) if (scores[i]! > threshold) reject(tally, Boolean(outOfScope[i]), Boolean(correct[i]));
  return {
    ...scopeScores(tally, threshold),
    inScopeAccuracyUnthresholded: share(tally.inScopeCorrect, tally.inScope),
    auroc: auroc(scores, outOfScope),
    averagePrecision: averagePrecision(scores, outOfScope),
  };
}

/**
 * Chooses the rejection threshold on validation data. Candidates lie halfway between neighbouring scores, with "reject none" and
 * "reject all"; of equally good ones the highest is taken, which rejects least, or with `tolerance` the median.
 *
 * Without out-of-scope items no criterion can see a gain from rejecting, so the lowest threshold is taken that costs at most
 * `allowedLoss` of in-scope accuracy (for `in-scope-at-least`: that stays at or above `floor`), and `basis` says so.
 *
 * @throws RangeError for lists of different lengths, a NaN score, or a missing `floor`.
 */
export function chooseThreshold(predictions: ScopePredictions, options: ThresholdOptions): ThresholdChoice {
  check(predictions);
  if (options.criterion === 'in-scope-at-least' && options.floor === undefined) {
    throw new RangeError("chooseThreshold: criterion 'in-scope-at-least' needs `floor`, the least in-scope accuracy");
  }
  const candidates = thresholdSweep(predictions);
  const none = candidates[0]!;
  const basis = none.outOfScopeCount === 0 ? 'in-scope-only' : 'criterion';
  const floor = leastInScope(none, options, basis);
  const worth = worthOf(options.criterion, basis);
  const allowed = candidates.filter((candidate) => candidate === none || (candidate.inScopeAccuracy ?? 1) >= floor - 1e-12);
  const highest = allowed.reduce((most, candidate) => Math.max(most, worth(candidate)), worth(none));
  const { tolerance = 0 } = options;
  const good = allowed.filter((candidate) => worth(candidate) >= highest - tolerance - 1e-12);
  // With few items the best of them is luck; the middle of all that do about as well holds better on new data.
  const best = good[tolerance > 0 && basis === 'criterion' ? good.length >> 1 : 0]!;
  return { ...best, criterion: options.criterion, basis, floorMet: (none.inScopeAccuracy ?? 1) >= floor - 1e-12 };
}

function leastInScope(none: ScopeScores, options: ThresholdOptions, basis: ThresholdChoice['basis']): number {
  if (options.criterion === 'in-scope-at-least') return options.floor!;
  return basis === 'criterion' ? 0 : (none.inScopeAccuracy ?? 0) - (options.allowedLoss ?? 0.01);
}

function worthOf(criterion: ThresholdCriterion, basis: ThresholdChoice['basis']): (scores: ScopeScores) => number {
  if (basis === 'in-scope-only') return (scores) => scores.inScopeRejected ?? 0;
  if (criterion === 'overall-accuracy') return (scores) => scores.overallAccuracy;
  // With no in-scope items the recall alone decides.
  if (criterion === 'balanced') return (scores) => (scores.inScopeAccuracy ?? 0) + (scores.recall ?? 0);
  return (scores) => scores.recall ?? 0;
}

/**
 * Scores at every threshold that makes a difference, from "reject none" to "reject all": the curve of in-scope accuracy against
 * out-of-scope recall.
 *
 * @throws RangeError for lists of different lengths or a NaN score.
 */
export function thresholdSweep(predictions: ScopePredictions): ScopeScores[] {
  check(predictions);
  const { scores, correct, outOfScope } = predictions;
  const order = Uint32Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
  const tally = emptyTally(predictions);
  const sweep = [scopeScores(tally, REJECT_NONE)];
  for (let position = 0; position < order.length; position++) {
    const i = order[position]!;
    reject(tally, Boolean(outOfScope[i]), Boolean(correct[i]));
    const below = position + 1 < order.length ? scores[order[position + 1]!]! : -Number.MAX_VALUE;
    if (below !== scores[i]) sweep.push(scopeScores(tally, position + 1 < order.length ? between(below, scores[i]!) : below));
  }
  return sweep;
}

/** Halfway, unless rounding would put it on the upper score, which must stay above it. */
function between(below: number, above: number): number {
  const middle = below / 2 + above / 2;
  return middle < above && middle >= below ? middle : below;
}

interface Tally {
  inScope: number;
  inScopeCorrect: number;
  outOfScope: number;
  rejectedInScope: number;
  rejectedCorrect: number;
  rejectedOutOfScope: number;
}

function emptyTally({ correct, outOfScope }: ScopePredictions): Tally {
  const tally = { inScope: 0, inScopeCorrect: 0, outOfScope: 0, rejectedInScope: 0, rejectedCorrect: 0, rejectedOutOfScope: 0 };
  for (let i = 0; i < outOfScope.length; i++) {
    if (outOfScope[i]) tally.outOfScope++;
    else tally.inScope++;
    if (!outOfScope[i] && correct[i]) tally.inScopeCorrect++;
  }
  return tally;
}

function reject(tally: Tally, outOfScope: boolean, correct: boolean): void {
  if (outOfScope) tally.rejectedOutOfScope++;
  else tally.rejectedInScope++;
  if (!outOfScope && correct) tally.rejectedCorrect++;
}

function scopeScores(tally: Tally, threshold: number): ScopeScores {
  const kept = tally.inScopeCorrect - tally.rejectedCorrect;
  const recall = share(tally.rejectedOutOfScope, tally.outOfScope);
  const precision = tally.outOfScope === 0 ? null : ratio(tally.rejectedOutOfScope, tally.rejectedOutOfScope + tally.rejectedInScope);
  return {
    threshold,
    inScopeAccuracy: share(kept, tally.inScope),
    inScopeRejected: share(tally.rejectedInScope, tally.inScope),
    recall,
    precision,
    f1: recall === null || precision === null ? null : ratio(2 * recall * precision, recall + precision),
    overallAccuracy: ratio(kept + tally.rejectedOutOfScope, tally.inScope + tally.outOfScope),
    inScopeCount: tally.inScope,
    outOfScopeCount: tally.outOfScope,
  };
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function check({ scores, correct, outOfScope }: ScopePredictions): void {
  requireSameLength('out-of-scope', scores, correct);
  requireSameLength('out-of-scope', scores, outOfScope);
  for (let i = 0; i < scores.length; i++) if (Number.isNaN(scores[i])) throw new RangeError(`out-of-scope: score of item ${i} is NaN`);
}
