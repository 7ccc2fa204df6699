export { syncFolder, writeFileAtomic, writeFileSynced } from './atomic-file.ts';
export { attachEngine, createEngine, type EngineOptions } from './create-engine.ts';
export { reduceGradients } from './data-parallel.ts';
export { Engine, type KernelsName, type SharedEngine } from './engine.ts';
export { constant, from, type Initializer, lstmBias, normal, orthogonal, uniform, xavierUniform, zeros } from './initializers.ts';
export * from './kernels/op-table.ts';
export { attentionPool, timeSoftmax, weightedSum } from './ops/attention.ts';
export { concat, slice } from './ops/concat.ts';
export { type ConvolutionMaxOptions, type ConvolutionMaxResult, convolutionMax } from './ops/convolution.ts';
export {
  type CrfDecodeOptions,
  type CrfDecodeResult,
  type CrfLossResult,
  type CrfMarginalsResult,
  type CrfWeights,
  crfDecode,
  crfLoss,
  crfMarginals,
} from './ops/crf.ts';
export { type DropoutOptions, dropout } from './ops/dropout.ts';
export {
  add,
  divide,
  exp,
  log,
  mean,
  multiply,
  negate,
  relu,
  scale,
  sigmoid,
  square,
  subtract,
  sum,
  tanh,
} from './ops/elementwise.ts';
export { type EmbeddingBagOptions, type EmbeddingOptions, embedding, embeddingBag, gatherRows } from './ops/embedding.ts';
export { layerNorm } from './ops/layer-norm.ts';
export { linear, type MatmulOptions, matmul } from './ops/linear.ts';
export { type BinaryCrossEntropyOptions, binaryCrossEntropy, type CrossEntropyOptions, crossEntropy, Loss } from './ops/losses.ts';
export {
  type BilstmOptions,
  type BilstmResult,
  bilstm,
  type LstmOptions,
  type LstmResult,
  type LstmState,
  type LstmWeights,
  lstm,
  type Recurrence,
} from './ops/lstm.ts';
export { poolLast, poolMax, poolMaxWithSteps, poolMean } from './ops/pooling.ts';
export { logSoftmax, softmax } from './ops/softmax.ts';
export type { AdagradConfig } from './optimizers/adagrad.ts';
export type { AdamConfig } from './optimizers/adam.ts';
export { clipFactor, globalNorm, squaredNorm } from './optimizers/clipping.ts';
export {
  type AsgdConfig,
  attachOptimizer,
  createOptimizer,
  Optimizer,
  type OptimizerConfig,
  type SharedOptimizer,
  type StepOptions,
} from './optimizers/optimizer.ts';
export {
  type ConstantConfig,
  createSchedule,
  type NoamConfig,
  type OneCycleConfig,
  type PlateauConfig,
  type PlateauState,
  type Schedule,
  type ScheduleConfig,
  type WarmupDecayConfig,
} from './optimizers/schedules.ts';
export type { SgdConfig } from './optimizers/sgd.ts';
export type { WeightAverage } from './optimizers/weight-average.ts';
export { Parameter, type ParameterKind, type ParameterOptions } from './parameter.ts';
export { type Key, Random, RandomStream } from './random.ts';
export { RowGradient } from './row-gradient.ts';
export { decodeSafetensors, encodeSafetensors, type StoredTensor, type StoredType, safetensorsMetadata } from './safetensors.ts';
export { ShapeError } from './shape.ts';
export { type Share, shareOf } from './share.ts';
export { Tape } from './tape.ts';
export { type DataType, Tensor } from './tensor.ts';
export { UserError } from './user-error.ts';
