import { dropout, type RandomStream, type Tensor } from '@textloom/tensor';
import type { Pass } from '../pass.ts';

export interface DropoutConfig {
  /** chance that a value is set to 0, in [0, 1); what is kept is divided by 1 - rate */
  readonly rate: number;
  /** `plain`: every value by itself (default); `locked`: one mask for all steps of [T, B, F] (Gal and Ghahramani 2016); `rows`: whole rows */
  readonly kind?: 'plain' | 'locked' | 'rows';
}

export interface Dropout {
  /** x → the same shape; x itself when the pass does not train or the rate is 0 */
  forward(x: Tensor, pass: Pass): Tensor;
}

/** `name` keys the masks, so that two layers of a network drop different places. */
export function createDropout(name: string, config: DropoutConfig): Dropout {
  const { rate, kind = 'plain' } = config;
  return {
    forward(x, pass) {
      if (!pass.training || rate === 0 || pass.stream === undefined) return x;
      return dropout(x, { rate, kind, stream: pass.stream.stream(name) });
    },
  };
}

/**
 * Word dropout (Iyyer et al. 2015): each id becomes `unknownId` with the chance `rate`. Number i of the stream decides for position i.
 * Changes `ids` in place and returns it.
 */
export function dropWords(ids: Int32Array, unknownId: number, rate: number, stream: RandomStream): Int32Array {
  if (rate > 0) for (let i = 0; i < ids.length; i++) if (stream.uniform(i) < rate) ids[i] = unknownId;
  return ids;
}
