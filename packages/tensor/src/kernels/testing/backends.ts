import { Heap } from '../../heap.ts';
import { type Backend, type CompiledKernels, createCompiledKernels, type InstructionSet } from '../compiled.ts';
import { type FieldType, type OpName, opTable } from '../op-table.ts';

/** Values of a kernel's arguments: numbers as they are, arrays for what is passed as a place in the heap, null for NONE. */
export type ArgumentValues = { readonly [field: string]: number | Float32Array | Int32Array | null };

/** One build of the kernels on a heap of its own. */
export interface BackendUnderTest {
  readonly label: string;
  readonly kernels: CompiledKernels;
  readonly heap: Heap;
}

const everyBuild: readonly (readonly [Backend, InstructionSet])[] = [
  ['native', 'avx512'],
  ['native', 'avx2'],
  ['native', 'sse2'],
  ['native', 'neon'],
  ['wasm', 'relaxed'],
  ['wasm', 'strict'],
];

/** All builds that this machine can run; at least one, since WebAssembly needs no compiler. */
export function availableBackends(): readonly BackendUnderTest[] {
  const found: BackendUnderTest[] = [];
  const reasons: string[] = [];
  for (const [backend, isa] of everyBuild) {
    const heap = Heap.create({ bytes: 256 * 2 ** 20 });
    try {
      found.push({ label: `${backend} ${isa}`, heap, kernels: createCompiledKernels({ heap, worker: 0, backend, isa }) });
    } catch (error) {
      reasons.push(String(error));
    }
  }
  if (!found.some(({ label }) => label.startsWith('wasm'))) throw new Error(`no WebAssembly kernels: ${reasons.join('; ')}`);
  return found;
}

/** Runs one op on copies of the arrays in the heap and returns what they hold afterwards. The arena is not reset. */
export function runOp<A extends ArgumentValues>({ heap, kernels }: BackendUnderTest, name: OpName, values: A): A {
  const fields: [string, FieldType][] = Object.entries(opTable[name]);
  const args: Record<string, number> = {};
  for (const [field] of fields) {
    const value = values[field];
    if (value === undefined) throw new Error(`${name}: no value for ${field}`);
    args[field] = value === null ? 0 : typeof value === 'number' ? value : place(heap, value);
  }
  const call = kernels[name] as (args: Readonly<Record<string, number>>) => void;
  call(args);
  const result: Record<string, ArgumentValues[string]> = {};
  for (const [field, value] of Object.entries(values)) {
    if (value === null || typeof value === 'number') result[field] = value;
    else result[field] = readBack(heap, args[field], value);
  }
  return result as A;
}

/** Copies an array into the arena, followed by a guard that {@link readBack} checks; returns its byte offset. */
export function place(heap: Heap, values: Float32Array | Int32Array): number {
  const offset = heap.arena(0).allocate(values.byteLength + 64, { name: 'test', shape: [values.length] });
  (values instanceof Float32Array ? heap.f32 : heap.i32).set(values, offset / 4);
  heap.i32.fill(GUARD, offset / 4 + values.length, offset / 4 + values.length + 16);
  return offset;
}

const GUARD = 0x5afe5afe;

/** A copy of an array's present contents; throws when a kernel wrote beyond its end. */
export function readBack<V extends Float32Array | Int32Array>(heap: Heap, offset: number, like: V): V {
  const first = offset / 4;
  const end = first + like.length;
  if (heap.i32.subarray(end, end + 16).some((word) => word !== GUARD))
    throw new Error(`written beyond the end of an array of ${like.length}`);
  return (like instanceof Float32Array ? heap.f32.slice(first, end) : heap.i32.slice(first, end)) as V;
}
