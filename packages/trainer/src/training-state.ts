import { z } from 'zod';
import { CheckpointError } from './training-error.ts';

const finite = z.number();
/** A metric that was NaN or infinite is null in JSON. */
const metrics = z.record(
  z.string(),
  z
    .number()
    .nullable()
    .transform((value) => value ?? Number.NaN),
);
const validation = z.strictObject({ score: finite, metrics });

const historyEntry = z.strictObject({
  epoch: finite,
  step: finite,
  loss: finite,
  lr: finite,
  gradientNorm: finite,
  tokensPerSecond: finite,
  seconds: finite,
  validation: validation.exactOptional(),
});

const schema = z.strictObject({
  /** What the training is of, given by the caller; a checkpoint of something else is refused. */
  identity: z.string(),
  exampleCount: finite,
  settings: z.record(z.string(), z.unknown()),
  /** Updates done. */
  step: finite,
  examples: finite,
  tokens: finite,
  seconds: finite,
  /** Without evaluation. */
  trainingSeconds: finite,
  /** Sums since the last entry of the history. */
  window: z.strictObject({ loss: finite, gradientNorm: finite, steps: finite, tokens: finite, seconds: finite }),
  history: z.array(historyEntry),
  best: z.strictObject({ epoch: finite, step: finite, score: finite, metrics }).optional(),
  withoutImprovement: finite,
  stoppedEarly: z.boolean(),
  finished: z.boolean(),
});

/**
 * Where a training stands, apart from its tensors. Everything else follows from it: batches from (seed, epoch), random choices
 * from (seed, step), the learning rate from the step and from the scores in the history.
 */
export type TrainingState = z.infer<typeof schema>;

/** The state before the first update. */
export function initialState(identity: string, exampleCount: number, settings: Record<string, unknown>): TrainingState {
  return {
    identity,
    exampleCount,
    settings,
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

export function emptyWindow(): TrainingState['window'] {
  return { loss: 0, gradientNorm: 0, steps: 0, tokens: 0, seconds: 0 };
}

/** Settings that say which examples an update sees and what it does with them: with another value a resumed training would be another one. */
const decisive = ['seed', 'batchSize', 'accumulation', 'bucketBatches', 'averageDecay'] as const;

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
    if (before === now) continue;
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
