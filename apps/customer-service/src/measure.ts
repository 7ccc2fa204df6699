import { mixScores, type TextClassifier } from '@textloom/lstm';
import {
  accuracy,
  auroc,
  bootstrapInterval,
  type ClassificationReport,
  calibrationError,
  classificationReport,
  meanOf,
  outOfScopeReport,
  topKAccuracy,
} from '@textloom/metrics';
import type { JsonObject } from '@textloom/pipeline';
import type { Config } from './config.ts';
import { decide } from './decision.ts';
import type { IntentExample } from './examples.ts';
import { type DecisionRule, goldOf, head, intentsOfModel, labelled } from './model.ts';
import { inScope, type ScopedDecision, withCertainty } from './scope.ts';

/** The test set, answered by the model. */
export interface Judged {
  readonly examples: readonly IntentExample[];
  readonly intents: readonly string[];
  /** Position of the right intent; -1: out of scope, or an intent that training never saw. */
  readonly gold: Int32Array;
  /** 1 where the utterance is labelled out of scope. */
  readonly outOfScope: Uint8Array;
  readonly probabilities: Float32Array;
  readonly decisions: readonly ScopedDecision[];
  readonly rule: DecisionRule;
}

/** Everything measured on the test set. */
export interface Measured {
  readonly test: JsonObject;
  /** Over the utterances that are in scope. */
  readonly report: ClassificationReport;
  readonly judged: Judged;
}

/** Answers the test set and measures it. */
export function measure(model: TextClassifier, rule: DecisionRule, examples: readonly IntentExample[], config: Config): Measured {
  const corpus = model.encode(labelled(examples, intentsOfModel(model)));
  const scores = model.scores(corpus)[head];
  const probabilities = mixScores(scores, rule);
  const decisions = withCertainty(decide(probabilities, scores.labels), probabilities, scores.labels, rule.scope.softening);
  const gold = goldOf(corpus);
  const outOfScope = Uint8Array.from(examples, ({ intent }) => (intent === rule.outOfScopeLabel ? 1 : 0));
  const judged: Judged = { examples, intents: intentsOfModel(model), gold, outOfScope, probabilities, decisions, rule };

  const asClass = rule.method === 'class';
  // Trained as a class, out of scope is an answer like others; in-scope scores still leave those utterances out, as Larson et al. do.
  const inside = decisions.flatMap((_, row) => (outOfScope[row] === 1 ? [] : [row]));
  const truth = inside.map((row) => gold[row]);
  const right = inside.map((row) => (decisions[row].best === gold[row] ? 1 : 0));
  const known = inside.filter((row) => gold[row] >= 0);
  const report = classificationReport(
    known.map((row) => gold[row]),
    known.map((row) => decisions[row].best),
    { classes: scores.labels },
  );
  const calibration = calibrationError(
    inside.map((row) => decisions[row].confidence),
    right,
  );
  const interval = bootstrapInterval(right.length, meanOf(right), { seed: 1 });
  const accuracyOf = (log: Float32Array): number => {
    const answers = decide(log, scores.labels);
    return accuracy(
      truth,
      inside.map((row) => answers[row].best),
    );
  };
  return {
    judged,
    report,
    test: {
      accuracy: interval.estimate,
      accuracyInterval: [interval.lower, interval.upper],
      macroF1: report.macroPresent.f1,
      topK:
        (known.length / inside.length) *
        topKAccuracy(
          known.map((row) => gold[row]),
          known.map((row) => probabilities.subarray(row * scores.labels, (row + 1) * scores.labels)),
          Math.min(config.topK, scores.labels),
        ),
      k: config.topK,
      ece: calibration.ece,
      examples: inside.length,
      neverSeenInTraining: inside.length - known.length,
      ...(scores.linear === undefined
        ? {}
        : {
            networkAccuracy: accuracyOf(scores.network),
            linearAccuracy: accuracyOf(scores.linear),
            hybridGain: interval.estimate - accuracyOf(scores.network),
          }),
      ...(outOfScope.some(Boolean) ? { oos: scopeScores(judged, asClass) } : {}),
    },
  };
}

/** How well out-of-scope utterances are told, as Larson et al. 2019 report it: accuracy in scope and recall out of scope at the chosen rule. */
function scopeScores({ decisions, gold, outOfScope, rule, intents, probabilities }: Judged, asClass: boolean): JsonObject {
  const outsideClass = intents.indexOf(rule.outOfScopeLabel);
  const rejected = decisions.map((decision) => (asClass ? decision.best === outsideClass : !inScope(decision, rule.scope)));
  const correct = decisions.map(({ best }, row) => best === gold[row]);
  const { inScopeAccuracy, recall, precision, f1, overallAccuracy, inScopeRejected } = outOfScopeReport(
    { scores: rejected.map(Number), correct, outOfScope },
    0.5,
  );
  const doubt = decisions.map(({ certainty }, row) => (asClass ? probabilities[row * intents.length + outsideClass] : 1 - certainty));
  return {
    inScopeAccuracy,
    recall,
    precision,
    f1,
    overallAccuracy,
    inScopeRejected,
    auroc: auroc(doubt, outOfScope),
    examples: outOfScope.reduce((sum, flag) => sum + flag, 0),
    method: rule.method,
    threshold: rule.scope.threshold,
    margin: rule.scope.margin,
  };
}
