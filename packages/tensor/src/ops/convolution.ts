import { NONE } from '../kernels/op-table.ts';
import type { Tensor } from '../tensor.ts';
import { expectFloats, expectLengths } from './expect.ts';

export interface ConvolutionMaxOptions {
  /** zeros on both sides of each word; default 0 */
  readonly padding?: number | undefined;
  /** int [N], characters of each word; default: all of length L */
  readonly lengths?: Tensor | undefined;
}

export interface ConvolutionMaxResult {
  /** [N, F], before any activation */
  readonly y: Tensor;
  /** int [N, F]: the first window that holds the maximum */
  readonly argmax: Tensor;
}

/**
 * Cross-correlation over time, then the maximum over time: y[n, f] = max_t (b[f] + sum_{c, d} W[f, c, d] xp[t + d, n, c]), xp the word alone with `padding` zeros on
 * both sides (Collobert et al. 2011; over the characters of words: Ma and Hovy 2016). A word of length n has n + 2 padding - k + 1 windows.
 * The gradient goes to the arg max only.
 * @param x [L, N, C]; beyond a word's length it is not read and its gradient is 0
 * @param W [F, C, k]
 * @param b [F]
 * @throws RangeError for a word too short for a window
 */
export function convolutionMax(x: Tensor, W: Tensor, b: Tensor, options: ConvolutionMaxOptions = {}): ConvolutionMaxResult {
  const { engine } = x;
  const { padding = 0, lengths } = options;
  expectFloats('convolutionMax', 'x', x, ['L', 'N', 'C']);
  const [L, N, C] = x.shape;
  expectFloats('convolutionMax', 'W', W, ['F', C, 'k']);
  const [F, , k] = W.shape;
  expectFloats('convolutionMax', 'b', b, [F]);
  expectLengths('convolutionMax', lengths, L, N);
  if (!Number.isInteger(padding) || padding < 0)
    throw new RangeError(`convolutionMax: padding is ${padding}, expected a whole number from 0`);
  const shortest = Math.max(k - 2 * padding, 0);
  for (let n = 0; n < N; n++) {
    const length = lengths?.ints[n] ?? L;
    if (length < shortest) {
      throw new RangeError(
        `convolutionMax: word ${n} has length ${length}, too short for a window of ${k} with padding ${padding}; expected ${shortest} at least, or more padding`,
      );
    }
  }
  const y = engine.result('convolutionMax', [N, F]);
  const argmax = engine.result('convolutionMax', [N, F], 'int32');
  const call = { L, N, C, F, k, padding, x: x.offset, lengths: lengths?.offset ?? NONE, W: W.offset, argmax: argmax.offset };
  engine.kernels.convolutionMaxForward({ ...call, b: b.offset, y: y.offset });
  if (engine.records(x, W, b)) {
    engine.tape.record([y], () => {
      engine.kernels.convolutionMaxBackward({
        ...call,
        dy: y.existingGradient(),
        dx: x.gradientOffset(),
        dW: W.gradientOffset(),
        db: b.gradientOffset(),
      });
    });
  }
  return { y, argmax };
}
