export type {
  DatasetDescriptor,
  DatasetFile,
  PublishedResult,
  TaggedParts,
  TaggedReading,
  TaggedSource,
  TextReading,
  TextSource,
  TextSplits,
  TextTrap,
} from './descriptor.ts';
export {
  type DuplicateOptions,
  type DuplicateReport,
  describeConflict,
  type LabelConflict,
  partBySeenText,
  removeDuplicates,
} from './duplicates.ts';
export { type ExamplesFileOptions, type ExamplesFormat, type ExamplesRead, formatOf, readExamples, usualColumns } from './examples-file.ts';
export { defaultCacheFolder, type FetchOptions, type FetchProgress, fetchDataset, fetchFile, sha256Of } from './fetch.ts';
export { bytesOf, formatBytes, formatDescriptor, formatList } from './formatting.ts';
export { type BadRow, type OnBadRow, reportBadRow } from './readers/bad-row.ts';
export { type CharacterSpan, type SettledSpans, type SpanFault, type SpannedText, settleSpans } from './readers/character-spans.ts';
export { type ConllOptions, type ConllSentence, readConll } from './readers/conll.ts';
export {
  type ColumnLayout,
  type ColumnOptions,
  type ConllSeparator,
  opensDocument,
  recogniseColumns,
  splitColumns,
} from './readers/conll-columns.ts';
export { type CsvOptions, type CsvRow, readCsv, readTsv } from './readers/csv.ts';
export { type DecodeOptions, decode, type Encoding, parseEncoding, readPieces } from './readers/decode.ts';
export {
  type BracketFault,
  type InlineBracketsOptions,
  parseInlineBrackets,
  readInlineBrackets,
  writeInlineBrackets,
} from './readers/inline-brackets.ts';
export { type JsonItem, readJson } from './readers/json.ts';
export { type JsonlOptions, type JsonlRow, readJsonl } from './readers/jsonl.ts';
export { nearestName } from './readers/nearest-name.ts';
export { type ParallelPair, type ParallelTsvOptions, readParallel, readParallelTsv } from './readers/parallel.ts';
export { readSpansJsonl, type SpansJsonlOptions } from './readers/spans-jsonl.ts';
export { type LineOptions, readText, type TextLine } from './readers/text.ts';
export { describeDataset, listDatasets, samplesFolder } from './registry.ts';
export { type Split, type SplitOptions, type SplitShares, stratifiedSplit } from './split.ts';
export { type LoadTaggedOptions, loadTagged, type TaggedSplitsLoaded } from './tagged-examples.ts';
export {
  joinerOf,
  readTaggedFiles,
  type TaggedFilesOptions,
  type TaggedFilesRead,
  type TaggedFormat,
  type TaggedItem,
  taggedFormatOf,
} from './tagged-files.ts';
export type { TaggedSentence } from './tagged-sources.ts';
export { labelKey, normaliseText, type TextExample } from './text-example.ts';
export { type LoadOptions, loadSplits, type TextSplitsLoaded } from './text-examples.ts';
export { isUserError, UserError, type UserErrorDetails } from './user-error.ts';
