import type { Tensor } from '../tensor.ts';
import { expectFloats } from './expect.ts';

/**
 * y = gamma (x - mean) / sqrt(var + eps) + beta over the last axis, with the biased variance (Ba et al. 2016).
 * @param x [.., D]
 * @param gamma [D]
 * @param beta [D]
 */
export function layerNorm(x: Tensor, gamma: Tensor, beta: Tensor, eps = 1e-5): Tensor {
  const { engine } = x;
  expectFloats('layerNorm', 'x', x);
  const D = x.shape[x.shape.length - 1] ?? 1;
  expectFloats('layerNorm', 'gamma', gamma, [D]);
  expectFloats('layerNorm', 'beta', beta, [D]);
  const N = x.size / D;
  const y = engine.result('layerNorm', x.shape);
  const stats = engine.allocate(2 * N, 'layerNorm', [N, 2]);
  engine.kernels.layerNormForward({ N, D, eps, x: x.offset, gamma: gamma.offset, beta: beta.offset, y: y.offset, stats });
  if (engine.records(x, gamma, beta)) {
    engine.tape.record([y], () => {
      engine.kernels.layerNormBackward({
        N,
        D,
        x: x.offset,
        gamma: gamma.offset,
        stats,
        dy: y.existingGradient(),
        dx: x.gradientOffset(),
        dGamma: gamma.gradientOffset(),
        dBeta: beta.gradientOffset(),
      });
    });
  }
  return y;
}
