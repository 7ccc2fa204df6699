import { type Engine, type Parameter, type Share, shareOf, type Tensor } from '@textloom/tensor';

/**
 * Exponential moving average of the weights (Polyak averaging): after each update, `average = d average + (1 - d) value`.
 * In the first updates d is smaller, `min(decay, (1 + t) / (10 + t))` at update t = 0, 1, ..., so that the average is not held back by the
 * initial values.
 */
export class MovingAverage {
  readonly ready = true;
  private readonly averages: readonly { readonly parameter: Parameter; readonly average: Tensor }[];
  private readonly engine: Engine;
  private readonly decay: number;

  /** Worker 0 makes the buffers (before the engine is shared) and calls {@link start}; the others find them. */
  constructor(engine: Engine, parameters: readonly Parameter[], decay: number) {
    this.engine = engine;
    this.decay = decay;
    this.averages = parameters.map((parameter) => ({
      parameter,
      average: bufferOf(engine, parameter),
    }));
  }

  /** Starts from the values the parameters have. Worker 0 only. */
  start(): void {
    for (const { parameter, average } of this.averages) average.floats.set(parameter.value);
  }

  /** Takes in the values after update `t` (from 0): this worker's part of every parameter. */
  update(t: number, share: Share): void {
    const decay = Math.min(this.decay, (1 + t) / (10 + t));
    for (const { parameter, average } of this.averages) {
      const { begin, end } = shareOf(parameter.size, share);
      const skip = 4 * begin;
      if (end > begin) this.engine.kernels.lerp({ n: end - begin, decay, x: parameter.offset + skip, average: average.offset + skip });
    }
  }

  /** Exchanges averages and values: call it before an evaluation and again after. */
  swap(): void {
    for (const { parameter, average } of this.averages) {
      const values = parameter.value.slice();
      parameter.value.set(average.floats);
      average.floats.set(values);
    }
  }

  /** Views by parameter name, for a checkpoint. */
  state(): Map<string, Float32Array> {
    return new Map(this.averages.map(({ parameter, average }) => [parameter.name, average.floats]));
  }
}

/** A later training on the same engine uses the buffers of the one before. */
function bufferOf(engine: Engine, parameter: Parameter): Tensor {
  const name = `movingAverage/${parameter.name}`;
  return engine.buffers.get(name) ?? engine.buffer(name, parameter.shape);
}
