import type { Parameter } from '../parameter.ts';
import { type Share, shareOf, WHOLE } from '../share.ts';

/**
 * Sum of the squares of all gradients (of worker 0, which hold the sum after `reduceGradients`), or of one share of them. The shares
 * of all workers add up to the whole.
 */
export function squaredNorm(parameters: Iterable<Parameter>, share: Share = WHOLE): number {
  let total = 0;
  for (const parameter of parameters) {
    if (!parameter.trainable || !parameter.hasGradientMemory) continue;
    const { engine } = parameter;
    const out = engine.scratch;
    const x = parameter.denseGradient(0);
    if (parameter.kind === 'embedding') {
      const { place, count, D } = parameter.rowGradient(0);
      const { begin, end } = shareOf(count, share, 1);
      if (end === begin) continue;
      engine.kernels.sumSquaresRows({ rowCount: end - begin, D, rows: place.rows + 4 * begin, x, out });
    } else {
      const { begin, end } = shareOf(parameter.size, share);
      if (end === begin) continue;
      engine.kernels.sumSquares({ n: end - begin, x: x + 4 * begin, out });
    }
    total += engine.floatsAt(out, 1)[0];
  }
  return total;
}

/** The norm of all gradients taken together. Not a number, or infinite, when a gradient is. */
export function globalNorm(parameters: Iterable<Parameter>): number {
  return Math.sqrt(squaredNorm(parameters));
}

/** The factor that brings gradients of this norm down to `maxNorm` (Pascanu et al. 2013): min(1, maxNorm / (norm + 1e-6)). */
export function clipFactor(norm: number, maxNorm: number): number {
  return Math.min(1, maxNorm / (norm + 1e-6));
}
