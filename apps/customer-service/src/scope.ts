import { chooseThreshold, type ThresholdChoice } from '@textloom/metrics';
import type { Config } from './config.ts';
import type { Decision } from './decision.ts';

/** When an utterance is taken to be out of scope: its certainty is below `threshold`, or its lead over the second intent below `margin`. */
export interface ScopeRule {
  readonly threshold: number;
  readonly margin: number;
  /** Temperature of the distribution whose entropy is looked at; see {@link certaintyOf}. */
  readonly softening: number;
}

/** A decision with how certain it is, as far as scope goes. */
export interface ScopedDecision extends Decision {
  readonly certainty: number;
}

/** Right validation answers that it takes to choose a threshold from them alone. */
const enoughRight = 50;

/** A rule that believes every answer. */
export const everythingInScope: ScopeRule = { threshold: 0, margin: 0, softening: 1 };

/**
 * How certain a distribution over the intents is: 1 - H(q) / ln(labels) with q in proportion to p^(1 / softening); 1 for one sure intent, 0 for all alike.
 *
 * The entropy looks at all intents, not at the first alone: a strange utterance spreads its probability over many. A softened distribution
 * keeps what lies below the first visible (as in Liang et al. 2018, ODIN).
 *
 * @param probabilities one row, `[labels]`
 */
export function certaintyOf(probabilities: ArrayLike<number>, softening: number): number {
  const labels = probabilities.length;
  if (labels < 2) return 1;
  const softened = Array.from(probabilities, (p) => p ** (1 / softening));
  const total = softened.reduce((sum, q) => sum + q, 0);
  const entropy = softened.reduce((sum, weight) => {
    const q = weight / total;
    return q > 0 ? sum - q * Math.log(q) : sum;
  }, 0);
  // Of equals the entropy may come out above its largest value by a rounding.
  return Math.max(0, 1 - entropy / Math.log(labels));
}

/** Decisions with the certainty of each row of probabilities `[N, labels]`. */
export function withCertainty(
  decisions: readonly Decision[],
  probabilities: Float32Array,
  labels: number,
  softening: number,
): ScopedDecision[] {
  return decisions.map((decision, row) => ({
    ...decision,
    certainty: certaintyOf(probabilities.subarray(row * labels, (row + 1) * labels), softening),
  }));
}

/** True when the rule believes the decision. */
export function inScope({ certainty, margin }: Pick<ScopedDecision, 'certainty' | 'margin'>, rule: ScopeRule): boolean {
  return certainty >= rule.threshold && margin >= rule.margin;
}

/**
 * Chooses threshold and margin together, by the criterion of the configuration.
 *
 * @param gold [N] position of the right intent; -1: out of scope
 * @param softening with which the certainties were computed
 */
export function chooseScopeRule(
  decisions: readonly ScopedDecision[],
  gold: ArrayLike<number>,
  softening: number,
  { outOfScope }: Config,
): ScopeRule {
  const { criterion, floor, tolerance } = outOfScope;
  const correct = decisions.map(({ best }, row) => best === gold[row]);
  const outside = decisions.map((_, row) => gold[row] < 0);
  const right = correct.filter(Boolean).length;
  // With nothing right, a rule that refuses everything looks best; without out-of-scope examples, a few right ones say little about the rest.
  if (right === 0 || (right < enoughRight && !outside.some(Boolean))) return { ...everythingInScope, softening };
  const accuracy = right / outside.filter((flag) => !flag).length;
  let chosen: { rule: ScopeRule; worth: number } | undefined;
  for (const margin of [...outOfScope.margins].sort((a, b) => a - b)) {
    // A lead below the margin is rejected whatever the certainty: a score above all others.
    const scores = decisions.map((decision) => (decision.margin < margin ? 2 : 1 - decision.certainty));
    const choice = chooseThreshold({ scores, correct, outOfScope: outside }, { criterion, floor: floor * accuracy, tolerance });
    const worth = worthOf(choice);
    // A wider margin has to earn its place.
    if (chosen === undefined || worth > chosen.worth + 2 * tolerance + 1e-9) {
      chosen = { rule: { threshold: Math.min(1, Math.max(0, 1 - choice.threshold)), margin, softening }, worth };
    }
    if (choice.basis === 'in-scope-only') break;
  }
  return chosen?.rule ?? { ...everythingInScope, softening };
}

function worthOf(choice: ThresholdChoice): number {
  if (choice.criterion === 'overall-accuracy') return choice.overallAccuracy;
  if (choice.criterion === 'balanced') return ((choice.inScopeAccuracy ?? 0) + (choice.recall ?? 0)) / 2;
  return choice.floorMet ? (choice.recall ?? 0) : (choice.inScopeAccuracy ?? 0) - 1;
}
