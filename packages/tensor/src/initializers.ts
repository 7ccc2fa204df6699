import type { RandomStream } from './random.ts';
import { formatShape, ShapeError } from './shape.ts';

/** Fills the values of a new parameter of the given shape; `stream` depends on the engine's seed and the parameter's name. */
export type Initializer = (values: Float32Array, shape: readonly number[], stream: RandomStream) => void;

export function zeros(): Initializer {
  return (values) => void values.fill(0);
}

export function constant(value: number): Initializer {
  return (values) => void values.fill(value);
}

/** Uniform in [-a, a). */
export function uniform(a: number): Initializer {
  return (values, _, stream) => stream.fillUniform(values, -a, a);
}

/** Normal with mean 0 and the given standard deviation. */
export function normal(std: number): Initializer {
  return (values, _, stream) => stream.fillNormal(values, std);
}

/**
 * Glorot and Bengio (2010): uniform with a = sqrt(6 / (inputs + outputs)) for a matrix [outputs, inputs]. For the stacked gates [4H, I] of an
 * LSTM pass the number of blocks, so that each gate counts as a matrix of its own.
 */
export function xavierUniform(blocks = 1): Initializer {
  return (values, shape, stream) => {
    const [outputs, inputs] = matrixShape('xavierUniform', shape);
    uniform(Math.sqrt(6 / (outputs / blocks + inputs)))(values, shape, stream);
  };
}

/**
 * Saxe et al. (2014): each square block of `[k H, H]` is orthogonal (so each gate of recurrent weights [4H, H]); any other matrix gets
 * orthonormal rows or columns, whichever are fewer.
 */
export function orthogonal(gain = 1): Initializer {
  return (values, shape, stream) => {
    const [rows, columns] = matrixShape('orthogonal', shape);
    const blockRows = rows % columns === 0 ? columns : rows;
    for (let first = 0; first < rows; first += blockRows) {
      const block = orthonormal(blockRows, columns, stream.stream(first));
      for (let i = 0; i < block.length; i++) values[first * columns + i] = gain * block[i];
    }
  };
}

/** Bias [4H] of an LSTM in gate order i, f, g, o: `forget` for the forget gate (Jozefowicz et al. 2015), zero for the rest. */
export function lstmBias(forget = 1): Initializer {
  return (values, shape) => {
    if (values.length % 4 !== 0) throw new ShapeError(`lstmBias: shape ${formatShape(shape)}, expected [4H]`);
    const H = values.length / 4;
    values.fill(0);
    values.fill(forget, H, 2 * H);
  };
}

/**
 * Copies the given values, such as pretrained vectors.
 * @throws ShapeError when their number is not that of the parameter
 */
export function from(data: ArrayLike<number>): Initializer {
  return (values, shape) => {
    if (data.length !== values.length) {
      throw new ShapeError(`from: ${data.length} values for a parameter ${formatShape(shape)}, expected ${values.length}`);
    }
    values.set(data);
  };
}

function matrixShape(name: string, shape: readonly number[]): [number, number] {
  if (shape.length !== 2) throw new ShapeError(`${name}: shape ${formatShape(shape)}, expected a matrix [outputs, inputs]`);
  return [shape[0], shape[1]];
}

/** A random [rows, columns] with orthonormal rows (rows <= columns) or columns, by modified Gram-Schmidt, done twice for accuracy. */
function orthonormal(rows: number, columns: number, stream: RandomStream): Float64Array {
  const count = Math.min(rows, columns);
  const length = Math.max(rows, columns);
  const random = new Float64Array(count * length);
  stream.fillNormal(random, 1);
  const vectors = Array.from({ length: count }, (_, v) => random.subarray(v * length, (v + 1) * length));
  vectors.forEach((vector, v) => {
    for (let pass = 0; pass < 2; pass++) {
      for (let u = 0; u < v; u++) subtractProjection(vector, vectors[u]);
    }
    const norm = Math.sqrt(dot(vector, vector));
    for (let i = 0; i < length; i++) vector[i] = vector[i] / norm;
  });
  const out = new Float64Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      out[r * columns + c] = rows <= columns ? vectors[r][c] : vectors[c][r];
    }
  }
  return out;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** vector -= (vector . direction) direction */
function subtractProjection(vector: Float64Array, direction: Float64Array): void {
  const factor = dot(vector, direction);
  for (let i = 0; i < vector.length; i++) vector[i] = vector[i] - factor * direction[i];
}
