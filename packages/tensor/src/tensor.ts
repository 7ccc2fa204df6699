import type { Engine } from './engine.ts';
import { NONE } from './kernels/op-table.ts';
import { formatShape, ShapeError, sizeOf } from './shape.ts';

/** Type of a tensor's elements. */
export type DataType = 'float32' | 'int32';

/** Generation of what is never reset: parameters and buffers. */
export const PERSISTENT = -1;

/** {@link Tensor.recordedIn} of a tensor that no op has made. */
export const LEAF = 0;

/** Where a tensor lies and how long it lives. */
export interface TensorPlace {
  readonly engine: Engine;
  readonly shape: readonly number[];
  readonly dtype: DataType;
  /** byte offset in the heap */
  readonly offset: number;
  /** the engine's generation when it was made, or {@link PERSISTENT} */
  readonly generation: number;
  /** the tensor whose memory and gradient it shows */
  readonly base?: Tensor;
}

/**
 * A shape and a place in the heap. Tensors made within a step die at its end; touching one later throws.
 */
export class Tensor {
  readonly engine: Engine;
  readonly shape: readonly number[];
  /** number of elements */
  readonly size: number;
  readonly dtype: DataType;
  /** byte offset in the heap */
  readonly offset: number;
  readonly generation: number;
  /** the tensor whose memory and gradient this one shows: itself, unless it was made by {@link reshape} */
  readonly base: Tensor;
  /** the tape's epoch in which an op made it, or {@link LEAF} */
  recordedIn: number = LEAF;
  protected tracked = false;
  #gradient: number = NONE;

  constructor(place: TensorPlace) {
    this.engine = place.engine;
    this.shape = place.shape;
    this.size = sizeOf(place.shape);
    this.dtype = place.dtype;
    this.offset = place.offset;
    this.generation = place.generation;
    this.base = place.base ?? this;
  }

  /** Whether a backward pass computes a gradient for it. */
  get requiresGradient(): boolean {
    return this.base.tracked;
  }

  /**
   * Asks for a gradient of this tensor itself (parameters have one anyway). Returns the tensor.
   * @throws Error when it holds integers
   */
  requireGradient(): this {
    if (this.dtype !== 'float32') throw new ShapeError(`an ${this.dtype} tensor has no gradient`);
    this.base.tracked = true;
    return this;
  }

  /** Throws when the step in which this tensor was made has ended. */
  assertAlive(): void {
    if (this.generation !== PERSISTENT && this.generation !== this.engine.generation) {
      throw new Error(
        `a tensor ${formatShape(this.shape)} is used after the end of the step that made it; copy its data within the step, or make it again`,
      );
    }
  }

  /** View on the heap; copy it to keep it beyond the step. */
  get data(): Float32Array | Int32Array {
    return this.dtype === 'float32' ? this.floats : this.ints;
  }

  /** View on the heap of a float32 tensor. */
  get floats(): Float32Array {
    this.assertAlive();
    if (this.dtype !== 'float32') throw new ShapeError(`floats: the tensor ${formatShape(this.shape)} is int32; read .ints`);
    return this.engine.floatsAt(this.offset, this.size);
  }

  /** View on the heap of an int32 tensor. */
  get ints(): Int32Array {
    this.assertAlive();
    if (this.dtype !== 'int32') throw new ShapeError(`ints: the tensor ${formatShape(this.shape)} is float32; read .floats`);
    return this.engine.intsAt(this.offset, this.size);
  }

  /** View on the gradient; undefined where no backward pass has reached the tensor. */
  get gradient(): Float32Array | undefined {
    this.assertAlive();
    const offset = this.existingGradient();
    return offset === NONE ? undefined : this.engine.floatsAt(offset, this.size);
  }

  /** Byte offset of the gradient, allocated and zeroed on first use; NONE when the tensor needs none. */
  gradientOffset(): number {
    if (this.base !== this) return this.base.gradientOffset();
    if (!this.tracked) return NONE;
    if (this.#gradient === NONE) {
      this.#gradient = this.engine.allocate(this.size, 'gradient', this.shape);
      this.engine.kernels.fill({ n: this.size, value: 0, x: this.#gradient });
    }
    return this.#gradient;
  }

  /** Byte offset of the gradient if anything has been added to it, else NONE. */
  existingGradient(): number {
    return this.base === this ? this.#gradient : this.base.existingGradient();
  }

  /**
   * The only element.
   * @throws ShapeError when there is not exactly one
   */
  item(): number {
    if (this.size !== 1) throw new ShapeError(`item: the tensor ${formatShape(this.shape)} has ${this.size} elements, expected 1`);
    return this.data[0];
  }

  /**
   * The same elements under another shape of the same size; memory and gradient are shared. One extent may be -1.
   * @throws ShapeError when the sizes differ
   */
  reshape(shape: readonly number[]): Tensor {
    const resolved = resolveShape(shape, this.size);
    if (sizeOf(resolved) !== this.size) {
      throw new ShapeError(`reshape: ${formatShape(this.shape)} has ${this.size} elements, ${formatShape(shape)} has ${sizeOf(resolved)}`);
    }
    const view = new Tensor({
      engine: this.engine,
      shape: resolved,
      dtype: this.dtype,
      offset: this.offset,
      generation: this.generation,
      base: this.base,
    });
    view.recordedIn = this.recordedIn;
    return view;
  }

  /** A copy of the elements as plain numbers. */
  toArray(): number[] {
    return Array.from(this.data);
  }
}

function resolveShape(shape: readonly number[], size: number): readonly number[] {
  const free = shape.indexOf(-1);
  if (free < 0) return shape;
  const rest = sizeOf(shape.filter((_, axis) => axis !== free));
  return shape.map((extent, axis) => (axis === free ? (rest === 0 ? 0 : Math.floor(size / rest)) : extent));
}
