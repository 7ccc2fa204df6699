import type { RandomStream } from '../random.ts';
import { formatShape, ShapeError } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { expectFloats } from './expect.ts';

export interface DropoutOptions {
  /** share of elements set to zero, in [0, 1); the rest is divided by 1 - rate */
  readonly rate: number;
  /** the same stream gives the same mask: name it by layer and step */
  readonly stream: RandomStream;
  /**
   * `plain`: each element by itself (Srivastava et al. 2014). `locked`: x is [T, B, F] and every time step has the same mask
   * (Gal and Ghahramani 2016). `rows`: whole vectors along the last axis. Default `plain`.
   */
  readonly kind?: 'plain' | 'locked' | 'rows' | undefined;
}

/** Sets a random share of x to zero and scales up the rest. Rate 0 returns x itself. */
export function dropout(x: Tensor, options: DropoutOptions): Tensor {
  const { engine, size: n } = x;
  const { rate, stream, kind = 'plain' } = options;
  expectFloats('dropout', 'x', x);
  if (!(rate >= 0 && rate < 1)) throw new RangeError(`dropout: rate is ${rate}, expected 0 or more and less than 1`);
  if (rate === 0) return x;
  const [key0, key1] = stream.keys();
  const mask = { n, ...maskLayout(x, kind), keep: 1 - rate, key0, key1 };
  const y = engine.result('dropout', x.shape);
  engine.kernels.dropout({ ...mask, accumulate: 0, x: x.offset, y: y.offset });
  if (engine.records(x)) {
    engine.tape.record([y], () => {
      engine.kernels.dropout({ ...mask, accumulate: 1, x: y.existingGradient(), y: x.gradientOffset() });
    });
  }
  return y;
}

/** Element i takes number floor(i / inner) mod period of the mask. */
function maskLayout(x: Tensor, kind: 'plain' | 'locked' | 'rows'): { inner: number; period: number } {
  switch (kind) {
    case 'plain':
      return { inner: 1, period: x.size };
    case 'locked':
      if (x.shape.length !== 3) throw new ShapeError(`dropout: x is ${formatShape(x.shape)}, locked dropout expects [T, B, F]`);
      return { inner: 1, period: x.shape[1] * x.shape[2] };
    case 'rows': {
      const inner = x.shape[x.shape.length - 1] ?? 1;
      return { inner, period: x.size / inner };
    }
  }
}
