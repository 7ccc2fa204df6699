import {
  add,
  crossEntropy,
  type Engine,
  exp,
  gatherRows,
  logSoftmax,
  multiply,
  scale,
  slice,
  subtract,
  sum,
  type Tensor,
} from '@textloom/tensor';
import { createBatcher } from '../batch.ts';
import type { HeadConfig, TextClassifierConfig } from '../config.ts';
import type { EncodedCorpus } from '../corpus.ts';
import type { TextClassifier } from '../models/text-classifier.ts';
import { createTextNetwork } from '../models/text-network.ts';
import { existingParameters, type ParameterSource } from '../parameter-source.ts';
import { inferencePass, trainingPass } from '../pass.ts';
import type { ModelTask } from './model-task.ts';

/** What the network is trained towards. */
export interface ClassificationObjective {
  /** share of the target spread over all labels (Szegedy et al. 2016); default 0.1 */
  readonly labelSmoothing?: number;
  /** head → weight of each of its labels; default 1 */
  readonly classWeights?: Readonly<Record<string, readonly number[]>>;
  /** head → weight of its loss in the sum; default 1 */
  readonly headWeights?: Readonly<Record<string, number>>;
  /** weight of the agreement between two passes with different masks (R-Drop, Liang et al. 2021); default 0: one pass */
  readonly rDrop?: number;
}

/** All that a worker thread needs to build the task; passes through `postMessage`. */
export interface ClassificationSpec {
  readonly config: TextClassifierConfig;
  /** size of the vocabulary */
  readonly words: number;
  readonly corpus: EncodedCorpus;
  readonly frozenRows: readonly number[];
  readonly objective: ClassificationObjective;
}

/** The task of training a model's network on a corpus that the model has encoded. */
export function classificationTask(
  model: TextClassifier,
  corpus: EncodedCorpus,
  objective: ClassificationObjective = {},
): ModelTask<ClassificationSpec> {
  const { config, codec, frozenRows } = model;
  return build(existingParameters(model.engine), { config, words: codec.vocabulary.size, corpus, frozenRows: [...frozenRows], objective });
}

/** Builds the same task in a worker thread, over the parameters that its engine shares. */
export function createTask(engine: Engine, spec: ClassificationSpec): ModelTask<ClassificationSpec> {
  return build(existingParameters(engine), spec);
}

function build(source: ParameterSource, spec: ClassificationSpec): ModelTask<ClassificationSpec> {
  const { config, words, corpus, objective } = spec;
  const network = createTextNetwork(source, config, words);
  const { wordRowDropout, tokenDropout } = config.embedding;
  const batcher = createBatcher(corpus, { wordRowDropout, tokenDropout, frozenRows: new Set(spec.frozenRows) });
  const rDrop = objective.rDrop ?? 0;

  return {
    exampleCount: corpus.size,
    lengthOf: (text) => corpus.starts[text + 1] - corpus.starts[text],
    parameters: network.parameters,
    module: { url: import.meta.url, spec },
    loss(texts, step) {
      const pass = step.training ? trainingPass(step) : inferencePass();
      const twice = step.training && rDrop > 0;
      const logits = network.logits(batcher(twice ? Int32Array.of(...texts, ...texts) : texts, pass), pass);
      const losses = config.heads.map((head) => {
        const targets = Int32Array.from(texts, (text) => corpus.labels[head.name][text]);
        const loss = scale(
          headLoss(logits[head.name], twice ? Int32Array.of(...targets, ...targets) : targets, head, objective),
          1 / (targets.length * (twice ? 2 : 1)),
        );
        const whole = twice ? withAgreement(loss, logits[head.name], targets, rDrop) : loss;
        const weight = objective.headWeights?.[head.name] ?? 1;
        return weight === 1 ? whole : scale(whole, weight);
      });
      return losses.reduce((total, loss) => add(total, loss));
    },
  };
}

/**
 * Sum over the texts whose label is known of class weight times cross entropy. It is divided by the number of all texts of the batch, not of
 * the known ones, so that the parts of a batch add up to the same loss whichever way it is cut.
 */
function headLoss(
  logits: Tensor,
  targets: Int32Array,
  { name }: HeadConfig,
  { labelSmoothing = 0.1, classWeights }: ClassificationObjective,
): Tensor {
  const { engine } = logits;
  const weights = classWeights?.[name];
  return crossEntropy(logits, engine.ints(targets, [targets.length]), {
    ignoreIndex: -1,
    labelSmoothing,
    reduction: 'sum',
    ...(weights === undefined ? {} : { classWeights: engine.tensor(weights, [weights.length]) }),
  });
}

/**
 * loss + alpha / N * sum over the labelled texts of (KL(p || q) + KL(q || p)) / 2, where p and q are the distributions of the two passes, which
 * lie one under the other in `logits` [2N, C]. With the cross entropy halved, as it is here, this is R-Drop's loss of equation 4, halved.
 */
function withAgreement(loss: Tensor, logits: Tensor, targets: Int32Array, alpha: number): Tensor {
  const { engine } = logits;
  const labelled = Int32Array.from(targets.keys()).filter((text) => targets[text] >= 0);
  if (labelled.length === 0) return loss;
  const N = targets.length;
  const [logP, logQ] = [slice(logits, 0, 0, N), slice(logits, 0, N, 2 * N)].map((half) =>
    logSoftmax(labelled.length === N ? half : gatherRows(half, engine.ints(labelled, [labelled.length]))),
  );
  const divergence = sum(multiply(subtract(exp(logP), exp(logQ)), subtract(logP, logQ)));
  return add(loss, scale(divergence, alpha / (2 * N)));
}
