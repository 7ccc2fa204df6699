import type { BaselineName } from './baseline.ts';
import { createMajorityBaseline } from './majority.ts';
import { createBayesBaseline, createLogisticRegressionBaseline, logisticRegressionSeconds } from './natural-baselines.ts';
import { createNaturalWords } from './natural-words.ts';
import { stratifiedOrder } from './subsample.ts';

/** What one baseline learns from and is asked. */
export interface BaselineTask {
  readonly name: BaselineName;
  readonly train: { readonly texts: readonly string[]; readonly labels: readonly string[] };
  readonly test: readonly string[];
  /** About how long training may take; logistic regression takes fewer examples and words when all would take longer. */
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
export function measureBaseline({ name, train, test, seconds }: BaselineTask): BaselineAnswers {
  if (name === 'logisticRegression') return measureLogisticRegression(train.texts, train.labels, test, seconds);
  const baseline = name === 'majority' ? createMajorityBaseline() : createBayesBaseline();
  baseline.fit(train.texts, train.labels);
  return { predictions: test.map((text) => baseline.predict(text)), trainedOn: train.texts.length };
}

/** Words that logistic regression keeps where it cannot have all: with more of them it could see too few examples to learn from. */
const fewWords = 250;

function measureLogisticRegression(
  texts: readonly string[],
  labels: readonly string[],
  test: readonly string[],
  seconds: number,
): BaselineAnswers {
  const frequent = wordsByFrequency(texts);
  const classes = new Set(labels).size;
  const wanted = logisticRegressionSeconds(texts.length, frequent.length, classes);
  const all = wanted <= seconds;
  const vocabulary = new Set(all ? frequent : frequent.slice(0, fewWords));
  const affordable = Math.floor(seconds / logisticRegressionSeconds(1, vocabulary.size, classes));
  // An example of each class at the least, whatever it costs.
  const chosen = stratifiedOrder(labels).slice(0, all ? texts.length : Math.max(classes, affordable));
  const baseline = createLogisticRegressionBaseline(vocabulary);
  baseline.fit(
    chosen.map((index) => texts[index]),
    chosen.map((index) => labels[index]),
  );
  const predictions = test.map((text) => baseline.predict(text));
  if (all) return { predictions, trainedOn: chosen.length };
  const limits = `trained on ${chosen.length} of ${texts.length} examples (stratified) and the ${vocabulary.size} most frequent of ${frequent.length} words`;
  return {
    predictions,
    trainedOn: chosen.length,
    note: `${limits}: natural's implementation would need about ${Math.ceil(wanted)} s for all`,
  };
}

/** All words of the texts, the most frequent first; of equals, the one seen first. */
function wordsByFrequency(texts: readonly string[]): string[] {
  const words = createNaturalWords();
  const counts = new Map<string, number>();
  for (const text of texts) for (const word of new Set(words(text))) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([word]) => word);
}
