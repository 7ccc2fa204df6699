import type { Tensor } from '../tensor.ts';
import { exp } from './elementwise.ts';
import { expectFloats } from './expect.ts';

/**
 * Logarithm of the softmax over the last axis.
 * @param x [.., C]
 */
export function logSoftmax(x: Tensor): Tensor {
  const { engine } = x;
  expectFloats('logSoftmax', 'x', x);
  const C = x.shape[x.shape.length - 1] ?? 1;
  const N = x.size / C;
  const y = engine.result('logSoftmax', x.shape);
  engine.kernels.logSoftmaxForward({ N, C, x: x.offset, y: y.offset });
  if (engine.records(x)) {
    engine.tape.record([y], () => {
      engine.kernels.logSoftmaxBackward({ N, C, y: y.offset, dy: y.existingGradient(), dx: x.gradientOffset() });
    });
  }
  return y;
}

/**
 * Softmax over the last axis, the exponential of {@link logSoftmax}.
 * @param x [.., C]
 */
export function softmax(x: Tensor): Tensor {
  return exp(logSoftmax(x));
}
