import { describe, expect, it } from 'vitest';
import { constant, from, type Initializer, lstmBias, normal, orthogonal, uniform, xavierUniform, zeros } from './initializers.ts';
import { Random } from './random.ts';
import { sizeOf } from './shape.ts';

describe('initializers', () => {
  it('fill with constants', () => {
    expect(initialize(zeros(), [2])).toEqual([0, 0]);
    expect(initialize(constant(0.5), [2])).toEqual([0.5, 0.5]);
    expect(initialize(lstmBias(), [8])).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
    expect(initialize(from([1, 2]), [2])).toEqual([1, 2]);
    expect(() => initialize(from([1]), [2])).toThrow('from: 1 values for a parameter [2], expected 2');
  });

  it('draw from the distribution they name', () => {
    const inside = initialize(uniform(0.25), [10_000]);
    expect(Math.max(...inside)).toBeLessThan(0.25);
    expect(Math.min(...inside)).toBeGreaterThanOrEqual(-0.25);
    expect(deviation(inside)).toBeCloseTo(0.25 / Math.sqrt(3), 2);
    expect(deviation(initialize(normal(0.1), [10_000]))).toBeCloseTo(0.1, 2);
    expect(deviation(initialize(xavierUniform(), [100, 50]))).toBeCloseTo(Math.sqrt(2 / 150), 2);
  });

  it.each([
    { shape: [5, 33], rows: 5 },
    { shape: [33, 5], rows: 33 },
    { shape: [20, 5], rows: 5 },
    { shape: [132, 33], rows: 33 },
    { shape: [1, 1], rows: 1 },
  ])('orthogonal: $shape', ({ shape: [rows, columns], rows: blockRows }) => {
    const values = initialize(orthogonal(), [rows, columns]);
    for (let first = 0; first < rows; first += blockRows) {
      const at = (r: number, c: number): number => values[(first + r) * columns + c];
      const byRows = blockRows <= columns;
      const [vectors, length] = byRows ? [blockRows, columns] : [columns, blockRows];
      for (let u = 0; u < vectors; u++) {
        for (let v = 0; v <= u; v++) {
          let dot = 0;
          for (let i = 0; i < length; i++) dot += byRows ? at(u, i) * at(v, i) : at(i, u) * at(i, v);
          expect(dot).toBeCloseTo(u === v ? 1 : 0, 5);
        }
      }
    }
  });
});

function initialize(init: Initializer, shape: number[]): number[] {
  const values = new Float32Array(sizeOf(shape));
  init(values, shape, new Random(1).stream('test'));
  return Array.from(values);
}

function deviation(values: readonly number[]): number {
  return Math.sqrt(values.reduce((total, value) => total + value * value, 0) / values.length);
}
