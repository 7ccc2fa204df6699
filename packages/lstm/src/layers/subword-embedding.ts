import { add, embeddingBag, gatherRows, type Initializer, normal, type Parameter, type Tensor } from '@textloom/tensor';
import type { ParameterSource } from '../parameter-source.ts';

export interface SubwordEmbeddingConfig {
  /** rows of words, specials included; they come first in the table */
  readonly words: number;
  /** rows that the hashed n-grams share; 0: none */
  readonly buckets: number;
  readonly dimension: number;
  /** default normal with standard deviation 1 */
  readonly init?: Initializer;
}

/** Rows of the table that make up each of U token types, in CSR form. */
export interface Bag {
  /** [U + 1] */
  readonly starts: Int32Array;
  readonly ids: Int32Array;
  /** one for each id; absent: the mean of the rows */
  readonly weights?: Float32Array;
}

export interface TypeBatch {
  /** sequences */
  readonly size: number;
  /** longest length */
  readonly steps: number;
  /** [steps, size]: which of the U types stands at a place */
  readonly indices: Int32Array;
  /** rows that learn */
  readonly bag: Bag;
  /** rows that do not (pretrained vectors kept as they are); both bags then have weights */
  readonly frozen?: Bag;
}

export interface SubwordEmbedding {
  /** [words + buckets, dimension] */
  readonly weight: Parameter;
  /**
   * The mean over a token's rows: its word row, if it has one, and its hashed character n-grams (after Bojanowski et al. 2017, which adds
   * them up). Each type is computed once and then placed wherever it occurs. → [T, B, dimension]
   */
  forward(batch: TypeBatch): Tensor;
}

/** Makes `name.weight`. */
export function createSubwordEmbedding(source: ParameterSource, name: string, config: SubwordEmbeddingConfig): SubwordEmbedding {
  const { words, buckets, dimension, init = normal(1) } = config;
  const weight = source.parameter(`${name}.weight`, [words + buckets, dimension], init, { kind: 'embedding' });
  const engine = weight.engine;
  const sumUp = ({ starts, ids, weights }: Bag): Tensor =>
    embeddingBag(weight, engine.ints(starts, [starts.length]), engine.ints(ids, [ids.length]), {
      mode: weights === undefined ? 'mean' : 'sum',
      ...(weights === undefined ? {} : { weights: engine.tensor(weights, [weights.length]) }),
    });
  return {
    weight,
    forward({ steps, size, indices, bag, frozen }) {
      const learning = sumUp(bag);
      const types =
        frozen === undefined
          ? learning
          : add(
              learning,
              engine.noGrad(() => sumUp(frozen)),
            );
      return gatherRows(types, engine.ints(indices, [steps, size]));
    },
  };
}
