import type { ParameterKind } from '../parameter.ts';
import type { UpdatePlaces, UpdateRule, UpdateSettings } from './update-rule.ts';

/** d = gradient + weightDecay p; s += d^2; p -= lr d / (sqrt(s) + eps) (Duchi et al. 2011). */
export interface AdagradConfig {
  readonly kind: 'adagrad';
  readonly lr: number;
  /** default 1e-10 */
  readonly eps?: number | undefined;
  /** added to the gradient; default 0 */
  readonly weightDecay?: number | undefined;
  /** kinds of parameters that decay; default all */
  readonly decayKinds?: readonly ParameterKind[] | undefined;
}

export function adagradRule({ eps = 1e-10 }: AdagradConfig): UpdateRule {
  const call = (places: UpdatePlaces, { lr, gradientScale, decay }: UpdateSettings) => ({
    lr,
    eps,
    weightDecay: decay,
    gradientScale,
    p: places.p,
    gradient: places.gradient,
    sumSquares: places.state[0],
  });
  return {
    stateNames: ['sumSquares'],
    updateDense: (kernels, n, places, settings) => kernels.adagradStep({ n, ...call(places, settings) }),
    updateRows: (kernels, rows, places, settings) => kernels.adagradStepRows({ ...rows, ...call(places, settings) }),
  };
}
