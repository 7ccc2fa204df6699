import { NONE } from './kernels/op-table.ts';
import { RowGradient, type RowGradientPlace } from './row-gradient.ts';
import { formatShape, ShapeError } from './shape.ts';
import { Tensor, type TensorPlace } from './tensor.ts';

/** What a parameter is: `embedding` tables have a gradient by rows; weight decay asks for the kind. */
export type ParameterKind = 'weight' | 'bias' | 'embedding';

export interface ParameterOptions {
  /** default `weight` */
  readonly kind?: ParameterKind | undefined;
  /** row of an embedding table that stays zero and gets no gradient */
  readonly paddingId?: number | undefined;
  /** default true; a frozen parameter gets no gradient and no update */
  readonly trainable?: boolean | undefined;
}

/** Where one worker's gradient of a parameter lies: dense, or by rows for an embedding. */
export type GradientPlace = number | RowGradientPlace;

/** A named, persistent tensor that training changes. Each worker has a gradient of its own; the value is shared. */
export class Parameter extends Tensor {
  readonly name: string;
  readonly kind: ParameterKind;
  readonly paddingId: number | undefined;
  #places: readonly GradientPlace[] | undefined;
  #rows: readonly RowGradient[] = [];

  constructor(place: TensorPlace, name: string, options: ParameterOptions, gradients?: readonly GradientPlace[]) {
    super(place);
    this.name = name;
    this.kind = options.kind ?? 'weight';
    this.paddingId = options.paddingId;
    this.tracked = options.trainable ?? true;
    if (this.kind === 'embedding' && this.shape.length !== 2) {
      throw new ShapeError(`parameter '${name}': an embedding table is [V, D], found ${formatShape(this.shape)}`);
    }
    if (gradients) this.#adopt(gradients);
  }

  /** Whether it gets a gradient and updates; set false to freeze it. */
  get trainable(): boolean {
    return this.tracked;
  }
  set trainable(value: boolean) {
    this.tracked = value;
  }

  /** View on the values. */
  get value(): Float32Array {
    return this.floats;
  }

  /** View on this worker's gradient (all of it, for an embedding too), allocated on first use. */
  gradientData(): Float32Array {
    return this.engine.floatsAt(this.denseGradient(this.engine.worker), this.size);
  }

  /** This worker's list of touched rows; undefined unless the kind is `embedding`. */
  get rows(): RowGradient | undefined {
    return this.kind === 'embedding' ? this.rowGradient(this.engine.worker) : undefined;
  }

  /** Gradient by rows of the given worker; worker 0's holds the sum after `reduceGradients`. */
  rowGradient(worker: number): RowGradient {
    this.gradientPlaces();
    return this.#rows[worker];
  }

  /** Byte offset of the gradient of the given worker. */
  denseGradient(worker: number): number {
    const place = this.gradientPlaces()[worker];
    return typeof place === 'number' ? place : place.values;
  }

  override gradientOffset(): number {
    if (!this.tracked) return NONE;
    if (this.kind === 'embedding') this.rowGradient(this.engine.worker).markAll();
    return this.denseGradient(this.engine.worker);
  }

  override existingGradient(): number {
    return this.#places === undefined ? NONE : this.denseGradient(this.engine.worker);
  }

  /** Whether gradient memory has been set aside. */
  get hasGradientMemory(): boolean {
    return this.#places !== undefined;
  }

  /** Places of all workers' gradients; sets the memory aside on the first call (which only worker 0 may make). */
  gradientPlaces(): readonly GradientPlace[] {
    if (this.#places === undefined) this.#adopt(this.engine.allocateGradients(this));
    return this.#places as readonly GradientPlace[];
  }

  /** Sets this worker's gradient to zero; for an embedding only the rows touched. */
  zeroGradient(): void {
    if (this.#places === undefined) return;
    if (this.kind === 'embedding') this.rowGradient(this.engine.worker).clear();
    else this.engine.kernels.fill({ n: this.size, value: 0, x: this.denseGradient(this.engine.worker) });
  }

  #adopt(places: readonly GradientPlace[]): void {
    this.#places = places;
    const [V, D] = this.shape;
    this.#rows = places.flatMap((place) => (typeof place === 'number' ? [] : [new RowGradient(this.engine, V, D, place)]));
  }
}
