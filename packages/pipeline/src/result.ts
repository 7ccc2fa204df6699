import type { Json, JsonObject } from './json.ts';

/** What `data` found; written to the run folder as data.json. */
export interface DataResult extends JsonObject {
  /** Name of the data set, or of the user's file: the `dataset` of the `--json` object. */
  readonly dataset: string;
}

/** What `train` did. */
export interface TrainResult extends JsonObject {
  readonly seconds: number;
  readonly examples: number;
  readonly tokensPerSecond: number;
  readonly epochs: number;
}

/** What `evaluate` measured; written to the run folder as evaluation.json. Scores are fractions, BLEU and chrF 0 to 100. */
export interface EvaluateResult extends JsonObject {
  readonly test: JsonObject;
  readonly baselines: JsonObject;
}

/** Where a stage's answers go: stdout, and nothing else goes there. */
export interface ResultSink {
  /** Writes one line. */
  line(text: string): void;
  /** Writes a value as one line of JSON. */
  json(value: Json): void;
  /** Shows a finished table to the user: kept in the run folder as summary.txt, printed unless `--json` was given. */
  table(text: string): Promise<void>;
}
