import type { Engine } from '../engine.ts';
import { NONE } from '../kernels/op-table.ts';
import { Tensor, type TensorPlace } from '../tensor.ts';
import { expectFloats, expectIds, expectInts } from './expect.ts';

/** A loss [1] with what each item contributed, which has no gradient. */
export class Loss extends Tensor {
  readonly perItem: Tensor;

  constructor(place: TensorPlace, perItem: Tensor) {
    super(place);
    this.perItem = perItem;
  }
}

function loss(engine: Engine, op: string, perItem: Tensor): Loss {
  const offset = engine.allocate(1, op, [1]);
  return new Loss({ engine, shape: [1], dtype: 'float32', offset, generation: engine.generation }, perItem);
}

export interface CrossEntropyOptions {
  /** rows with this target count nowhere; default -100 */
  readonly ignoreIndex?: number | undefined;
  /** share of the target spread over all classes; default 0 */
  readonly labelSmoothing?: number | undefined;
  /** weight of each class [C]; default 1 */
  readonly classWeights?: Tensor | undefined;
  /** `mean`: the sum divided by the weights of the rows kept; default `mean` */
  readonly reduction?: 'mean' | 'sum' | undefined;
}

/**
 * Cross entropy of the softmax of the logits: perItem = -(1 - e) w[t] log p[t] - (e / C) sum_c w[c] log p[c] with label smoothing e
 * (Szegedy et al. 2016). When every row is ignored the loss is 0.
 * @param logits [N, C]
 * @param targets int [N]
 * @returns [1], with perItem [N]
 * @throws RangeError for a target that is neither a class nor ignored
 */
export function crossEntropy(logits: Tensor, targets: Tensor, options: CrossEntropyOptions = {}): Loss {
  const { engine } = logits;
  const { ignoreIndex = -100, labelSmoothing = 0, classWeights, reduction = 'mean' } = options;
  expectFloats('crossEntropy', 'logits', logits, ['N', 'C']);
  const [N, C] = logits.shape;
  expectInts('crossEntropy', 'targets', targets, [N]);
  expectIds('crossEntropy', 'targets', targets, C, ignoreIndex);
  if (classWeights) expectFloats('crossEntropy', 'classWeights', classWeights, [C]);
  const logProbabilities = engine.allocate(N * C, 'crossEntropy', [N, C]);
  const y = loss(engine, 'crossEntropy', engine.result('crossEntropy', [N]));
  const call = {
    N,
    C,
    ignoreIndex,
    mean: reduction === 'mean' ? 1 : 0,
    labelSmoothing,
    targets: targets.offset,
    classWeights: classWeights?.offset ?? NONE,
    logProbabilities,
  };
  engine.kernels.crossEntropyForward({ ...call, logits: logits.offset, perItem: y.perItem.offset, loss: y.offset });
  if (engine.records(logits)) {
    engine.tape.record([y], () => {
      engine.kernels.crossEntropyBackward({ ...call, dLoss: y.existingGradient(), dLogits: logits.gradientOffset() });
    });
  }
  return y;
}

export interface BinaryCrossEntropyOptions {
  /** weight of the positive side of each class [C]; default 1 */
  readonly posWeight?: Tensor | undefined;
  /** `mean`: over all N C elements; default `mean` */
  readonly reduction?: 'mean' | 'sum' | undefined;
}

/**
 * Cross entropy of independent yes/no answers: perItem = -posWeight[c] y log sigma(x) - (1 - y) log(1 - sigma(x)).
 * @param logits [N, C]
 * @param targets [N, C], float32 in [0, 1]
 * @returns [1], with perItem [N, C]
 */
export function binaryCrossEntropy(logits: Tensor, targets: Tensor, options: BinaryCrossEntropyOptions = {}): Loss {
  const { engine } = logits;
  const { posWeight, reduction = 'mean' } = options;
  expectFloats('binaryCrossEntropy', 'logits', logits, ['N', 'C']);
  const [N, C] = logits.shape;
  expectFloats('binaryCrossEntropy', 'targets', targets, [N, C]);
  if (posWeight) expectFloats('binaryCrossEntropy', 'posWeight', posWeight, [C]);
  const y = loss(engine, 'binaryCrossEntropy', engine.result('binaryCrossEntropy', [N, C]));
  const mean = reduction === 'mean' ? 1 : 0;
  const call = { N, C, mean, logits: logits.offset, targets: targets.offset, posWeight: posWeight?.offset ?? NONE };
  engine.kernels.binaryCrossEntropyForward({ ...call, perItem: y.perItem.offset, loss: y.offset });
  if (engine.records(logits)) {
    engine.tape.record([y], () => {
      engine.kernels.binaryCrossEntropyBackward({ ...call, dLoss: y.existingGradient(), dLogits: logits.gradientOffset() });
    });
  }
  return y;
}
