// The classifiers by their own path: the package's entry loads the clients of four databases.
import { BayesClassifier, LogisticRegressionClassifier } from 'natural/lib/natural/classifiers/index.js';
import type { Baseline } from './baseline.ts';
import { createNaturalWords } from './natural-words.ts';

/** natural's multinomial naive Bayes. */
export function createBayesBaseline(): Baseline {
  return wrap(new BayesClassifier(), undefined);
}

/**
 * natural's logistic regression, one against the rest, by gradient descent on dense vectors. Its time grows with examples x words x
 * classes: {@link logisticRegressionSeconds} foretells it.
 *
 * @param vocabulary the only words it is given
 */
export function createLogisticRegressionBaseline(vocabulary: ReadonlySet<string>): Baseline {
  return wrap(new LogisticRegressionClassifier(), vocabulary);
}

// Measured: 2.6 microseconds for each example x word x class with 100 examples, 4.5 with 400 of 33 classes.
const secondsPerProduct = 4.5e-6;

/** About how long natural's logistic regression takes to train, on one free core. */
export function logisticRegressionSeconds(examples: number, words: number, classes: number): number {
  return examples * words * classes * secondsPerProduct;
}

function wrap(classifier: BayesClassifier | LogisticRegressionClassifier, vocabulary: ReadonlySet<string> | undefined): Baseline {
  const cut = createNaturalWords();
  const words = (text: string): string[] => (vocabulary === undefined ? cut(text) : cut(text).filter((word) => vocabulary.has(word)));
  // natural trims its labels; ours may carry spaces.
  const labelOf = new Map<string, string>();
  return {
    fit(texts, labels) {
      for (const [index, text] of texts.entries()) {
        labelOf.set(labels[index].trim(), labels[index]);
        classifier.addDocument(words(text), labels[index]);
      }
      classifier.train();
    },
    predict(text) {
      const label = classifier.classify(words(text));
      return labelOf.get(label) ?? label;
    },
  };
}
