import type { Engine } from './engine.ts';
import type { Initializer } from './initializers.ts';
import { type GradientPlace, Parameter, type ParameterKind, type ParameterOptions } from './parameter.ts';
import { formatShape, ShapeError, sizeOf } from './shape.ts';
import { PERSISTENT, Tensor } from './tensor.ts';

/** Names and places of all persistent tensors, for other threads. */
export interface SharedTensors {
  readonly parameters: readonly SharedParameter[];
  readonly buffers: readonly { readonly name: string; readonly shape: readonly number[]; readonly offset: number }[];
}

interface SharedParameter {
  readonly name: string;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly options: ParameterOptions;
  readonly gradients?: readonly GradientPlace[];
}

/** The parameters and buffers of an engine, by name. Worker 0 makes them; other workers find what it shared. */
export class PersistentTensors {
  readonly parameters: Map<string, Parameter> = new Map();
  readonly buffers: Map<string, Tensor> = new Map();
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** See {@link Engine.parameter}. */
  parameter(name: string, shape: readonly number[], init: Initializer, options: ParameterOptions): Parameter {
    if (this.#engine.worker > 0) return this.#sharedParameter(name, shape, options.kind ?? 'weight');
    this.#expectFree(name);
    const place = this.#place(shape, this.#allocate(sizeOf(shape), name, shape));
    const parameter = new Parameter(place, name, options);
    init(parameter.value, shape, this.#engine.random.stream('parameter', name));
    if (parameter.paddingId !== undefined) clearRow(parameter, parameter.paddingId);
    this.parameters.set(name, parameter);
    return parameter;
  }

  /** See {@link Engine.buffer}. */
  buffer(name: string, shape: readonly number[], init?: Initializer): Tensor {
    if (this.#engine.worker > 0) {
      const existing = this.buffers.get(name);
      if (existing && sameShape(existing.shape, shape)) return existing;
      throw new Error(`no buffer '${name}' ${formatShape(shape)} was shared with worker ${this.#engine.worker}`);
    }
    this.#expectFree(name);
    const buffer = new Tensor(this.#place(shape, this.#allocate(sizeOf(shape), name, shape)));
    init?.(buffer.floats, shape, this.#engine.random.stream('buffer', name));
    this.buffers.set(name, buffer);
    return buffer;
  }

  /** Sets aside zeroed gradient memory of all workers for a parameter. */
  allocateGradients(parameter: Parameter): readonly GradientPlace[] {
    const { name, shape, size } = parameter;
    return Array.from({ length: this.#engine.workers }, (_, worker) => {
      const what = `gradient ${worker} of ${name}`;
      const values = this.#allocate(size, what, shape);
      if (parameter.kind !== 'embedding') return values;
      const [V] = shape;
      const rows = this.#allocate(V, `rows of ${what}`, [V]);
      const seen = this.#allocate(V, `flags of ${what}`, [V]);
      const count = this.#allocate(1, `row count of ${what}`, [1]);
      return { values, rows, count, seen };
    });
  }

  /** Describes all of them, with the gradients of all workers. */
  share(): SharedTensors {
    return {
      parameters: Array.from(this.parameters.values(), shareParameter),
      buffers: Array.from(this.buffers, ([name, { shape, offset }]) => ({ name, shape, offset })),
    };
  }

  /** Takes over what {@link share} described. */
  adopt(shared: SharedTensors): void {
    for (const { name, shape, offset, options, gradients } of shared.parameters) {
      this.parameters.set(name, new Parameter(this.#place(shape, offset), name, options, gradients));
    }
    for (const { name, shape, offset } of shared.buffers) this.buffers.set(name, new Tensor(this.#place(shape, offset)));
  }

  #place(shape: readonly number[], offset: number) {
    return { engine: this.#engine, shape, dtype: 'float32', offset, generation: PERSISTENT } as const;
  }

  #allocate(size: number, name: string, shape: readonly number[]): number {
    const { worker, heap } = this.#engine;
    if (worker > 0) {
      throw new Error(`worker ${worker} cannot allocate '${name}': only worker 0 allocates persistent memory, before it is shared`);
    }
    return heap.allocatePersistent(Math.max(size, 1) * 4, { name, shape });
  }

  #expectFree(name: string): void {
    if (this.parameters.has(name) || this.buffers.has(name)) throw new Error(`the engine already has a tensor named '${name}'`);
  }

  #sharedParameter(name: string, shape: readonly number[], kind: ParameterKind): Parameter {
    const existing = this.parameters.get(name);
    const { worker } = this.#engine;
    if (!existing) throw new Error(`no parameter '${name}' was shared with worker ${worker}; worker 0 has to make it before share()`);
    if (!sameShape(existing.shape, shape) || existing.kind !== kind) {
      throw new ShapeError(
        `parameter '${name}': worker ${worker} asks for ${kind} ${formatShape(shape)}, shared was ${existing.kind} ${formatShape(existing.shape)}`,
      );
    }
    return existing;
  }
}

function clearRow({ name, shape, value }: Parameter, row: number): void {
  const [rows, D] = shape;
  if (!(row >= 0 && row < rows)) throw new ShapeError(`parameter '${name}': paddingId ${row} is not a row of ${formatShape(shape)}`);
  value.fill(0, row * D, (row + 1) * D);
}

function shareParameter(parameter: Parameter): SharedParameter {
  const { name, shape, offset, kind, paddingId, trainable } = parameter;
  return {
    name,
    shape,
    offset,
    options: { kind, trainable, ...(paddingId === undefined ? {} : { paddingId }) },
    ...(trainable || parameter.hasGradientMemory ? { gradients: parameter.gradientPlaces() } : {}),
  };
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}
