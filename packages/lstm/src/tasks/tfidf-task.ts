import { add, crossEntropy, type Engine, scale, type Tensor } from '@textloom/tensor';
import type { HeadConfig } from '../config.ts';
import type { EncodedCorpus } from '../corpus.ts';
import { type FeatureMatrix, selectRows } from '../feature-matrix.ts';
import type { TextClassifier } from '../models/text-classifier.ts';
import { createTfidfClassifier } from '../models/tfidf-classifier.ts';
import { existingParameters, type ParameterSource } from '../parameter-source.ts';
import { fault } from '../user-error.ts';
import type { ModelTask } from './model-task.ts';

/** All that a worker thread needs to build the task; passes through `postMessage`. */
export interface TfidfSpec {
  readonly heads: readonly HeadConfig[];
  /** number of features */
  readonly features: number;
  readonly matrix: FeatureMatrix;
  readonly labels: EncodedCorpus['labels'];
}

/**
 * The task of training a model's linear half: cross entropy, nothing dropped. Adagrad with a rate of 0.2 to 0.5 gets there in some ten epochs.
 * @throws UserError when the model has no linear half
 */
export function tfidfTask(model: TextClassifier, corpus: EncodedCorpus): ModelTask<TfidfSpec> {
  if (model.vectorizer === undefined || corpus.features === undefined) {
    throw fault('the model has no linear half', { expected: '`linear` in its configuration, and a corpus that it encoded' });
  }
  const spec = { heads: model.config.heads, features: model.vectorizer.size, matrix: corpus.features, labels: corpus.labels };
  return build(existingParameters(model.engine), spec);
}

/** Builds the same task in a worker thread, over the parameters that its engine shares. */
export function createTask(engine: Engine, spec: TfidfSpec): ModelTask<TfidfSpec> {
  return build(existingParameters(engine), spec);
}

function build(source: ParameterSource, spec: TfidfSpec): ModelTask<TfidfSpec> {
  const { heads, features, matrix, labels } = spec;
  const classifier = createTfidfClassifier(source, features, heads);
  const { engine } = classifier.parameters[0];
  return {
    exampleCount: matrix.starts.length - 1,
    lengthOf: (text) => matrix.starts[text + 1] - matrix.starts[text],
    parameters: classifier.parameters,
    module: { url: import.meta.url, spec },
    loss(texts) {
      const logits = classifier.logits(selectRows(matrix, texts));
      const losses = heads.map(({ name }): Tensor => {
        const targets = Int32Array.from(texts, (text) => labels[name][text]);
        return crossEntropy(logits[name], engine.ints(targets, [targets.length]), { ignoreIndex: -1, reduction: 'sum' });
      });
      return scale(
        losses.reduce((total, loss) => add(total, loss)),
        1 / texts.length,
      );
    },
  };
}
