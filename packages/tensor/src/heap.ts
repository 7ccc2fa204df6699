import { type SharedMemory, webAssembly } from './kernels/web-assembly.ts';
import { UserError } from './user-error.ts';

/** What an allocation is for; named in the error when the heap is full. */
export interface Allocation {
  /** tensor, parameter or op */
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

export interface HeapOptions {
  /** size of the heap, default 4 GiB (the most that 32-bit offsets reach); address space only, memory is taken as it is touched */
  readonly bytes?: number;
  /** how much of it is for parameters, gradients and optimizer state; default three eighths */
  readonly persistentBytes?: number;
  /** threads that will use the heap, default 1; each has an arena of its own */
  readonly workers?: number;
}

/** Byte offsets of the regions; the same in every thread. */
export interface HeapLayout {
  readonly bytes: number;
  readonly workers: number;
  readonly controlStart: number;
  readonly commandStart: number;
  readonly stackStart: number;
  readonly persistentStart: number;
  readonly persistentEnd: number;
  readonly arenaStart: number;
  readonly arenaBytes: number;
}

/** What another thread needs to use the same heap; passes through `postMessage`. */
export interface SharedHeap {
  readonly memory: SharedMemory;
  readonly layout: HeapLayout;
}

/** Every allocation starts at a multiple of this: a cache line, and the widest vector. */
export const ALIGNMENT = 64;
/** Bytes of one worker's command block. */
export const COMMAND_BYTES = 1024;
/** Number of 32-bit control words that are free for the synchronisation of workers (`Atomics`). */
export const CONTROL_WORDS = 960;

const PAGE = 65536;
const GIB = 2 ** 30;
/** Below this lie the constants of the WebAssembly modules; so nothing is ever allocated at offset 0, which stands for "no tensor". */
const STATICS_BYTES = 65536;
const CONTROL_BYTES = 4096;
const STACK_BYTES = 128 * 1024;
/** Control word, after the free ones, that counts the units of {@link ALIGNMENT} bytes taken from the persistent region. */
const PERSISTENT_WORD = CONTROL_WORDS;

/**
 * One shared memory that holds all tensors, seen by every thread and by native and WebAssembly kernels alike.
 *
 *     | statics | control words | command blocks | stacks | persistent, grows up | arena 0 | arena 1 | ...
 *
 * Persistent memory (parameters, gradients, optimizer state) is never given back; an {@link Arena} is emptied after every step.
 */
export class Heap {
  readonly shared: SharedHeap;
  readonly layout: HeapLayout;
  readonly memory: SharedMemory;
  /** views of the whole heap: index = byte offset / element size */
  readonly f32: Float32Array;
  readonly i32: Int32Array;
  readonly u8: Uint8Array;
  /** for `Atomics`: words by which the workers of a data-parallel training wait for each other; 0 at first */
  readonly control: Int32Array;
  readonly #arenas = new Map<number, Arena>();

  private constructor(shared: SharedHeap) {
    this.shared = shared;
    this.memory = shared.memory;
    this.layout = shared.layout;
    const buffer = shared.memory.buffer;
    this.f32 = new Float32Array(buffer);
    this.i32 = new Int32Array(buffer);
    this.u8 = new Uint8Array(buffer);
    this.control = new Int32Array(buffer, shared.layout.controlStart, CONTROL_WORDS);
  }

  /**
   * A new heap. Without `bytes`, half as much is tried where the system refuses 4 GiB of address space, and half again.
   * Throws UserError when the size makes no sense or cannot be had.
   */
  static create(options: HeapOptions = {}): Heap {
    const workers = options.workers ?? 1;
    if (!Number.isInteger(workers) || workers < 1 || workers > 256)
      throw new UserError(`workers: expected a whole number from 1 to 256, found ${workers}`);
    if (options.bytes !== undefined) {
      const layout = layOut(options.bytes, workers, options.persistentBytes);
      return new Heap({ layout, memory: reserve(layout.bytes) });
    }
    for (let bytes = 4 * GIB; ; bytes /= 2) {
      const layout = layOut(bytes, workers, options.persistentBytes);
      try {
        return new Heap({ layout, memory: reserve(bytes) });
      } catch (error) {
        if (bytes <= GIB / 4) throw error;
      }
    }
  }

  /** The same heap in another thread. */
  static attach(shared: SharedHeap): Heap {
    return new Heap(shared);
  }

  /**
   * Zeroed memory that lives as long as the heap, at the returned byte offset. Any thread may ask.
   * Throws UserError when the persistent region is full.
   */
  allocatePersistent(bytes: number, what: Allocation): number {
    const { persistentStart, persistentEnd } = this.layout;
    const units = Math.ceil(bytes / ALIGNMENT);
    const word = this.layout.controlStart / 4 + PERSISTENT_WORD;
    const first = Atomics.add(this.i32, word, units);
    const offset = persistentStart + first * ALIGNMENT;
    if (offset + units * ALIGNMENT > persistentEnd) {
      Atomics.sub(this.i32, word, units);
      const total = persistentEnd - persistentStart;
      throw outOfHeap(
        what,
        bytes,
        Math.max(0, persistentEnd - offset),
        `of ${formatBytes(total)} for parameters and optimizer state`,
        this.layout,
      );
    }
    return offset;
  }

  /** Bytes of the persistent region in use. */
  get persistentUsed(): number {
    return Atomics.load(this.i32, this.layout.controlStart / 4 + PERSISTENT_WORD) * ALIGNMENT;
  }

