import { z } from 'zod';
import type { BestResult, HistoryEntry } from './report.ts';
import { CheckpointError } from './training-error.ts';

/**
 * Where a training stands, apart from its tensors. Everything else follows from it: batches from (seed, epoch), random choices
 * from (seed, step), the learning rate from the step and from the scores in the history.
 */
export interface TrainingState {
  /** What the training is of, given by the caller; a checkpoint of something else is refused. */
  readonly identity: string;
  readonly exampleCount: number;
  /** The training's settings, to be compared when it is resumed. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Updates done. */
  step: number;
  examples: number;
  tokens: number;
  seconds: number;
  /** Without evaluation. */
  trainingSeconds: number;
  /** Sums since the last entry of the history. */
  window: Window;
  history: HistoryEntry[];
  best?: BestResult | undefined;
  withoutImprovement: number;
  stoppedEarly: boolean;
  finished: boolean;
}

/** Sums over some updates. */
export interface Window {
  loss: number;
  gradientNorm: number;
  steps: number;
  tokens: number;
  seconds: number;
}

const number = z.number();
/** A metric that was NaN or infinite is null in JSON. */
const metric = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN);
const metrics = z.record(z.string(), metric);
const validation = z.strictObject({ score: number, metrics });
const historyEntry = z.strictObject({
  epoch: number,
  step: number,
  loss: number,
  lr: number,
  gradientNorm: number,
  tokensPerSecond: number,
  seconds: number,
  validation: validation.exactOptional(),
});

const schema: z.ZodType<TrainingState> = z.strictObject({
  identity: z.string(),
  exampleCount: number,
  settings: z.record(z.string(), z.unknown()),
  step: number,
  examples: number,
  tokens: number,
  seconds: number,
  trainingSeconds: number,
  window: z.strictObject({ loss: number, gradientNorm: number, steps: number, tokens: number, seconds: number }),
  history: z.array(historyEntry),
  best: z.strictObject({ epoch: number, step: number, score: number, metrics }).optional(),
  withoutImprovement: number,
  stoppedEarly: z.boolean(),
  finished: z.boolean(),
});

/** The state before the first update. */
export function initialState(identity: string, exampleCount: number, settings: object): TrainingState {
  return {
    identity,
    exampleCount,
    settings: { ...settings },
    step: 0,
    examples: 0,
    tokens: 0,
    seconds: 0,
    trainingSeconds: 0,
    window: emptyWindow(),
    history: [],
    withoutImprovement: 0,
    stoppedEarly: false,
    finished: false,
  };
}

export function emptyWindow(): Window {
  return { loss: 0, gradientNorm: 0, steps: 0, tokens: 0, seconds: 0 };
}

/** Settings that say which examples an update sees and what it does with them: with another value a resumed training would be another one. */
const decisive = ['seed', 'batchSize', 'accumulation', 'bucketBatches', 'averageDecay'] as const;

/** Settings that change nothing about the result. */
const immaterial = ['checkpointEvery', 'keepCheckpoints', 'logEvery'] as const;

/**
 * Checks that a state read from a checkpoint fits the training that wants to go on from it.
 *
 * @returns notices: settings that differ and may differ
 * @throws {CheckpointError} when it is the state of another training, naming each difference
 */
export function checkedState(folder: string, read: unknown, expected: TrainingState): { state: TrainingState; notices: string[] } {
  const parsed = schema.safeParse(read);
  if (!parsed.success)
    throw new CheckpointError(folder, `${folder}/state.json is not the state of a training:\n${z.prettifyError(parsed.error)}`);
  const state = parsed.data;
  if (state.identity !== expected.identity) {
    throw new CheckpointError(
      folder,
      `${folder} belongs to another training: it is of "${state.identity}", this one is of "${expected.identity}".`,
    );
  }
  if (state.exampleCount !== expected.exampleCount) {
    throw new CheckpointError(
      folder,
      `${folder} was made with ${state.exampleCount} training examples; now there are ${expected.exampleCount}.`,
    );
  }
  const notices: string[] = [];
  for (const name of new Set([...Object.keys(expected.settings), ...Object.keys(state.settings)])) {
    const before = JSON.stringify(state.settings[name]);
    const now = JSON.stringify(expected.settings[name]);
    if (before === now || immaterial.some((setting) => setting === name)) continue;
    if (decisive.some((setting) => setting === name)) {
      throw new CheckpointError(
        folder,
        `${folder} was made with ${name} ${before}; now it is ${now}. Resume with ${before}, or train anew without --resume.`,
      );
    }
    notices.push(
      `${name} was ${before} in the interrupted training and is ${now} now; the result will differ from that of an uninterrupted one.`,
    );
  }
  return { state: { ...state, settings: expected.settings }, notices };
}
