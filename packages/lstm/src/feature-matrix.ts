import type { TfidfVectorizer } from '@textloom/tokenizers';
import { type Growable, growable, type Storage } from './typed-storage.ts';

/** Sparse rows: text i has the features ids[starts[i]] to ids[starts[i + 1] - 1] with the weights beside them. */
export interface FeatureMatrix {
  /** [N + 1] */
  readonly starts: Int32Array;
  readonly ids: Int32Array;
  readonly weights: Float32Array;
}

/** Collects the features of one text after another. */
export class FeatureMatrixBuilder {
  readonly #vectorizer: TfidfVectorizer;
  readonly #starts: Growable<Int32Array>;
  readonly #ids: Growable<Int32Array>;
  readonly #weights: Growable<Float32Array>;

  constructor(vectorizer: TfidfVectorizer, storage: Storage) {
    this.#vectorizer = vectorizer;
    this.#starts = growable('int32', storage);
    this.#ids = growable('int32', storage);
    this.#weights = growable('float32', storage);
    this.#starts.push(0);
  }

  add(text: string): void {
    const { ids, values } = this.#vectorizer.transform(text);
    ids.forEach((id, i) => {
      this.#ids.push(id);
      this.#weights.push(values[i]);
    });
    this.#starts.push(this.#ids.length);
  }

  finish(): FeatureMatrix {
    return { starts: this.#starts.finish(), ids: this.#ids.finish(), weights: this.#weights.finish() };
  }
}

/** The rows of the matrix that belong to the given texts, in their order. */
export function selectRows(matrix: FeatureMatrix, texts: ArrayLike<number>): FeatureMatrix {
  const starts = new Int32Array(texts.length + 1);
  for (let i = 0; i < texts.length; i++) starts[i + 1] = starts[i] + matrix.starts[texts[i] + 1] - matrix.starts[texts[i]];
  const ids = new Int32Array(starts[texts.length]);
  const weights = new Float32Array(starts[texts.length]);
  for (let i = 0; i < texts.length; i++) {
    const from = matrix.starts[texts[i]];
    const to = matrix.starts[texts[i] + 1];
    ids.set(matrix.ids.subarray(from, to), starts[i]);
    weights.set(matrix.weights.subarray(from, to), starts[i]);
  }
  return { starts, ids, weights };
}
