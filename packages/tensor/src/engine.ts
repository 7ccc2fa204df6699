import type { Arena, Heap, SharedHeap } from './heap.ts';
import type { Initializer } from './initializers.ts';
import type { CompiledKernels } from './kernels/compiled.ts';
import type { Kernels } from './kernels/op-table.ts';
import type { GradientPlace, Parameter, ParameterOptions } from './parameter.ts';
import { PersistentTensors, type SharedTensors } from './persistent-tensors.ts';
import { Random } from './random.ts';
import { formatShape, ShapeError, sizeOf } from './shape.ts';
import { Tape } from './tape.ts';
import { LEAF, PERSISTENT, Tensor } from './tensor.ts';

export type KernelsName = 'native' | 'wasm';

/** What a worker thread needs to see the same parameters; passes through `postMessage`. */
export interface SharedEngine {
  readonly heap: SharedHeap;
  readonly kernels: KernelsName;
  readonly seed: number;
  readonly workers: number;
  readonly scratch: readonly number[];
  readonly tensors: SharedTensors;
}

/** Parts from which an engine is put together; see `createEngine`. */
export interface EngineParts {
  readonly heap: Heap;
  readonly kernels: CompiledKernels;
  readonly worker: number;
  readonly workers: number;
  readonly seed: number;
  /** {@link Engine.scratch} of each worker */
  readonly scratch: readonly number[];
}

/** A heap, the kernels that compute on it, and everything that lives there. Engines know nothing of each other. */
export class Engine {
  readonly heap: Heap;
  readonly kernels: Kernels;
  readonly kernelsName: KernelsName;
  /** instruction set that the kernels use, such as `avx2` */
  readonly isa: string;
  /** this thread's part of the heap, emptied after every step */
  readonly arena: Arena;
  readonly tape: Tape = new Tape();
  readonly random: Random;
  /** number of this thread, from 0 */
  readonly worker: number;
  readonly workers: number;
  /** byte offset of 16 floats of this worker's own, for results that are read at once */
  readonly scratch: number;
  /** counts the steps; a tensor of an earlier generation is dead */
  generation = 0;
  readonly #tensors: PersistentTensors = new PersistentTensors(this);
  readonly #scratch: readonly number[];
  #inStep = false;

  constructor(parts: EngineParts) {
    this.heap = parts.heap;
    this.kernels = parts.kernels;
    this.kernelsName = parts.kernels.name;
    this.isa = parts.kernels.isa;
    this.worker = parts.worker;
    this.workers = parts.workers;
    this.arena = parts.heap.arena(parts.worker);
    this.random = new Random(parts.seed);
    this.scratch = parts.scratch[parts.worker];
    this.#scratch = parts.scratch;
  }

  /** All parameters by name, in the order in which they were made. */
  get parameters(): ReadonlyMap<string, Parameter> {
    return this.#tensors.parameters;
  }

  /** All buffers by name. */
  get buffers(): ReadonlyMap<string, Tensor> {
    return this.#tensors.buffers;
  }

  /** View of `size` floats at a byte offset. */
  floatsAt(offset: number, size: number): Float32Array {
    const first = offset / 4;
    return this.heap.f32.subarray(first, first + size);
  }

  /** View of `size` int32 at a byte offset. */
  intsAt(offset: number, size: number): Int32Array {
    const first = offset / 4;
    return this.heap.i32.subarray(first, first + size);
  }

  /** Byte offset of room for `size` elements in the arena, not cleared; op and shape are for the message when the heap is full. */
  allocate(size: number, op: string, shape: readonly number[]): number {
    return this.arena.allocate(Math.max(size, 1) * 4, { name: op, shape });
  }

  /** An arena tensor for the result of `op`; its elements are not set. */
  result(op: string, shape: readonly number[], dtype: 'float32' | 'int32' = 'float32'): Tensor {
    const offset = this.allocate(sizeOf(shape), op, shape);
    return new Tensor({ engine: this, shape, dtype, offset, generation: this.generation });
  }

  /** float32 tensor with these elements; dies at the end of the step. */
  tensor(data: ArrayLike<number>, shape: readonly number[]): Tensor {
    const tensor = this.result('tensor', shape);
    setElements('tensor', tensor, data);
    return tensor;
  }

  /** int32 tensor with these elements; dies at the end of the step. */
  ints(data: ArrayLike<number>, shape: readonly number[]): Tensor {
    const tensor = this.result('ints', shape, 'int32');
    setElements('ints', tensor, data);
    return tensor;
  }

  /** float32 tensor of zeros; dies at the end of the step. */
  zeros(shape: readonly number[]): Tensor {
    const tensor = this.result('zeros', shape);
    this.kernels.fill({ n: tensor.size, value: 0, x: tensor.offset });
    return tensor;
  }

