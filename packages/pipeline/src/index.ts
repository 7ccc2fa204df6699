export {
  type App,
  type AppDefinition,
  type ConfiguredApp,
  defineApp,
  reservedStages,
  type Stage,
  type StageContext,
  type StageDescription,
  type Stages,
} from './app.ts';
export { BadRowStore } from './bad-rows.ts';
export { type BaselineName, baselineTitles } from './baselines/baseline.ts';
export { baselineNotes } from './baselines/baseline-notes.ts';
export { createBayesBaseline } from './baselines/natural-baselines.ts';
export { type BaselineOptions, type BaselineResult, runBaselines } from './baselines/run-baselines.ts';
export { cardData } from './card-data.ts';
export { runCommandLine } from './cli/main.ts';
export type { Surroundings } from './cli/terminal.ts';
export { type ConfigSource, type ResolvedConfig, resolveConfig } from './config.ts';
export { filesOf, fineTuningSchema, keepFineTuning, openOldRun, type ReadFile, readFineTuning } from './fine-tuning.ts';
export { type Footprint, footprintOf, footprintRows } from './footprint.ts';
export { type InputFormat, type InputOptions, inputName, sampleInput } from './input.ts';
export type { Json, JsonObject } from './json.ts';
export { numberIn, valueIn } from './json-path.ts';
export { type Latency, measureLatencies, milliseconds } from './latency.ts';
export { createLog, type Logger, type LogOptions } from './log.ts';
export { type ModelCard, renderModelCard } from './model-card.ts';
export type { OptionDefinition, OptionTable, OptionValue, OptionValues, PositionalDefinition } from './options.ts';
export { createProgress, formatSeconds, type Progress, type ProgressState, type ProgressTask } from './progress.ts';
export { meanOverSeeds, type ReadmeResults, type RecordedRun, writeReadmeResults } from './readme-results.ts';
export { besideOld, type Mixed, without } from './rehearsal.ts';
export { type ConfidenceGroups, confidenceHistogram, type ReliabilityBin, reliabilityDiagram } from './report/calibration.ts';
export { type ConfusedPair, confusedPairs, confusionSection, heatMap } from './report/confusion.ts';
export { Html, type HtmlValue, html } from './report/html.ts';
export { learningCurves } from './report/learning-curves.ts';
export { type LineChart, lineChart, type Series } from './report/line-chart.ts';
export { type Report, type ReportSection, renderReport } from './report/page.ts';
export { type ClassRow, classTable, dataTable, type ErrorRow, errorTable } from './report/tables.ts';
export type { DataResult, EvaluateResult, ResultSink, TrainResult } from './result.ts';
export { displayWidth, markdownTable, numberColumn, percent, plainTable, type ResultsTable, type TableColumn } from './results-table.ts';
export { RunFolder, type RunPart, type RunRecord, runFiles } from './run-folder.ts';
export { Screen, type TextTarget } from './screen.ts';
export { readSplits, type SplitName, type Splits, writeSplits } from './splits.ts';
export { engineFor } from './stage-engine.ts';
export { type TrainingFacts, trainedModel, trainingRows } from './training-facts.ts';
export { identityOf } from './training-identity.ts';
export { showTraining } from './training-progress.ts';
