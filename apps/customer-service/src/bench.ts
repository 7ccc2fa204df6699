import {
  createBayesBaseline,
  engineFor,
  footprintOf,
  footprintRows,
  type JsonObject,
  measureLatencies,
  milliseconds,
  numberColumn,
  plainTable,
  readSplits,
  type StageContext,
} from '@textloom/pipeline';
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
  const [ours, theirs] = measureLatencies(
    texts,
    (text) => responder.reply(text),
    (text) => bayes.predict(text),
  );

  const { model } = await loadModel(run, await engineFor({ ...context, workers: 1 }));
  const batch = milliseconds(() => model.scores(model.encode(labelled(test, []), 'local')));
  const footprint = footprintOf(run);
  const result = {
    ...ours,
    bayesP50Ms: theirs.p50Ms,
    timesBayes: theirs.p50Ms / ours.p50Ms,
    batchedPerSecond: (test.length / batch) * 1000,
    ...footprint,
  };
  await context.result.table(
    plainTable({
      columns: [{ title: 'text to answer' }, numberColumn('')],
      rows: [
        ['one utterance, median', `${result.p50Ms.toFixed(3)} ms`],
        ['one utterance, 99 of 100 within', `${result.p99Ms.toFixed(3)} ms`],
        ["natural's naive Bayes, median", `${result.bayesP50Ms.toFixed(3)} ms (${result.timesBayes.toFixed(2)} times as long)`],
        ['in batches, utterances a second', Math.round(result.batchedPerSecond).toLocaleString('en-US')],
        ...footprintRows(footprint),
      ],
    }),
  );
  return result;
}
