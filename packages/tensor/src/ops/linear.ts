import { NONE } from '../kernels/op-table.ts';
import type { Tensor } from '../tensor.ts';
import { expectFloats } from './expect.ts';

/**
 * y = x W^T + b over the last axis.
 * @param x [.., I]
 * @param W [O, I]
 * @param b [O]
 * @returns [.., O]
 */
export function linear(x: Tensor, W: Tensor, b?: Tensor): Tensor {
  const { engine } = x;
  const I = x.shape[x.shape.length - 1] ?? 1;
  expectFloats('linear', 'x', x);
  expectFloats('linear', 'W', W, ['O', I]);
  const O = W.shape[0];
  if (b) expectFloats('linear', 'b', b, [O]);
  const N = x.size / I;
  const y = engine.result('linear', [...x.shape.slice(0, -1), O]);
  engine.kernels.linearForward({ N, I, O, x: x.offset, W: W.offset, b: b?.offset ?? NONE, y: y.offset });
  if (engine.records(x, W, b)) {
    engine.tape.record([y], () => {
      engine.kernels.linearBackward({
        N,
        I,
        O,
        x: x.offset,
        W: W.offset,
        dy: y.existingGradient(),
        dx: x.gradientOffset(),
        dW: W.gradientOffset(),
        db: b?.gradientOffset() ?? NONE,
      });
    });
  }
  return y;
}

export interface MatmulOptions {
  /** a is given as [K, M] */
  readonly transposeA?: boolean | undefined;
  /** b is given as [N, K] */
  readonly transposeB?: boolean | undefined;
}

/**
 * The matrix product.
 * @param a [M, K]
 * @param b [K, N]
 * @returns [M, N]
 */
export function matmul(a: Tensor, b: Tensor, options: MatmulOptions = {}): Tensor {
  const { engine } = a;
  const { transposeA = false, transposeB = false } = options;
  expectFloats('matmul', 'a', a, transposeA ? ['K', 'M'] : ['M', 'K']);
  const [M, K] = transposeA ? [a.shape[1], a.shape[0]] : [a.shape[0], a.shape[1]];
  expectFloats('matmul', 'b', b, transposeB ? ['N', K] : [K, 'N']);
  const N = b.shape[transposeB ? 0 : 1];
  // element (m, k) of a and (k, n) of b, as steps in memory
  const [aRow, aColumn] = transposeA ? [1, M] : [K, 1];
  const [bRow, bColumn] = transposeB ? [1, K] : [N, 1];
  const y = engine.result('matmul', [M, N]);
  engine.kernels.gemm({ M, N, K, aRow, aColumn, bRow, bColumn, ldC: N, accumulate: 0, a: a.offset, b: b.offset, c: y.offset });
  if (engine.records(a, b)) {
    engine.tape.record([y], () => {
      const dy = y.existingGradient();
      const da = a.gradientOffset();
      const db = b.gradientOffset();
      const accumulate = 1;
      if (da !== NONE && !transposeA) {
        // da [M, K] = dy b^T
        engine.kernels.gemm({
          M,
          N: K,
          K: N,
          aRow: N,
          aColumn: 1,
          bRow: bColumn,
          bColumn: bRow,
          ldC: K,
          accumulate,
          a: dy,
          b: b.offset,
          c: da,
        });
      } else if (da !== NONE) {
        // da [K, M] = b dy^T
        engine.kernels.gemm({
          M: K,
          N: M,
          K: N,
          aRow: bRow,
          aColumn: bColumn,
          bRow: 1,
          bColumn: N,
          ldC: M,
          accumulate,
          a: b.offset,
          b: dy,
          c: da,
        });
      }
      if (db !== NONE && !transposeB) {
        // db [K, N] = a^T dy
        engine.kernels.gemm({
          M: K,
          N,
          K: M,
          aRow: aColumn,
          aColumn: aRow,
          bRow: N,
          bColumn: 1,
          ldC: N,
          accumulate,
          a: a.offset,
          b: dy,
          c: db,
        });
      } else if (db !== NONE) {
        // db [N, K] = dy^T a
        engine.kernels.gemm({
          M: N,
          N: K,
          K: M,
          aRow: 1,
          aColumn: N,
          bRow: aRow,
          bColumn: aColumn,
          ldC: K,
          accumulate,
          a: dy,
          b: a.offset,
          c: db,
        });
      }
    });
  }
  return y;
}
