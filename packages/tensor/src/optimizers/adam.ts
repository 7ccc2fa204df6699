import { NONE } from '../kernels/op-table.ts';
import type { ParameterKind } from '../parameter.ts';
import type { UpdatePlaces, UpdateRule, UpdateSettings } from './update-rule.ts';

/**
 * Adam (Kingma and Ba 2015): decay is added to the gradient. AdamW (Loshchilov and Hutter 2019): p *= 1 - lr weightDecay first.
 */
export interface AdamConfig {
  readonly kind: 'adam' | 'adamw';
  readonly lr: number;
  /** default 0.9 */
  readonly beta1?: number | undefined;
  /** default 0.999 */
  readonly beta2?: number | undefined;
  /** default 1e-8 */
  readonly eps?: number | undefined;
  /** default 0 for adam, 0.01 for adamw */
  readonly weightDecay?: number | undefined;
  /** kinds of parameters that decay; default all for adam, weights only for adamw */
  readonly decayKinds?: readonly ParameterKind[] | undefined;
  /** divide by the largest second moment so far (Reddi et al. 2018); default false */
  readonly amsgrad?: boolean | undefined;
}

export function adamRule(config: AdamConfig): UpdateRule {
  const { beta1: usual = 0.9, beta2 = 0.999, eps = 1e-8, amsgrad = false } = config;
  const decoupled = config.kind === 'adamw';
  const call = (places: UpdatePlaces, { lr, gradientScale, decay, t, momentum: beta1 = usual }: UpdateSettings) => ({
    lr,
    beta1,
    beta2,
    eps,
    weightDecay: decoupled ? 0 : decay,
    decoupledDecay: decoupled ? decay : 0,
    correction1: 1 - beta1 ** t,
    correction2: 1 - beta2 ** t,
    gradientScale,
    p: places.p,
    gradient: places.gradient,
    m: places.state[0],
    v: places.state[1],
    vMax: places.state[2] ?? NONE,
  });
  return {
    stateNames: amsgrad ? ['m', 'v', 'vMax'] : ['m', 'v'],
    updateDense: (kernels, n, places, settings) => kernels.adamStep({ n, ...call(places, settings) }),
    updateRows: (kernels, rows, places, settings) => kernels.adamStepRows({ ...rows, ...call(places, settings) }),
  };
}
