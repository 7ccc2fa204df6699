import { NONE } from '../kernels/op-table.ts';
import type { ParameterKind } from '../parameter.ts';
import type { UpdatePlaces, UpdateRule, UpdateSettings } from './update-rule.ts';

/**
 * d = gradient + weightDecay p; v = momentum v + d; p -= lr v, with Nesterov: p -= lr (d + momentum v) (Sutskever et al. 2013).
 */
export interface SgdConfig {
  readonly kind: 'sgd';
  readonly lr: number;
  /** default 0 */
  readonly momentum?: number | undefined;
  /** default false */
  readonly nesterov?: boolean | undefined;
  /** added to the gradient; default 0 */
  readonly weightDecay?: number | undefined;
  /** kinds of parameters that decay; default all */
  readonly decayKinds?: readonly ParameterKind[] | undefined;
}

export function sgdRule(config: Omit<SgdConfig, 'kind'>): UpdateRule {
  const { momentum: usual = 0, nesterov = false } = config;
  const call = (places: UpdatePlaces, { lr, gradientScale, decay, momentum = usual }: UpdateSettings) => ({
    lr,
    momentum: usual === 0 ? 0 : momentum,
    nesterov: nesterov ? 1 : 0,
    weightDecay: decay,
    gradientScale,
    p: places.p,
    gradient: places.gradient,
    velocity: places.state[0] ?? NONE,
  });
  return {
    stateNames: usual === 0 ? [] : ['velocity'],
    updateDense: (kernels, n, places, settings) => kernels.sgdStep({ n, ...call(places, settings) }),
    updateRows: (kernels, rows, places, settings) => kernels.sgdStepRows({ ...rows, ...call(places, settings) }),
  };
}
