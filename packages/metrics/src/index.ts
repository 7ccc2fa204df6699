export { accuracy } from './accuracy.ts';
export { auroc } from './auroc.ts';
export { averagePrecision } from './average-precision.ts';
export {
  type BootstrapOptions,
  bootstrapInterval,
  type Interval,
  meanOf,
  type PairedComparison,
  pairedBootstrap,
  type Statistic,
} from './bootstrap.ts';
export { type CalibrationBin, type CalibrationError, calibrationError, expectedCalibrationError } from './calibration-error.ts';
export {
  type ClassificationReport,
  type ClassificationReportOptions,
  type ClassScores,
  classificationReport,
  type PrecisionRecall,
} from './classification-report.ts';
export { cohensKappa } from './cohens-kappa.ts';
export { confusionMatrix } from './confusion-matrix.ts';
export { type ConllevalReport, conlleval, formatConlleval, type TaggedPair } from './entities/conlleval.ts';
export { conllevalSpans } from './entities/conlleval-spans.ts';
export { entityF1Interval, pairedEntityBootstrap } from './entities/entity-bootstrap.ts';
export { type ConfidentEntity, entityCalibration, type JudgedEntities, judgeEntities } from './entities/entity-calibration.ts';
export {
  entityOverlaps,
  type OverlapKind,
  type OverlapPair,
  type OverlapReport,
  overlapKinds,
  type PartialScores,
} from './entities/entity-overlaps.ts';
export { type EntityReport, type EntityScores, type EntitySpan, entityScores, type SentenceEntities } from './entities/entity-scores.ts';
export { fitTemperature, type TemperatureFit, type TemperatureOptions, temperatureLoss } from './fit-temperature.ts';
export { matthewsCorrelation } from './matthews-correlation.ts';
export {
  chooseThreshold,
  outOfScopeReport,
  REJECT_NONE,
  type ScopePredictions,
  type ScopeReport,
  type ScopeScores,
  type ThresholdChoice,
  type ThresholdCriterion,
  type ThresholdOptions,
  thresholdSweep,
} from './out-of-scope.ts';
export { bitsPerCharacter, type Perplexity, perplexity, type TokenLoss } from './perplexity.ts';
export { type RetrievalScores, retrievalScores } from './retrieval.ts';
export { topKAccuracy } from './top-k-accuracy.ts';