  /**
   * A persistent, trained tensor. In an attached engine: the parameter of that name which the creating engine shared.
   * @throws Error when the name is taken, or, attached, when there is none of that name and shape
   */
  parameter(name: string, shape: readonly number[], init: Initializer, options: ParameterOptions = {}): Parameter {
    return this.#tensors.parameter(name, shape, init, options);
  }

  /** A persistent float32 tensor that is not trained. Attached engines see the one that was shared. */
  buffer(name: string, shape: readonly number[], init?: Initializer): Tensor {
    return this.#tensors.buffer(name, shape, init);
  }

  /** Sets aside zeroed gradient memory of all workers for a parameter. Only the creating engine can. */
  allocateGradients(parameter: Parameter): readonly GradientPlace[] {
    return this.#tensors.allocateGradients(parameter);
  }

  /**
   * Runs `f`, then empties the arena and the tape, also when `f` throws.
   * @returns what `f` returns: numbers or copies, not a tensor of the step
   * @throws Error within another step, or when `f` returns a promise or a tensor that dies
   */
  step<T>(f: () => T): T {
    if (this.#inStep) throw new Error('engine.step within engine.step: a step empties the arena, so steps cannot be nested');
    this.#inStep = true;
    try {
      const value = f();
      if (value instanceof Promise)
        throw new Error('engine.step: the function is asynchronous; the arena is emptied before it would go on');
      if (value instanceof Tensor && value.generation !== PERSISTENT) {
        throw new Error(
          'engine.step: the function returns a tensor, which dies with the step; return item(), toArray() or a copy of its data',
        );
      }
      return value;
    } finally {
      this.#inStep = false;
      this.generation++;
      this.tape.clear();
      this.arena.reset();
    }
  }

  /** Runs `f` without recording anything for a backward pass. */
  noGrad<T>(f: () => T): T {
    const before = this.tape.enabled;
    this.tape.enabled = false;
    try {
      return f();
    } finally {
      this.tape.enabled = before;
    }
  }

  /**
   * Whether an op on these inputs has to be recorded: outside `noGrad`, when one of them requires a gradient.
   * @throws Error when an input was made before an earlier backward pass, where its gradient could not flow on
   */
  records(...inputs: readonly (Tensor | undefined)[]): boolean {
    const { enabled, epoch } = this.tape;
    if (!enabled) return false;
    let needed = false;
    for (const input of inputs) {
      if (input === undefined || !input.requiresGradient) continue;
      if (input.recordedIn !== LEAF && input.recordedIn !== epoch) {
        throw new Error(`a tensor ${formatShape(input.shape)} made before the last backward pass is used again; compute it anew`);
      }
      needed = true;
    }
    return needed;
  }

  /**
   * Adds d(scale loss)/dp to the gradient of every parameter and of every tensor that asked for one, and empties the tape.
   * @param loss shape [1]
   * @throws Error when the loss depends on nothing that has a gradient, or was used by an earlier backward pass
   */
  backward(loss: Tensor, scale = 1): void {
    loss.assertAlive();
    if (loss.size !== 1) throw new ShapeError(`backward: the loss has shape ${formatShape(loss.shape)}, expected [1]`);
    if (!loss.requiresGradient) throw new Error('backward: the loss depends on no parameter (or was computed within noGrad)');
    if (loss.recordedIn !== LEAF && loss.recordedIn !== this.tape.epoch) {
      throw new Error('backward: this loss has been used by an earlier backward pass; add losses that share a computation first');
    }
    const gradient = loss.gradientOffset();
    this.heap.f32[gradient / 4] += scale;
    this.tape.run();
  }

  /** Sets this worker's gradients to zero; for embeddings only the rows touched. */
  zeroGradients(): void {
    for (const parameter of this.#tensors.parameters.values()) parameter.zeroGradient();
  }

  /**
   * What `attachEngine` needs in a worker thread. Make all parameters, buffers and optimizers first: an attached
   * engine sees what was there when this was called.
   */
  share(): SharedEngine {
    if (this.worker > 0) throw new Error('share: only the creating engine (worker 0) can be shared');
    return {
      heap: this.heap.shared,
      kernels: this.kernelsName,
      seed: this.random.seed,
      workers: this.workers,
      scratch: this.#scratch,
      tensors: this.#tensors.share(),
    };
  }

  /** Takes over what {@link share} described. */
  adopt(shared: SharedEngine): void {
    this.#tensors.adopt(shared.tensors);
  }
}

function setElements(op: string, tensor: Tensor, data: ArrayLike<number>): void {
  if (data.length !== tensor.size) {
    throw new ShapeError(`${op}: ${data.length} elements given for shape ${formatShape(tensor.shape)}, expected ${tensor.size}`);
  }
  tensor.data.set(data);
}
