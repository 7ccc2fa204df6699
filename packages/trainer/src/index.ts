export { balancedClassWeights } from './balanced-class-weights.ts';
export { type BatchingOptions, evaluationBatches, trainingBatches } from './batching.ts';
export { defaultTrainingConfig, parseTrainingConfig, type TrainingConfig, type TrainingSettings, trainingSchema } from './config.ts';
export type { BestResult, HistoryEntry, TrainingEvent, TrainingReport, Validation } from './report.ts';
export type { CreateTask, LossContext, TaskModule, TrainingTask } from './task.ts';
export { type TrainingOptions, train } from './train.ts';
export { CheckpointError, type DivergedAt, DivergedError, TrainingError } from './training-error.ts';
