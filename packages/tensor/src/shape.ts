/** Number of elements of a tensor of this shape; `[]` holds one. */
export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (const extent of shape) {
    if (!Number.isInteger(extent) || extent < 0) throw new ShapeError(`a shape holds whole numbers from 0, found ${formatShape(shape)}`);
    size *= extent;
  }
  return size;
}

/** `[2, 3]`, as the error messages write it. */
export function formatShape(shape: readonly (number | string)[]): string {
  return `[${shape.join(', ')}]`;
}

/** A tensor does not have the shape or type that an op needs. */
export class ShapeError extends Error {
  override name = 'ShapeError';
}
