import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type BaselineName, baselineTitles } from './baseline.ts';
import type { BaselineAnswers, BaselineTask } from './measure-baseline.ts';

/** A baseline's answers, or why there are none. */
export interface BaselineResult {
  readonly name: BaselineName;
  /** What to call it in a table. */
  readonly title: string;
  /** A label for each text of the test; undefined when the time was up or the library failed. */
  readonly predictions: readonly string[] | undefined;
  /** Examples it learnt from. */
  readonly trainedOn: number;
  readonly seconds: number;
  /** What a reader of its scores must know. */
  readonly note?: string;
}

/** What the baselines are measured on. */
export interface BaselineOptions {
  readonly train: { readonly texts: readonly string[]; readonly labels: readonly string[] };
  readonly test: readonly string[];
  /** Default: all. */
  readonly names?: readonly BaselineName[];
  /** About how long one may train; default 15. Logistic regression takes as many examples as fit; after four times as long a baseline is stopped. */
  readonly seconds?: number;
  readonly signal?: AbortSignal;
}

const allBaselines: readonly BaselineName[] = ['majority', 'bayes', 'logisticRegression'];
const defaultSeconds = 15;
const patience = 4;

/** Measures the baselines, each in a thread of its own so that the caller goes on meanwhile. */
export async function runBaselines(options: BaselineOptions): Promise<readonly BaselineResult[]> {
  const { train, test, names = allBaselines, seconds = defaultSeconds, signal } = options;
  if (train.texts.length !== train.labels.length || train.texts.length === 0) {
    throw new RangeError(
      `Baselines need as many labels as texts and at least one: ${train.texts.length} texts, ${train.labels.length} labels`,
    );
  }
  return Promise.all(names.map((name) => inThread({ name, train, test, seconds }, seconds * patience, signal)));
}

async function inThread(task: BaselineTask, limit: number, signal: AbortSignal | undefined): Promise<BaselineResult> {
  const started = performance.now();
  const { name } = task;
  // The worker lies beside this file: TypeScript in the workspace, JavaScript in the package.
  const worker = new Worker(new URL(`./baseline-worker${extname(import.meta.url)}`, import.meta.url), { workerData: task });
  let timer: NodeJS.Timeout | undefined;
  let abort = (): void => {};
  const stopped = new Promise<string>((resolve, reject) => {
    timer = setTimeout(() => resolve(`stopped after ${Math.round(limit)} s without a result`), limit * 1000);
    abort = () => reject(signal?.reason);
    signal?.addEventListener('abort', abort);
    if (signal?.aborted === true) abort();
  });
  try {
    const answers = new Promise<BaselineAnswers | string>((resolve) => {
      worker.once('message', resolve);
      worker.once('error', (error: unknown) => resolve(`failed: ${error instanceof Error ? error.message : error}`));
    });
    const result = await Promise.race([answers, stopped]);
    const base = { name, title: baselineTitles[name], seconds: (performance.now() - started) / 1000 };
    if (typeof result === 'string') return { ...base, predictions: undefined, trainedOn: 0, note: result };
    return { ...base, ...result };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    await worker.terminate();
  }
}
