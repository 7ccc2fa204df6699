import { concat, normal, type Parameter, type Tensor } from '@textloom/tensor';
import type { Batch } from '../batch.ts';
import type { TextClassifierConfig } from '../config.ts';
import { createDropout } from '../layers/dropout.ts';
import { createLinear } from '../layers/linear.ts';
import { createLstm } from '../layers/lstm.ts';
import { createPooling } from '../layers/pooling.ts';
import { createSubwordEmbedding } from '../layers/subword-embedding.ts';
import { notedSource, type ParameterSource } from '../parameter-source.ts';
import type { Pass } from '../pass.ts';

/** The network of a text classifier. */
export interface TextNetwork {
  readonly parameters: readonly Parameter[];
  /** [words + buckets, dimension] */
  readonly table: Parameter;
  /** head → logits [B, labels of the head] */
  logits(batch: Batch, pass: Pass): Record<string, Tensor>;
}

/**
 * Embedding → locked dropout → stacked (Bi)LSTM → locked dropout → pooling → dropout → one linear layer for each head.
 *
 * @param words rows of words in the embedding table: the size of the vocabulary
 */
export function createTextNetwork(source: ParameterSource, config: TextClassifierConfig, words: number): TextNetwork {
  const noted = notedSource(source);
  const { embedding, encoder } = config;
  const buckets = embedding.subwords?.buckets ?? 0;
  const table = createSubwordEmbedding(noted, 'embedding', {
    words,
    buckets,
    dimension: embedding.dimension,
    init: normal(embedding.deviation),
  });
  const lstm = createLstm(noted, 'encoder', {
    inputs: embedding.dimension,
    hidden: encoder.hidden,
    layers: encoder.layers,
    bidirectional: encoder.bidirectional,
    recurrence: encoder.recurrence,
    betweenDropout: encoder.betweenDropout,
    recurrentDropout: encoder.recurrentDropout,
  });
  const pooling = createPooling(noted, 'pooling', { features: lstm.outputs, kinds: config.pooling, attention: config.attention });
  const heads = config.heads.map(({ name, labels }) => ({
    name,
    layer: createLinear(noted, `heads.${name}`, { inputs: pooling.outputs, outputs: labels.length }),
  }));
  const inputDropout = createDropout('encoder.input', { rate: encoder.inputDropout, kind: 'locked' });
  const outputDropout = createDropout('encoder.output', { rate: encoder.outputDropout, kind: 'locked' });
  const headDropout = createDropout('heads', { rate: config.headDropout });
  const lastStates = encoder.bidirectional ? 2 : 1;

  return {
    parameters: noted.parameters,
    table: table.weight,
    logits(batch, pass) {
      const lengths = table.weight.engine.ints(batch.lengths, [batch.size]);
      const x = inputDropout.forward(table.forward(batch), pass); // [T, B, D]
      const { y, states } = lstm.forward(x, pass, { lengths });
      const last = config.pooling.includes('last') ? lastOf(states.slice(-lastStates).map(({ h }) => h)) : undefined;
      const text = headDropout.forward(pooling.forward(outputDropout.forward(y, pass), lengths, last), pass); // [B, outputs]
      return Object.fromEntries(heads.map(({ name, layer }) => [name, layer.forward(text)]));
    },
  };
}

function lastOf(states: readonly Tensor[]): Tensor {
  return states.length === 1 ? states[0] : concat(states);
}
