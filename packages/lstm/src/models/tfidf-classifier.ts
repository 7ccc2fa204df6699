import { add, embeddingBag, logSoftmax, type Parameter, type Tensor, zeros } from '@textloom/tensor';
import type { HeadConfig } from '../config.ts';
import type { FeatureMatrix } from '../feature-matrix.ts';
import type { ParameterSource } from '../parameter-source.ts';

/** Softmax regression on sparse features, one for each head: the linear half of a hybrid, and a strong classifier by itself. */
export interface TfidfClassifier {
  /** for each head the weights [features, labels] and the bias [labels] */
  readonly parameters: readonly Parameter[];
  /** head → logits [B, labels]: the sum over a text's features of value times the feature's row, plus the bias */
  logits(batch: FeatureMatrix): Record<string, Tensor>;
  /** head → log-probabilities [B, labels] */
  logProbabilities(batch: FeatureMatrix): Record<string, Tensor>;
}

/**
 * Makes `linear.<head>.weight` and `linear.<head>.bias`, both zero. The weights are a table with one row for each feature (so [inputs, outputs],
 * unlike a linear layer's), and an update touches the rows of the features that occur.
 *
 * @param features number of features
 */
export function createTfidfClassifier(source: ParameterSource, features: number, heads: readonly HeadConfig[]): TfidfClassifier {
  const layers = heads.map(({ name, labels }) => ({
    name,
    weight: source.parameter(`linear.${name}.weight`, [Math.max(features, 1), labels.length], zeros(), { kind: 'embedding' }),
    bias: source.parameter(`linear.${name}.bias`, [labels.length], zeros(), { kind: 'bias' }),
  }));
  const engine = layers[0].weight.engine;
  const logits = ({ starts, ids, weights }: FeatureMatrix): Record<string, Tensor> => {
    const rows = {
      starts: engine.ints(starts, [starts.length]),
      ids: engine.ints(ids, [ids.length]),
      values: engine.tensor(weights, [weights.length]),
    };
    return Object.fromEntries(
      layers.map(({ name, weight, bias }) => [
        name,
        add(embeddingBag(weight, rows.starts, rows.ids, { mode: 'sum', weights: rows.values }), bias),
      ]),
    );
  };
  return {
    parameters: layers.flatMap(({ weight, bias }) => [weight, bias]),
    logits,
    logProbabilities: (batch) => Object.fromEntries(Object.entries(logits(batch)).map(([name, values]) => [name, logSoftmax(values)])),
  };
}
