import { NONE } from '../kernels/op-table.ts';
import type { Tensor } from '../tensor.ts';
import { expectFloats, expectLengths } from './expect.ts';

/**
 * Softmax over each sequence's steps, exactly 0 in the padding.
 * @param scores [T, B]
 * @param lengths int [B]; default: all of length T
 * @returns weights [T, B]
 */
export function timeSoftmax(scores: Tensor, lengths?: Tensor): Tensor {
  const { engine } = scores;
  expectFloats('timeSoftmax', 'scores', scores, ['T', 'B']);
  const [T, B] = scores.shape;
  expectLengths('timeSoftmax', lengths, T, B);
  const places = { T, B, lengths: lengths?.offset ?? NONE };
  const weights = engine.result('timeSoftmax', [T, B]);
  engine.kernels.timeSoftmaxForward({ ...places, scores: scores.offset, weights: weights.offset });
  if (engine.records(scores)) {
    engine.tape.record([weights], () => {
      engine.kernels.timeSoftmaxBackward({
        ...places,
        weights: weights.offset,
        dWeights: weights.existingGradient(),
        dScores: scores.gradientOffset(),
      });
    });
  }
  return weights;
}

/**
 * y[b] = sum over t of weights[t, b] x[t, b].
 * @param x [T, B, F]
 * @param weights [T, B]
 * @param lengths int [B]; default: all of length T
 * @returns [B, F]
 */
export function weightedSum(x: Tensor, weights: Tensor, lengths?: Tensor): Tensor {
  const { engine } = x;
  expectFloats('weightedSum', 'x', x, ['T', 'B', 'F']);
  const [T, B, F] = x.shape;
  expectFloats('weightedSum', 'weights', weights, [T, B]);
  expectLengths('weightedSum', lengths, T, B);
  const places = { T, B, F, x: x.offset, weights: weights.offset, lengths: lengths?.offset ?? NONE };
  const y = engine.result('weightedSum', [B, F]);
  engine.kernels.weightedSumForward({ ...places, y: y.offset });
  if (engine.records(x, weights)) {
    engine.tape.record([y], () => {
      const dx = x.gradientOffset();
      const dWeights = weights.gradientOffset();
      engine.kernels.weightedSumBackward({ ...places, dy: y.existingGradient(), dx, dWeights });
    });
  }
  return y;
}

/**
 * Attention pooling: the sum over time weighted by the softmax of the scores (Yang et al. 2016).
 * @param x [T, B, F]
 * @param scores [T, B]
 * @param lengths int [B]; default: all of length T
 * @returns [B, F]
 */
export function attentionPool(x: Tensor, scores: Tensor, lengths?: Tensor): Tensor {
  return weightedSum(x, timeSoftmax(scores, lengths), lengths);
}
