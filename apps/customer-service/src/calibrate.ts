import { type HeadScores, mixScores } from '@textloom/lstm';
import { fitTemperature } from '@textloom/metrics';
import type { Config } from './config.ts';
import { decide } from './decision.ts';
import { chooseScopeRule, everythingInScope, type ScopeRule, withCertainty } from './scope.ts';

/** What is chosen on validation data after the training. */
export interface Choices {
  /** w of log p_network + w log p_linear */
  readonly linearWeight: number;
  /** the mixture's log-probabilities are divided by it */
  readonly temperature: number;
  readonly scope: ScopeRule;
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
  const probabilities = mixScores(scores, { linearWeight, temperature });
  // The configuration names the temperature of the mixture itself; the probabilities have been divided by theirs already.
  const softening = config.outOfScope.softening / temperature;
  const decisions = withCertainty(decide(probabilities, scores.labels), probabilities, scores.labels, softening);
  const scope = config.outOfScope.method === 'class' ? everythingInScope : chooseScopeRule(decisions, gold, softening, config);
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

/** A validation set that is all right asks for T = 0, and every answer would be certain; from few examples answers are not sharpened at all. */
const lowestTemperature = { ofFew: 1, ofMany: 0.5, many: 100 };

function chooseTemperature(probabilities: Float32Array, labels: number, gold: ArrayLike<number>): number {
  const logits: number[][] = [];
  const targets: number[] = [];
  for (let row = 0; row * labels < probabilities.length; row++) {
    if (gold[row] < 0) continue;
    logits.push(Array.from(probabilities.subarray(row * labels, (row + 1) * labels), (p) => Math.log(Math.max(1e-30, p))));
    targets.push(gold[row]);
  }
  if (targets.length === 0) return 1;
  const { ofFew, ofMany, many } = lowestTemperature;
  return Math.max(targets.length < many ? ofFew : ofMany, fitTemperature(logits, targets).temperature);
}
