import type { Engine } from '../engine.ts';
import type { Parameter, ParameterKind } from '../parameter.ts';
import { type Share, shareOf, WHOLE } from '../share.ts';
import type { Tensor } from '../tensor.ts';
import { type AdagradConfig, adagradRule } from './adagrad.ts';
import { type AdamConfig, adamRule } from './adam.ts';
import { type SgdConfig, sgdRule } from './sgd.ts';
import { stateTensor } from './state-tensor.ts';
import type { UpdateRule } from './update-rule.ts';
import { undivided, WeightAverage } from './weight-average.ts';

/**
 * Averaged SGD (Polyak and Juditsky 1992; Merity et al. 2018 for language models): p -= lr (gradient + weightDecay p), and the mean of
 * the iterates is kept in {@link Optimizer.average}.
 */
export interface AsgdConfig {
  readonly kind: 'asgd';
  readonly lr: number;
  /** added to the gradient; default 0 */
  readonly weightDecay?: number | undefined;
  /** kinds of parameters that decay; default all */
  readonly decayKinds?: readonly ParameterKind[] | undefined;
  /** updates before the average begins; default 0; Infinity: when `average.start()` is called */
  readonly averageFrom?: number | undefined;
}

export type OptimizerConfig = SgdConfig | AdamConfig | AdagradConfig | AsgdConfig;

export interface StepOptions {
  /** learning rate of this update; default: that of the config */
  readonly lr?: number | undefined;
  /** factor on the gradient, as from `clipFactor`; default 1 */
  readonly gradientScale?: number | undefined;
  /** replaces the momentum (SGD) or beta1 (Adam) of the config */
  readonly momentum?: number | undefined;
  /** the part of every parameter that this worker updates; default all of it */
  readonly share?: Share | undefined;
}

/** What `attachOptimizer` needs in a worker thread. */
export interface SharedOptimizer {
  readonly config: OptimizerConfig;
  readonly parameters: readonly string[];
  readonly steps: number;
}

/**
 * Updates parameters from the gradients of worker 0 (which hold the sum after `reduceGradients`). Embedding tables are updated on the rows
 * touched only, state and decay included ("lazy"). State lives in the heap, so any worker can update its share.
 */
export class Optimizer {
  readonly config: OptimizerConfig;
  readonly parameters: readonly Parameter[];
  /** mean of the weights over the updates (kind `asgd`), to be swapped in for evaluation */
  readonly average: WeightAverage | undefined;
  readonly #rule: UpdateRule;
  readonly #state: readonly (readonly Tensor[])[];
  #steps = 0;

