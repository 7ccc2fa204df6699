import { type Initializer, linear, type Parameter, type Tensor, xavierUniform, zeros } from '@textloom/tensor';
import type { ParameterSource } from '../parameter-source.ts';

export interface LinearConfig {
  readonly inputs: number;
  readonly outputs: number;
  /** default true */
  readonly bias?: boolean;
  /** default Xavier uniform (Glorot and Bengio 2010) */
  readonly init?: Initializer;
}

export interface Linear {
  /** [outputs, inputs] */
  readonly weight: Parameter;
  /** [outputs] */
  readonly bias: Parameter | undefined;
  /** y = x W^T + b; x [.., inputs] → [.., outputs] */
  forward(x: Tensor): Tensor;
}

/** Makes `name.weight` and `name.bias`. */
export function createLinear(source: ParameterSource, name: string, config: LinearConfig): Linear {
  const { inputs, outputs } = config;
  const weight = source.parameter(`${name}.weight`, [outputs, inputs], config.init ?? xavierUniform());
  const bias = config.bias === false ? undefined : source.parameter(`${name}.bias`, [outputs], zeros(), { kind: 'bias' });
  return { weight, bias, forward: (x) => linear(x, weight, bias) };
}