  /** The arena of a worker; always the same object in one thread. Only its own worker may allocate in it. */
  arena(worker: number): Arena {
    this.#checkWorker(worker);
    let arena = this.#arenas.get(worker);
    if (!arena) {
      const start = this.layout.arenaStart + worker * this.layout.arenaBytes;
      arena = new Arena(worker, start, start + this.layout.arenaBytes, this.layout);
      this.#arenas.set(worker, arena);
    }
    return arena;
  }

  /** Byte offset of a worker's command block. */
  commandBlock(worker: number): number {
    this.#checkWorker(worker);
    return this.layout.commandStart + worker * COMMAND_BYTES;
  }

  /** Byte offset of the upper end of a worker's WebAssembly stack, which grows down. */
  stackTop(worker: number): number {
    this.#checkWorker(worker);
    return this.layout.stackStart + (worker + 1) * STACK_BYTES;
  }

  #checkWorker(worker: number): void {
    if (!Number.isInteger(worker) || worker < 0 || worker >= this.layout.workers) {
      throw new RangeError(`worker ${worker}: this heap was made for ${this.layout.workers} worker(s), numbered from 0`);
    }
  }
}

/** Memory of one worker for one step: allocation moves a mark up, {@link Arena.reset} moves it back to the start. Not cleared. */
export class Arena {
  readonly worker: number;
  readonly start: number;
  readonly end: number;
  readonly #layout: HeapLayout;
  #next: number;
  #peak = 0;

  constructor(worker: number, start: number, end: number, layout: HeapLayout) {
    this.worker = worker;
    this.start = start;
    this.end = end;
    this.#layout = layout;
    this.#next = start;
  }

  /** Byte offset of `bytes` bytes, whatever is in them. Throws UserError when they are not there. */
  allocate(bytes: number, what: Allocation): number {
    const offset = this.#next;
    const next = offset + Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    if (!(next <= this.end)) throw this.outOfHeap(bytes, what);
    this.#next = next;
    if (next - this.start > this.#peak) this.#peak = next - this.start;
    return offset;
  }

  /** Everything allocated is gone. */
  reset(): void {
    this.#next = this.start;
  }

  /** Byte offset of the part that is not in use; kernels take their working memory from there. */
  get top(): number {
    return this.#next;
  }

  /** Bytes in use. */
  get used(): number {
    return this.#next - this.start;
  }

  /** The most bytes that were ever in use, without the working memory of kernels. */
  get peak(): number {
    return this.#peak;
  }

  /** Bytes left. */
  get free(): number {
    return this.end - this.#next;
  }

  /** The error for an allocation, or a kernel's working memory, that does not fit. */
  outOfHeap(bytes: number, what: Allocation): UserError {
    return outOfHeap(
      what,
      bytes,
      this.free,
      `of the ${formatBytes(this.end - this.start)} that a step of worker ${this.worker} may use`,
      this.#layout,
    );
  }
}

function layOut(askedBytes: number, workers: number, askedPersistent?: number): HeapLayout {
  const controlStart = STATICS_BYTES;
  const commandStart = controlStart + CONTROL_BYTES;
  const stackStart = roundUp(commandStart + workers * COMMAND_BYTES, ALIGNMENT);
  const persistentStart = stackStart + workers * STACK_BYTES;
  const least = persistentStart + (workers + 1) * PAGE;
  if (!Number.isFinite(askedBytes) || askedBytes < least || askedBytes > 4 * GIB) {
    throw new UserError(`heap size: expected ${least} (for ${workers} worker(s)) to ${4 * GIB} bytes, found ${askedBytes}`);
  }
  const bytes = roundUp(askedBytes, PAGE);
  const room = bytes - persistentStart;
  const persistentBytes = roundUp(askedPersistent ?? (room * 3) / 8, ALIGNMENT);
  const arenaBytes = Math.floor((room - persistentBytes) / workers / ALIGNMENT) * ALIGNMENT;
  if (!(persistentBytes >= 0 && arenaBytes >= ALIGNMENT)) {
    throw new UserError(`persistent part of the heap: expected 0 to ${room - workers * ALIGNMENT} bytes, found ${askedPersistent}`);
  }
  const persistentEnd = persistentStart + persistentBytes;
  return { bytes, workers, controlStart, commandStart, stackStart, persistentStart, persistentEnd, arenaStart: persistentEnd, arenaBytes };
}

function reserve(bytes: number): SharedMemory {
  const pages = bytes / PAGE;
  try {
    return new webAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  } catch (cause) {
    throw new UserError(
      `the system refuses ${formatBytes(bytes)} of address space for the heap (${String(cause)}); ask for a smaller heap`,
    );
  }
}

function outOfHeap(what: Allocation, bytes: number, left: number, part: string, layout: HeapLayout): UserError {
  const larger = layout.bytes < 4 * GIB ? `a larger heap (it has ${formatBytes(layout.bytes)}, up to 4 GiB), ` : '';
  return new UserError(
    `out of heap: ${what.name} [${what.shape.join(', ')}] needs ${formatBytes(bytes)} and ${formatBytes(left)} ${part} are left; ` +
      `use ${larger}smaller batches or shorter sequences, a smaller model or fewer workers`,
  );
}

function roundUp(value: number, unit: number): number {
  return Math.ceil(value / unit) * unit;
}

function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const units = ['KiB', 'MiB', 'GiB'];
  let value = bytes;
  let unit = -1;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value.toFixed(value < 10 ? 2 : 1)} ${units[unit]}`;
}
