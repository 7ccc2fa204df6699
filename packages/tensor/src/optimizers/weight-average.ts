import type { Parameter } from '../parameter.ts';
import { type Share, shareOf } from '../share.ts';
import type { Tensor } from '../tensor.ts';
import { stateTensor } from './state-tensor.ts';

/**
 * Everything for the first worker, nothing for the others: the rows of a table that a step touches are shared out otherwise than the whole
 * table that is averaged, so one worker has to do both.
 */
export function undivided({ index }: Share): Share {
  return { index: index === 0 ? 0 : 1, of: 1 };
}

/** The mean of a model's weights over the updates since a starting point, kept in the heap. */
export class WeightAverage {
  readonly #parameters: readonly Parameter[];
  readonly #averages: readonly Tensor[];
  /** [2]: updates made before the first iterate that counts; updates made when last updated */
  readonly #progress: Tensor | undefined;

  constructor(parameters: readonly Parameter[], from: number) {
    this.#parameters = parameters;
    this.#averages = parameters.map(({ name, shape, engine }) => stateTensor(engine, `average/${name}`, shape));
    const [first] = parameters;
    this.#progress = first && stateTensor(first.engine, 'average/progress', [2], [from, 0]);
  }

  /** Number of iterates in the average; while it is 0 the average is not set. */
  get count(): number {
    const [from, last] = this.#progress?.floats ?? [0, 0];
    return Math.max(0, last - from);
  }

  /** Begins anew with the next update. */
  start(): void {
    if (this.#progress) this.#progress.floats[0] = this.#progress.floats[1];
  }

  /** Counts the weights after update t in; each worker does its share. */
  update(t: number, share: Share): void {
    if (!this.#progress) return;
    const [from] = this.#progress.floats;
    if (share.index === 0) this.#progress.floats[1] = t;
    if (t <= from) return;
    const decay = 1 - 1 / (t - from);
    this.#parameters.forEach((parameter, i) => {
      const { begin, end } = shareOf(parameter.size, parameter.kind === 'embedding' ? undivided(share) : share);
      if (end === begin) return;
      const skip = 4 * begin;
      parameter.engine.kernels.lerp({ n: end - begin, decay, x: parameter.offset + skip, average: this.#averages[i].offset + skip });
    });
  }

  /** View on the average of a parameter. */
  get(name: string): Float32Array | undefined {
    const i = this.#parameters.findIndex((parameter) => parameter.name === name);
    return i < 0 ? undefined : this.#averages[i].floats;
  }

  /**
   * Exchanges weights and average: once before an evaluation, once more after it.
   * @throws Error while the average is empty
   */
  swap(): void {
    if (this.count === 0) throw new Error('the average of the weights is empty: no update has been counted yet');
    this.#parameters.forEach((parameter, i) => {
      const weights = parameter.value.slice();
      parameter.value.set(this.#averages[i].floats);
      this.#averages[i].floats.set(weights);
    });
  }

  /** Views for checkpoints. */
  state(): [string, Float32Array][] {
    const averages = this.#parameters.map(({ name }, i): [string, Float32Array] => [`average/${name}`, this.#averages[i].floats]);
    return this.#progress ? [...averages, ['average/progress', this.#progress.floats]] : averages;
  }
}
