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
   * them up). → [U, dimension], each distinct token once
   */
  types(batch: Pick<TypeBatch, 'bag' | 'frozen'>): Tensor;
  /** The same, placed wherever the token occurs. → [T, B, dimension] */
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
  const types = ({ bag, frozen }: Pick<TypeBatch, 'bag' | 'frozen'>): Tensor => {
    const learning = sumUp(bag);
    if (frozen === undefined) return learning;
    return add(
      learning,
      engine.noGrad(() => sumUp(frozen)),
    );
  };
  return {
    weight,
    types,
    forward: ({ steps, size, indices, ...bags }) => gatherRows(types(bags), engine.ints(indices, [steps, size])),
  };
}

/** A bag whose rows are averaged. */
export function meanBag(rowsOf: readonly Int32Array[]): Bag {
  const starts = new Int32Array(rowsOf.length + 1);
  rowsOf.forEach((rows, place) => {
    starts[place + 1] = starts[place] + rows.length;
  });
  const ids = new Int32Array(starts[rowsOf.length]);
  rowsOf.forEach((rows, place) => {
    ids.set(rows, starts[place]);
  });
  return { starts, ids };
}

/** The part of the mean that comes from some of the rows: each is weighted by 1 / (rows of the type). */
export function shareBag(rowsOf: readonly Int32Array[], belongs: (row: number) => boolean): Bag {
  const { starts, ids } = meanBag(rowsOf.map((rows) => rows.filter(belongs)));
  const weights = new Float32Array(ids.length);
  rowsOf.forEach((rows, place) => {
    weights.fill(1 / rows.length, starts[place], starts[place + 1]);
  });
  return { starts, ids, weights };
}
