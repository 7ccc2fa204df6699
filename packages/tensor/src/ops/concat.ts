import { NONE } from '../kernels/op-table.ts';
import { formatShape, ShapeError } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { expectFloats } from './expect.ts';

/**
 * A tensor seen as rows, so that axis 0 and the last axis are both "columns of rows": along axis 0 there is one row
 * that holds everything.
 */
function asRows(shape: readonly number[], axis: number): { rows: number; columns: number; unit: number } {
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (axis === 0) return { rows: 1, columns: size, unit: shape[0] === 0 ? 0 : size / shape[0] };
  const columns = shape[axis];
  return { rows: columns === 0 ? 0 : size / columns, columns, unit: 1 };
}

/** Axis 0 or the last one; -1 means the last. */
function resolveAxis(op: string, shape: readonly number[], axis: number): number {
  const resolved = axis < 0 ? axis + shape.length : axis;
  if (resolved === 0 || (resolved === shape.length - 1 && resolved > 0)) return resolved;
  throw new ShapeError(`${op}: axis ${axis} of ${formatShape(shape)}, expected 0, ${shape.length - 1} or -1`);
}

/**
 * Tensors one after another along the last axis or axis 0; all other extents are equal.
 * @throws ShapeError when they are not
 */
export function concat(tensors: readonly Tensor[], axis = -1): Tensor {
  const [first] = tensors;
  if (first === undefined) throw new ShapeError('concat: no tensors, expected at least one');
  const { engine } = first;
  const along = resolveAxis('concat', first.shape, axis);
  tensors.forEach((tensor, i) => {
    const expected = first.shape.map((extent, a) => (a === along ? 'any' : extent));
    expectFloats('concat', `tensors[${i}]`, tensor, expected);
  });
  const extent = tensors.reduce((total, tensor) => total + tensor.shape[along], 0);
  const y = engine.result(
    'concat',
    first.shape.map((e, a) => (a === along ? extent : e)),
  );
  const { rows, columns: ldDst } = asRows(y.shape, along);
  const parts: { tensor: Tensor; columns: number; start: number }[] = [];
  let start = 0;
  for (const tensor of tensors) {
    const { columns } = asRows(tensor.shape, along);
    parts.push({ tensor, columns, start });
    engine.kernels.copyColumns({ rows, columns, ldSrc: columns, ldDst, accumulate: 0, src: tensor.offset, dst: y.offset + 4 * start });
    start += columns;
  }
  if (engine.records(...tensors)) {
    engine.tape.record([y], () => {
      const dy = y.existingGradient();
      for (const part of parts) {
        const dst = part.tensor.gradientOffset();
        const { columns } = part;
        if (dst !== NONE)
          engine.kernels.copyColumns({ rows, columns, ldSrc: ldDst, ldDst: columns, accumulate: 1, src: dy + 4 * part.start, dst });
      }
    });
  }
  return y;
}

/**
 * The part from `start` to before `end` along axis 0 or the last axis, as a copy.
 * @throws RangeError when it does not lie within x
 */
export function slice(x: Tensor, axis: number, start: number, end: number): Tensor {
  const { engine } = x;
  expectFloats('slice', 'x', x);
  const along = resolveAxis('slice', x.shape, axis);
  if (!(start >= 0 && start <= end && end <= x.shape[along])) {
    throw new RangeError(
      `slice: ${start} to ${end} of axis ${axis} of ${formatShape(x.shape)}, expected 0 <= start <= end <= ${x.shape[along]}`,
    );
  }
  const y = engine.result(
    'slice',
    x.shape.map((extent, a) => (a === along ? end - start : extent)),
  );
  const { rows, columns: ldSrc, unit } = asRows(x.shape, along);
  const columns = (end - start) * unit;
  const skip = 4 * start * unit;
  engine.kernels.copyColumns({ rows, columns, ldSrc, ldDst: columns, accumulate: 0, src: x.offset + skip, dst: y.offset });
  if (engine.records(x)) {
    engine.tape.record([y], () => {
      engine.kernels.copyColumns({
        rows,
        columns,
        ldSrc: columns,
        ldDst: ldSrc,
        accumulate: 1,
        src: y.existingGradient(),
        dst: x.gradientOffset() + skip,
      });
    });
  }
  return y;
}
