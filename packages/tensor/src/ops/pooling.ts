import { NONE } from '../kernels/op-table.ts';
import type { Tensor } from '../tensor.ts';
import { expectFloats, expectLengths } from './expect.ts';

/**
 * The vector of each sequence's last step.
 * @param x [T, B, F]
 * @param lengths int [B]; default: all of length T
 * @returns [B, F]
 */
export function poolLast(x: Tensor, lengths?: Tensor): Tensor {
  const { engine } = x;
  const { T, B, F } = expectSequences('poolLast', x, lengths);
  const places = { T, B, F, lengths: lengths?.offset ?? NONE };
  const y = engine.result('poolLast', [B, F]);
  engine.kernels.poolLastForward({ ...places, x: x.offset, y: y.offset });
  if (engine.records(x)) {
    engine.tape.record([y], () => {
      engine.kernels.poolLastBackward({ ...places, dy: y.existingGradient(), dx: x.gradientOffset() });
    });
  }
  return y;
}

/**
 * The mean over each sequence's steps.
 * @param x [T, B, F]
 * @param lengths int [B]; default: all of length T
 * @returns [B, F]
 */
export function poolMean(x: Tensor, lengths?: Tensor): Tensor {
  const { engine } = x;
  const { T, B, F } = expectSequences('poolMean', x, lengths);
  const places = { T, B, F, lengths: lengths?.offset ?? NONE };
  const y = engine.result('poolMean', [B, F]);
  engine.kernels.poolMeanForward({ ...places, x: x.offset, y: y.offset });
  if (engine.records(x)) {
    engine.tape.record([y], () => {
      engine.kernels.poolMeanBackward({ ...places, dy: y.existingGradient(), dx: x.gradientOffset() });
    });
  }
  return y;
}

/**
 * The largest value of each feature over each sequence's steps; the gradient goes to the first step that holds it.
 * @param x [T, B, F]
 * @param lengths int [B]; default: all of length T
 * @returns [B, F]
 */
export function poolMax(x: Tensor, lengths?: Tensor): Tensor {
  return poolMaxWithSteps(x, lengths).y;
}

/** {@link poolMax} and the steps that hold the maxima, int [B, F]. */
export function poolMaxWithSteps(x: Tensor, lengths?: Tensor): { readonly y: Tensor; readonly argmax: Tensor } {
  const { engine } = x;
  const { T, B, F } = expectSequences('poolMax', x, lengths);
  const y = engine.result('poolMax', [B, F]);
  const argmax = engine.result('poolMax', [B, F], 'int32');
  engine.kernels.poolMaxForward({ T, B, F, x: x.offset, lengths: lengths?.offset ?? NONE, y: y.offset, argmax: argmax.offset });
  if (engine.records(x)) {
    engine.tape.record([y], () => {
      engine.kernels.poolMaxBackward({ B, F, argmax: argmax.offset, dy: y.existingGradient(), dx: x.gradientOffset() });
    });
  }
  return { y, argmax };
}

function expectSequences(op: string, x: Tensor, lengths: Tensor | undefined): { T: number; B: number; F: number } {
  expectFloats(op, 'x', x, ['T', 'B', 'F']);
  const [T, B, F] = x.shape;
  expectLengths(op, lengths, T, B);
  return { T, B, F };
}
