import { on } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { EntitySpan } from '../examples.ts';
import { createLongestMatch } from './longest-match.ts';
import { defaultEpochs, type PerceptronTraining } from './structured-perceptron.ts';
import type { MarkedWords } from './tagging-baseline.ts';

/** The baselines that the report shows. */
export type TaggingBaselineName = 'longestMatch' | 'perceptron';

/** What to call them in a table. */
export const taggingBaselineTitles: Readonly<Record<TaggingBaselineName, string>> = {
  longestMatch: 'longest match of training entities',
  perceptron: 'structured perceptron',
};

/** What the baselines are measured on. */
export interface TaggingBaselineOptions {
  readonly train: readonly MarkedWords[];
  /** Words of each test sentence. */
  readonly test: readonly (readonly string[])[];
  /** Default: all. */
  readonly names?: readonly TaggingBaselineName[];
  /** About how long the perceptron may learn; default 60. What it has learnt by then is used, and its note says so. */
  readonly seconds?: number;
  /** Default 1. */
  readonly seed?: number;
  /** Told how far the perceptron is, in sentences learnt from, all epochs together. */
  readonly onProgress?: (done: number, total: number) => void;
  /** When aborted, the baselines are stopped and the promise is rejected with its reason. */
  readonly signal?: AbortSignal;
}

/** What a baseline found. */
export interface TaggingBaselineResult {
  readonly name: TaggingBaselineName;
  readonly title: string;
  /** Entities of each test sentence; undefined when the baseline failed. */
  readonly predicted: readonly (readonly EntitySpan[])[] | undefined;
  /** Sentences it learnt from. */
  readonly trainedOn: number;
  /** Learning and tagging. */
  readonly seconds: number;
  /** What a reader of its scores must know. */
  readonly note?: string;
}

/** What the perceptron's thread is given. */
export interface PerceptronTask {
  readonly train: readonly MarkedWords[];
  readonly test: readonly (readonly string[])[];
  readonly seconds: number;
  readonly seed: number;
}

/** What the perceptron's thread says: how far it is, at last what it found. */
export type PerceptronMessage =
  | { readonly done: number; readonly total: number }
  | { readonly training: PerceptronTraining; readonly predicted: readonly (readonly EntitySpan[])[] };

const allBaselines: readonly TaggingBaselineName[] = ['longestMatch', 'perceptron'];
const defaultSeconds = 60;

/** Measures the baselines one after the other; the perceptron in a thread of its own, so that progress and Ctrl-C stay alive. */
export async function runTaggingBaselines(options: TaggingBaselineOptions): Promise<TaggingBaselineResult[]> {
  const results: TaggingBaselineResult[] = [];
  for (const name of options.names ?? allBaselines) {
    options.signal?.throwIfAborted();
    const started = performance.now();
    const found = name === 'longestMatch' ? matchLongest(options) : await runPerceptron(options);
    const seconds = (performance.now() - started) / 1000;
    const trainedOn = found.predicted === undefined ? 0 : options.train.filter(({ entities }) => entities !== undefined).length;
    results.push({ name, title: taggingBaselineTitles[name], trainedOn, seconds, ...found });
  }
  return results;
}

type Found = Pick<TaggingBaselineResult, 'predicted' | 'note'>;

function matchLongest({ train, test }: TaggingBaselineOptions): Found {
  const baseline = createLongestMatch();
  baseline.fit(train);
  return { predicted: test.map((tokens) => baseline.tag(tokens)) };
}

async function runPerceptron(options: TaggingBaselineOptions): Promise<Found> {
  const { train, test, seconds = defaultSeconds, seed = 1, onProgress, signal } = options;
  const task: PerceptronTask = { train, test, seconds, seed };
  // The worker lies beside this file.
  const worker = new Worker(new URL(`./perceptron-worker${extname(import.meta.url)}`, import.meta.url), { workerData: task });
  try {
    for await (const [message] of on(worker, 'message', { close: ['exit'], ...(signal === undefined ? {} : { signal }) })) {
      const said = message as PerceptronMessage;
      if ('training' in said) return { predicted: said.predicted, ...noteOf(said.training) };
      onProgress?.(said.done, said.total);
    }
    return { predicted: undefined, note: 'failed: its thread ended without a result' };
  } catch (error) {
    signal?.throwIfAborted();
    return { predicted: undefined, note: `failed: ${error instanceof Error ? error.message : error}` };
  } finally {
    await worker.terminate();
  }
}

function noteOf({ stopped, epochs, seconds }: PerceptronTraining): { note?: string } {
  if (!stopped) return {};
  return { note: `stopped after ${Math.round(seconds)} s, ${epochs.toFixed(1)} of ${defaultEpochs} epochs: more time may make it better` };
}