  /**
   * @param parameters of one engine; state is allocated for those that are trainable now
   */
  constructor(parameters: readonly Parameter[], config: OptimizerConfig) {
    this.config = config;
    this.parameters = parameters.filter((parameter) => parameter.trainable);
    this.#rule = ruleOf(config);
    this.#state = this.parameters.map((parameter) => {
      parameter.gradientPlaces();
      return this.#rule.stateNames.map((name) => stateTensor(parameter.engine, stateName(name, parameter), parameter.shape));
    });
    this.average = config.kind === 'asgd' ? new WeightAverage(this.parameters, config.averageFrom ?? 0) : undefined;
  }

  /** Number of updates made. */
  get steps(): number {
    return this.#steps;
  }

  /** One update. Gradients stay as they are: call `engine.zeroGradients()` before the next ones. */
  step(options: StepOptions = {}): void {
    const { lr = this.config.lr, gradientScale = 1, momentum, share = WHOLE } = options;
    const t = ++this.#steps;
    this.parameters.forEach((parameter, i) => {
      if (!parameter.trainable) return;
      const { kernels } = parameter.engine;
      const settings = { lr, gradientScale, decay: decayOf(this.config, parameter.kind), t, momentum };
      const gradient = parameter.denseGradient(0);
      const state = this.#state[i].map((tensor) => tensor.offset);
      if (parameter.kind === 'embedding') {
        const { place, count, D } = parameter.rowGradient(0);
        const { begin, end } = shareOf(count, this.average ? undivided(share) : share, 1);
        if (end === begin) return;
        const rows = { rowCount: end - begin, rows: place.rows + 4 * begin, D };
        this.#rule.updateRows(kernels, rows, { p: parameter.offset, gradient, state }, settings);
      } else {
        const { begin, end } = shareOf(parameter.size, share);
        if (end === begin) return;
        const skip = 4 * begin;
        const places = { p: parameter.offset + skip, gradient: gradient + skip, state: state.map((offset) => offset + skip) };
        this.#rule.updateDense(kernels, end - begin, places, settings);
      }
    });
    this.average?.update(t, share);
  }

  /** Views on the state, by names such as `m/encoder.W`, for checkpoints. */
  state(): Map<string, Float32Array> {
    const entries = this.parameters.flatMap((parameter, i) =>
      this.#state[i].map((tensor, k): [string, Float32Array] => [stateName(this.#rule.stateNames[k], parameter), tensor.floats]),
    );
    return new Map([...entries, ...(this.average?.state() ?? [])]);
  }

  /**
   * Takes over saved state and the number of updates made.
   * @throws Error when an entry is missing or has another size; then nothing is changed
   */
  load(state: ReadonlyMap<string, ArrayLike<number>>, steps: number): void {
    const own = this.state();
    for (const [name, values] of own) {
      const saved = state.get(name);
      if (saved === undefined) throw new Error(`optimizer state: '${name}' is missing`);
      if (saved.length !== values.length) {
        throw new Error(`optimizer state: '${name}' has ${saved.length} values, expected ${values.length}`);
      }
    }
    for (const [name, values] of own) values.set(state.get(name) ?? []);
    this.#steps = steps;
  }

  /** What {@link attachOptimizer} needs; call before `engine.share()`, which describes the state's memory. */
  share(): SharedOptimizer {
    return { config: this.config, parameters: this.parameters.map(({ name }) => name), steps: this.#steps };
  }

  /** Sets the number of updates made, so that workers agree after a checkpoint was loaded. */
  resumeAt(steps: number): void {
    this.#steps = steps;
  }
}

/**
 * Makes an optimizer with fresh state; parameters that are frozen now are left out. Only one optimizer at a time can serve a parameter:
 * a new one takes over the memory of the old one's state.
 */
export function createOptimizer(parameters: readonly Parameter[], config: OptimizerConfig): Optimizer {
  return new Optimizer(parameters, config);
}

/**
 * The same optimizer in a worker thread, on the same state.
 * @throws Error when a parameter or its state was not shared
 */
export function attachOptimizer(engine: Engine, shared: SharedOptimizer): Optimizer {
  const parameters = shared.parameters.map((name) => {
    const parameter = engine.parameters.get(name);
    if (!parameter) throw new Error(`attachOptimizer: no parameter '${name}' was shared with worker ${engine.worker}`);
    return parameter;
  });
  const optimizer = new Optimizer(parameters, shared.config);
  optimizer.resumeAt(shared.steps);
  return optimizer;
}

function stateName(name: string, parameter: Parameter): string {
  return `${name}/${parameter.name}`;
}

function ruleOf(config: OptimizerConfig): UpdateRule {
  switch (config.kind) {
    case 'sgd':
      return sgdRule(config);
    case 'asgd':
      return sgdRule({ lr: config.lr });
    case 'adam':
    case 'adamw':
      return adamRule(config);
    case 'adagrad':
      return adagradRule(config);
  }
}

function decayOf(config: OptimizerConfig, kind: ParameterKind): number {
  const decay = config.weightDecay ?? (config.kind === 'adamw' ? 0.01 : 0);
  const kinds = config.decayKinds ?? (config.kind === 'adamw' ? ['weight'] : undefined);
  return kinds === undefined || kinds.includes(kind) ? decay : 0;
}
