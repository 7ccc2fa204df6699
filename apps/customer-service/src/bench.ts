import { readdirSync, statSync } from 'node:fs';
import { createBayesBaseline, engineFor, type JsonObject, plainTable, readSplits, type StageContext } from '@textloom/pipeline';
import type { Config } from './config.ts';
import { exampleSchema } from './examples.ts';
import { labelled, loadModel } from './model.ts';
import { Responder } from './predict.ts';

const warmUp = 200;
const utterances = 2000;

/**
 * The `bench` stage: from text to answer, one utterance at a time and in batches, beside natural's naive Bayes on the same
 * utterances in the same run, so that the ratio means something on a noisy machine.
 */
export async function bench(context: StageContext<Config>): Promise<JsonObject> {
  const { run } = context;
  const { train, test } = readSplits(run, exampleSchema);
  const responder = await Responder.open(run, context);
  const texts = Array.from({ length: utterances }, (_, i) => test[i % test.length].text);
  for (const text of texts.slice(0, warmUp)) responder.reply(text);

  const bayes = createBayesBaseline();
  bayes.fit(
    train.map(({ text }) => text),
    train.map(({ intent }) => intent),
  );
  const ours: number[] = [];
  const theirs: number[] = [];
  for (const text of texts) {
    ours.push(milliseconds(() => responder.reply(text)));
    theirs.push(milliseconds(() => bayes.predict(text)));
  }

  const { model } = await loadModel(run, await engineFor({ ...context, workers: 1 }));
  const batch = milliseconds(() => model.scores(model.encode(labelled(test, []), 'local')));
  const folder = run.partPath('model');
  const bytes = readdirSync(folder).reduce((sum, file) => sum + statSync(`${folder}/${file}`).size, 0);
  const result = {
    p50Ms: percentile(ours, 0.5),
    p99Ms: percentile(ours, 0.99),
    bayesP50Ms: percentile(theirs, 0.5),
    timesBayes: percentile(theirs, 0.5) / percentile(ours, 0.5),
    batchedPerSecond: (test.length / batch) * 1000,
    modelBytes: bytes,
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
  };
  await context.result.table(
    plainTable({
      columns: [{ title: 'text to answer' }, { title: '', align: 'right' }],
      rows: [
        ['one utterance, median', `${result.p50Ms.toFixed(3)} ms`],
        ['one utterance, 99 of 100 within', `${result.p99Ms.toFixed(3)} ms`],
        ["natural's naive Bayes, median", `${result.bayesP50Ms.toFixed(3)} ms (${result.timesBayes.toFixed(2)} times as long)`],
        ['in batches, utterances a second', Math.round(result.batchedPerSecond).toLocaleString('en-US')],
        ['model on disk', `${(bytes / 1e6).toFixed(1)} MB`],
        ['peak memory of this process', `${(result.peakMemoryBytes / 1e6).toFixed(0)} MB`],
      ],
    }),
  );
  return result;
}

function milliseconds(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}
