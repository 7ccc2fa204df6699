import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Allocation, Heap } from '../heap.ts';
import { type FieldType, type Kernels, type OpName, opTable } from './op-table.ts';
import { opNames } from './op-table-header.ts';
import { webAssembly } from './web-assembly.ts';

/** Which build of the kernels. */
export type Backend = 'native' | 'wasm';
/** Instruction sets; for `wasm` the two builds. */
export type InstructionSet = 'avx512' | 'avx2' | 'sse2' | 'neon' | 'relaxed' | 'strict';

export type CompiledKernels = Kernels & {
  readonly name: Backend;
  readonly isa: string;
};

export interface CompiledKernelsOptions {
  readonly heap: Heap;
  /** whose command block, stack and arena the kernels use */
  readonly worker: number;
  readonly backend: Backend;
  /** default: the best that the processor (native) or the JavaScript engine (wasm) has */
  readonly isa?: InstructionSet;
}

/** Words at the head of a command block: op, scratch offset, scratch bytes, and (answered) scratch bytes needed. */
const HEADER_WORDS = 4;
const DONE = 0;
const UNKNOWN_OP = 1;
const SCRATCH_EXHAUSTED = 2;
const UNKNOWN_KIND = 3;

/** Where `kernels/build.ts` leaves the compiled kernels: one folder for src/ and dist/, beside both. */
const buildFolder = new URL('../../build/', import.meta.url);

type Run = (commandOffset: number) => number;

/**
 * The kernels of one worker on one heap. Throws an Error that says why when this build cannot be loaded.
 */
export function createCompiledKernels(options: CompiledKernelsOptions): CompiledKernels {
  const { heap, worker, backend } = options;
  const { run, isa } = backend === 'native' ? attachNative(heap, options.isa) : instantiateWasm(heap, worker, options.isa);
  const ops: { -readonly [K in OpName]?: Kernels[K] } = {};
  for (const [op, name] of opNames.entries()) ops[name] = opCaller(name, op, heap, worker, run);
  return { ...(ops as Kernels), name: backend, isa };
}

/** One op as a function: writes the arguments into the worker's command block, runs it, and turns a failure into an error. */
function opCaller<K extends OpName>(
  name: K,
  op: number,
  heap: Heap,
  worker: number,
  run: Run,
): (args: Readonly<Record<string, number>>) => void {
  const command = heap.commandBlock(worker);
  const arena = heap.arena(worker);
  const { f32, i32 } = heap;
  const header = command / 4;
  const first = header + HEADER_WORDS;
  const entries: [string, FieldType][] = Object.entries(opTable[name]);
  const fields = entries.map(([field]) => field);
  const isFloat = entries.map(([, type]) => type === 'float');
  return (args) => {
    for (let k = 0; k < fields.length; k++) {
      const value = args[fields[k]];
      if (value === undefined) throw new TypeError(`kernel ${name}: argument ${fields[k]} is missing`);
      if (isFloat[k]) f32[first + k] = value;
      else i32[first + k] = value;
    }
    i32[header] = op;
    i32[header + 1] = arena.top;
    i32[header + 2] = arena.free;
    const status = run(command);
    if (status === DONE) return;
    if (status === SCRATCH_EXHAUSTED) {
      const what: Allocation = {
        name: `working memory of ${name}`,
        shape: fields.flatMap((field, k) => (entries[k][1] === 'int' ? [`${field} ${args[field]}`] : [])),
      };
      throw arena.outOfHeap(i32[header + 3] >>> 0, what);
    }
    throw new Error(failure(name, op, status));
  };
}

function failure(name: OpName, op: number, status: number): string {
  if (status === UNKNOWN_OP) return `kernel ${name} (number ${op}) is not in the compiled kernels: build them again (pnpm build:kernels)`;
  if (status === UNKNOWN_KIND) return `kernel ${name}: there is no such kind`;
  return `kernel ${name} failed with status ${status}`;
}

interface Addon {
  attach(heap: Uint8Array, isa: string): { run: Run; isa: string };
}

function attachNative(heap: Heap, isa?: InstructionSet): { run: Run; isa: string } {
  const addon: Addon = createRequire(import.meta.url)(fileURLToPath(new URL('kernels.node', buildFolder)));
  return addon.attach(heap.u8, isa ?? '');
}

function instantiateWasm(heap: Heap, worker: number, isa?: InstructionSet): { run: Run; isa: string } {
  if (isa === 'relaxed' || isa === 'strict') return { run: instantiate(isa, heap, worker), isa };
  // an engine without relaxed SIMD refuses the module as a whole
  try {
    return { run: instantiate('relaxed', heap, worker), isa: 'relaxed' };
  } catch (error) {
    if (!(error instanceof webAssembly.CompileError)) throw error;
    return { run: instantiate('strict', heap, worker), isa: 'strict' };
  }
}

function instantiate(variant: 'relaxed' | 'strict', heap: Heap, worker: number): Run {
  const module = new webAssembly.Module(readFileSync(new URL(`kernels-${variant}.wasm`, buildFolder)));
  const exports = new webAssembly.Instance(module, { env: { memory: heap.memory } }).exports;
  // all instances share the memory, so each must have a stack of its own in it
  exports.__stack_pointer.value = heap.stackTop(worker);
  return exports.run;
}
