import type { Baseline, BaselineName } from './baseline.ts';
import { createMajorityBaseline } from './majority.ts';
import { createBayesBaseline, createLogisticRegressionBaseline, logisticRegressionSeconds } from './natural-baselines.ts';
import { createNaturalWords } from './natural-words.ts';
import { affordable, stratifiedOrder } from './subsample.ts';

/** What one baseline learns from and is asked. */
export interface BaselineTask {
  readonly name: BaselineName;
  readonly train: { readonly texts: readonly string[]; readonly labels: readonly string[] };
  readonly test: readonly string[];
  /** About how long training may take; logistic regression takes fewer examples when all would take longer. */
  readonly seconds: number;
}

/** What a baseline answered. */
export interface BaselineAnswers {
  /** A label for each text of the test. */
  readonly predictions: readonly string[];
  /** Examples it learnt from. */
  readonly trainedOn: number;
  /** What a reader of its scores must know; absent when it saw all examples. */
  readonly note?: string;
}

/** Fits a baseline and lets it answer. Runs in the calling thread for as long as it takes. */
export function measureBaseline(task: BaselineTask): BaselineAnswers {
  const { texts, labels } = task.train;
  const baseline = create(task.name);
  if (task.name !== 'logisticRegression') {
    baseline.fit(texts, labels);
    return { predictions: task.test.map((text) => baseline.predict(text)), trainedOn: texts.length };
  }
  const order = stratifiedOrder(labels);
  const classes = new Set(labels).size;
  const count = affordable(order.length, classes, costOf(texts, order, classes), task.seconds);
  const chosen = order.slice(0, count);
  baseline.fit(
    chosen.map((index) => texts[index]),
    chosen.map((index) => labels[index]),
  );
  const predictions = task.test.map((text) => baseline.predict(text));
  if (count === texts.length) return { predictions, trainedOn: count };
  const note = `trained on a stratified sample of ${count} of ${texts.length} examples: natural's implementation would need about ${Math.round(
    costOf(texts, order, classes)(texts.length),
  )} s for all`;
  return { predictions, trainedOn: count, note };
}

function create(name: BaselineName): Baseline {
  if (name === 'majority') return createMajorityBaseline();
  return name === 'bayes' ? createBayesBaseline() : createLogisticRegressionBaseline();
}

/** Seconds to train on the first `count` examples of the order. */
function costOf(texts: readonly string[], order: readonly number[], classes: number): (count: number) => number {
  const words = createNaturalWords();
  const seen = new Set<string>();
  const vocabulary = order.map((index) => {
    const cut = words(texts[index]);
    for (const word of typeof cut === 'string' ? cut.toLowerCase().split(/\W+/) : cut) seen.add(word);
    return seen.size;
  });
  return (count) => (count === 0 ? 0 : logisticRegressionSeconds(count, vocabulary[count - 1], classes));
}
