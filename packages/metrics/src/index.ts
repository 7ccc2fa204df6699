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
export {
  type BleuDetails,
  type BleuOptions,
  type BleuScore,
  type BleuSmoothing,
  bleuMetric,
  corpusBleu,
  formatBleu,
  sentenceBleu,
} from './translation/bleu.ts';
export { type BleuTokenizer, bleuTokenizers, tokenizeForBleu } from './translation/bleu-tokenizers.ts';
export { type ChrfDetails, type ChrfOptions, type ChrfScore, chrfMetric, corpusChrf, sentenceChrf } from './translation/chrf.ts';
export { corpusTer, sentenceTer, type TerDetails, type TerOptions, type TerScore, terMetric } from './translation/ter.ts';
export { pairedTranslationBootstrap, translationInterval } from './translation/translation-bootstrap.ts';
export {
  corpusScore,
  formatTranslationScore,
  type References,
  scorerVersion,
  type TranslationMetric,
  type TranslationScore,
} from './translation/translation-metric.ts';
