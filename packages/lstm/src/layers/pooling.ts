import { attentionPool, concat, poolLast, poolMax, poolMean, type Tensor, tanh } from '@textloom/tensor';
import type { PoolingKind } from '../config.ts';
import type { ParameterSource } from '../parameter-source.ts';
import { createLinear } from './linear.ts';

export interface PoolingConfig {
  /** features of a step */
  readonly features: number;
  /** laid side by side in this order */
  readonly kinds: readonly PoolingKind[];
  /** units of the attention's hidden layer; default 128 */
  readonly attention?: number;
}

export interface Pooling {
  /** features of the result */
  readonly outputs: number;
  /**
   * @param y [T, B, features]
   * @param lengths int [B]; steps beyond them do not count
   * @param last [B, features]: what `last` takes, for a bidirectional LSTM the last states of both directions; absent: y at each last step
   * @returns [B, outputs]
   */
  forward(y: Tensor, lengths?: Tensor, last?: Tensor): Tensor;
}

/**
 * Pooling over time. `attention` weighs the steps by softmax_t(v . tanh(W y_t + b)) (Yang et al. 2016) and makes `name.attention.weight`,
 * `name.attention.bias` and `name.context.weight`.
 */
export function createPooling(source: ParameterSource, name: string, config: PoolingConfig): Pooling {
  const { features, kinds, attention = 128 } = config;
  const attend = kinds.includes('attention') ? createAttention(source, name, features, attention) : undefined;
  const pool = (kind: PoolingKind, y: Tensor, lengths?: Tensor, last?: Tensor): Tensor => {
    if (kind === 'last') return last ?? poolLast(y, lengths);
    if (kind === 'mean') return poolMean(y, lengths);
    if (kind === 'max') return poolMax(y, lengths);
    return attend!(y, lengths);
  };
  return {
    outputs: features * kinds.length,
    forward(y, lengths, last) {
      const pooled = kinds.map((kind) => pool(kind, y, lengths, last));
      return pooled.length === 1 ? pooled[0] : concat(pooled);
    },
  };
}

function createAttention(source: ParameterSource, name: string, features: number, units: number): (y: Tensor, lengths?: Tensor) => Tensor {
  const hidden = createLinear(source, `${name}.attention`, { inputs: features, outputs: units });
  const context = createLinear(source, `${name}.context`, { inputs: units, outputs: 1, bias: false });
  return (y, lengths) => {
    const [T, B] = y.shape;
    return attentionPool(y, context.forward(tanh(hidden.forward(y))).reshape([T, B]), lengths);
  };
}
