import { formatShape, ShapeError } from '../shape.ts';
import type { DataType, Tensor } from '../tensor.ts';

/** Extents that an argument must have; a letter stands for any extent. */
export type Expected = readonly (number | string)[];

/**
 * Checks that a float32 argument of an op is alive and has the shape.
 * @throws ShapeError that names op, argument, what was found and what was expected
 */
export function expectFloats(op: string, argument: string, x: Tensor, expected?: Expected): void {
  expectTensor(op, argument, x, 'float32', expected);
}

/** The same for int32. */
export function expectInts(op: string, argument: string, x: Tensor, expected?: Expected): void {
  expectTensor(op, argument, x, 'int32', expected);
}

/** Lengths [B] of a batch of sequences, each from 0 to T; undefined: all of length T. */
export function expectLengths(op: string, lengths: Tensor | undefined, T: number, B: number): void {
  if (lengths === undefined) return;
  expectInts(op, 'lengths', lengths, [B]);
  lengths.ints.forEach((length, b) => {
    if (length < 0 || length > T) throw new RangeError(`${op}: lengths[${b}] is ${length}, expected 0 to T = ${T}`);
  });
}

/** Ids into a table of `rows` rows. `except` is let through (an ignore index). */
export function expectIds(op: string, argument: string, ids: Tensor, rows: number, except?: number): void {
  const data = ids.ints;
  for (let i = 0; i < data.length; i++) {
    const id = data[i];
    if ((id < 0 || id >= rows) && id !== except) throw new RangeError(`${op}: ${argument}[${i}] is ${id}, expected 0 to ${rows - 1}`);
  }
}

function expectTensor(op: string, argument: string, x: Tensor, dtype: DataType, expected: Expected | undefined): void {
  x.assertAlive();
  if (x.dtype === dtype && (expected === undefined || fits(x.shape, expected))) return;
  const wanted = expected === undefined ? dtype : `${dtype} ${formatShape(expected)}`;
  throw new ShapeError(`${op}: ${argument} is ${x.dtype} ${formatShape(x.shape)}, expected ${wanted}`);
}

function fits(shape: readonly number[], expected: Expected): boolean {
  if (shape.length !== expected.length) return false;
  for (let axis = 0; axis < shape.length; axis++) {
    const extent = expected[axis];
    if (typeof extent === 'number' && extent !== shape[axis]) return false;
  }
  return true;
}
