import { type HeadScores, mixScores } from '@textloom/lstm';
import { chooseThreshold, fitTemperature, type ThresholdChoice } from '@textloom/metrics';
import type { Config } from './config.ts';

/** What is chosen on validation data after the training. */
export interface Choices {
  /** w of log p_network + w log p_linear */
  readonly linearWeight: number;
  /** the mixture's log-probabilities are divided by it */
  readonly temperature: number;
  readonly scope: ScopeRule;
}

/** When an utterance is taken to be out of scope: its confidence is below `threshold`, or its lead over the second intent below `margin`. */
export interface ScopeRule {
  readonly threshold: number;
  readonly margin: number;
}

/** An answer that is always believed. */
export const everythingInScope: ScopeRule = { threshold: 0, margin: 0 };

/** One row of probabilities, summed up. */
export interface Decision {
  /** Position of the most probable intent. */
  readonly best: number;
  readonly confidence: number;
  /** Lead of the most probable intent over the second. */
  readonly margin: number;
}

/** The most probable intent of each row `[N, labels]`, two labels at least, of probabilities or of their logarithms. */
export function decide(probabilities: Float32Array, labels: number): Decision[] {
  return Array.from({ length: probabilities.length / labels }, (_, row) => {
    let best = 0;
    let first = Number.NEGATIVE_INFINITY;
    let second = Number.NEGATIVE_INFINITY;
    for (let label = 0; label < labels; label++) {
      const p = probabilities[row * labels + label];
      if (p > first) {
        second = first;
        first = p;
        best = label;
      } else if (p > second) second = p;
    }
    return { best, confidence: first, margin: first - second };
  });
}

/** True when the rule believes the decision. */
export function inScope({ confidence, margin }: Decision, rule: ScopeRule): boolean {
  return confidence >= rule.threshold && margin >= rule.margin;
}

/**
 * Chooses, in this order: the weight of the linear half (most utterances right; of equals the one that is surest of the truth), the
 * temperature (Guo et al. 2017), and the rule for what is out of scope (Larson et al. 2019, with a margin).
 *
 * @param gold [N] position of the right intent; -1: out of scope
 */
export function chooseOnValidation(scores: HeadScores, gold: ArrayLike<number>, config: Config): Choices {
  const linearWeight = scores.linear === undefined ? 0 : chooseLinearWeight(scores, gold, config.linear.weights);
  const temperature = chooseTemperature(mixScores(scores, { linearWeight, temperature: 1 }), scores.labels, gold);
  const decisions = decide(mixScores(scores, { linearWeight, temperature }), scores.labels);
  const scope = config.outOfScope.method === 'class' ? everythingInScope : chooseScopeRule(decisions, gold, config);
  return { linearWeight, temperature, scope };
}

function chooseLinearWeight(scores: HeadScores, gold: ArrayLike<number>, weights: readonly number[]): number {
  let best = { weight: 0, right: -1, logLikelihood: Number.NEGATIVE_INFINITY };
  for (const weight of weights) {
    const probabilities = mixScores(scores, { linearWeight: weight, temperature: 1 });
    const decisions = decide(probabilities, scores.labels);
    let right = 0;
    let logLikelihood = 0;
    decisions.forEach((decision, row) => {
      if (gold[row] < 0) return;
      if (decision.best === gold[row]) right++;
      logLikelihood += Math.log(Math.max(1e-30, probabilities[row * scores.labels + gold[row]]));
    });
    if (right > best.right || (right === best.right && logLikelihood > best.logLikelihood)) best = { weight, right, logLikelihood };
  }
  return best.weight;
}

function chooseTemperature(probabilities: Float32Array, labels: number, gold: ArrayLike<number>): number {
  const logits: number[][] = [];
  const targets: number[] = [];
  for (let row = 0; row * labels < probabilities.length; row++) {
    if (gold[row] < 0) continue;
    logits.push(Array.from(probabilities.subarray(row * labels, (row + 1) * labels), (p) => Math.log(Math.max(1e-30, p))));
    targets.push(gold[row]);
  }
  return targets.length === 0 ? 1 : fitTemperature(logits, targets).temperature;
}

function chooseScopeRule(decisions: readonly Decision[], gold: ArrayLike<number>, { outOfScope }: Config): ScopeRule {
  const correct = decisions.map(({ best }, row) => best === gold[row]);
  const outside = decisions.map((_, row) => gold[row] < 0);
  let chosen: { rule: ScopeRule; worth: number } | undefined;
  for (const margin of [...outOfScope.margins].sort((a, b) => a - b)) {
    // A lead below the margin is rejected whatever the confidence: a score above all others.
    const scores = decisions.map((decision) => (decision.margin < margin ? 2 : 1 - decision.confidence));
    const choice = chooseThreshold({ scores, correct, outOfScope: outside }, { criterion: outOfScope.criterion, floor: outOfScope.floor });
    const worth = worthOf(choice);
    // A wider margin has to earn its place.
    if (chosen === undefined || worth > chosen.worth + 1e-9)
      chosen = { rule: { threshold: Math.max(0, 1 - choice.threshold), margin }, worth };
    if (choice.basis === 'in-scope-only') break;
  }
  return chosen?.rule ?? everythingInScope;
}

function worthOf(choice: ThresholdChoice): number {
  if (choice.criterion === 'overall-accuracy') return choice.overallAccuracy;
  if (choice.criterion === 'balanced') return ((choice.inScopeAccuracy ?? 0) + (choice.recall ?? 0)) / 2;
  return choice.floorMet ? (choice.recall ?? 0) : (choice.inScopeAccuracy ?? 0) - 1;
}
