// The classifiers by their own path: the package's entry loads the clients of four databases.
import { BayesClassifier, LogisticRegressionClassifier } from 'natural/lib/natural/classifiers/index.js';
import type { Baseline } from './baseline.ts';
import { createNaturalWords } from './natural-words.ts';

/** natural's multinomial naive Bayes on stemmed words, stop words kept (a question is made of them). */
export function createBayesBaseline(): Baseline {
  return wrap(new BayesClassifier());
}

/**
 * natural's logistic regression, one against the rest, by gradient descent on dense vectors. Its time grows with examples x words x
 * classes; {@link logisticRegressionSeconds} foretells it.
 */
export function createLogisticRegressionBaseline(): Baseline {
  return wrap(new LogisticRegressionClassifier());
}

// Measured on two busy cores: 1.9 to 3.4 microseconds for 5 to 20 classes of BANKING77.
const secondsPerProduct = 2.5e-6;

/** About how long natural's logistic regression takes to train. */
export function logisticRegressionSeconds(examples: number, words: number, classes: number): number {
  return examples * words * classes * secondsPerProduct;
}

function wrap(classifier: BayesClassifier | LogisticRegressionClassifier): Baseline {
  const words = createNaturalWords();
  // natural trims its labels; ours may carry spaces.
  const labelOf = new Map<string, string>();
  classifier.setOptions({ keepStops: true });
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
