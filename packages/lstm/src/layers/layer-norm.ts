import { constant, layerNorm, type Parameter, type Tensor, zeros } from '@textloom/tensor';
import type { ParameterSource } from '../parameter-source.ts';

export interface LayerNormConfig {
  readonly features: number;
  /** added to the variance; default 1e-5 */
  readonly eps?: number;
}

export interface LayerNorm {
  /** gain [features] */
  readonly weight: Parameter;
  readonly bias: Parameter;
  /** x [.., features] → the same shape, each row with mean 0 and variance 1, times gain, plus bias (Ba et al. 2016) */
  forward(x: Tensor): Tensor;
}

/** Makes `name.weight` (ones) and `name.bias` (zeros); neither is decayed. */
export function createLayerNorm(source: ParameterSource, name: string, config: LayerNormConfig): LayerNorm {
  const weight = source.parameter(`${name}.weight`, [config.features], constant(1), { kind: 'bias' });
  const bias = source.parameter(`${name}.bias`, [config.features], zeros(), { kind: 'bias' });
  return { weight, bias, forward: (x) => layerNorm(x, weight, bias, config.eps) };
}
