import { embedding, type Initializer, normal, type Parameter, type Tensor } from '@textloom/tensor';
import type { ParameterSource } from '../parameter-source.ts';

export interface EmbeddingLayerConfig {
  /** rows of the table */
  readonly words: number;
  readonly dimension: number;
  /** row that is zero and never learns; default: none */
  readonly paddingId?: number;
  /** default normal with standard deviation 1 */
  readonly init?: Initializer;
  /** default true */
  readonly trainable?: boolean;
}

export interface Embedding {
  /** [words, dimension] */
  readonly weight: Parameter;
  /** ids int [..] → [.., dimension]; a padding id gives zeros */
  forward(ids: Tensor): Tensor;
}

/** Makes `name.weight`, whose gradient is kept by rows. */
export function createEmbedding(source: ParameterSource, name: string, config: EmbeddingLayerConfig): Embedding {
  const { words, dimension, paddingId, init = normal(1), trainable = true } = config;
  const padding = paddingId === undefined ? {} : { paddingId };
  const zeroPadding: Initializer = (values, shape, stream) => {
    init(values, shape, stream);
    if (paddingId !== undefined) values.fill(0, paddingId * dimension, (paddingId + 1) * dimension);
  };
  const weight = source.parameter(`${name}.weight`, [words, dimension], zeroPadding, { kind: 'embedding', trainable, ...padding });
  return { weight, forward: (ids) => embedding(weight, ids, padding) };
}
