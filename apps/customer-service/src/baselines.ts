import { classificationReport, meanOf, pairedBootstrap } from '@textloom/metrics';
import { type BaselineName, type JsonObject, runBaselines, type StageContext } from '@textloom/pipeline';
import type { Config } from './config.ts';
import type { IntentSplits } from './examples.ts';
import type { Judged } from './measure.ts';

/** The simple classifiers on the same test set, and by how much the model is better (paired bootstrap on the same utterances). */
export async function judgeBaselines(
  context: Pick<StageContext<Config>, 'config' | 'progress' | 'signal' | 'seed'>,
  splits: IntentSplits,
  judged: Judged,
): Promise<JsonObject> {
  const { config, progress, signal } = context;
  const { outOfScopeLabel, method } = judged.rule;
  const train = method === 'class' ? splits.train : splits.train.filter(({ intent }) => intent !== outOfScopeLabel);
  const inside = judged.examples.flatMap((_, row) => (judged.outOfScope[row] === 1 ? [] : [row]));
  const truth = inside.map((row) => judged.examples[row].intent);
  const names: BaselineName[] = ['majority'];
  if (config.baselines.bayes) names.push('bayes');
  if (config.baselines.logisticRegression) names.push('logisticRegression');

  const task = progress.start('baselines', names.length);
  const results = await runBaselines({
    train: { texts: train.map(({ text }) => text), labels: train.map(({ intent }) => intent) },
    test: inside.map((row) => judged.examples[row].text),
    names,
    seconds: config.baselines.seconds,
    signal,
  });
  task.finish();

  const modelRight = inside.map((row) => Number(judged.decisions[row].best === judged.gold[row]));
  const classes = [...new Set([...judged.intents, ...truth])];
  const ids = new Map(classes.map((intent, id) => [intent, id]));
  return Object.fromEntries(
    results.map(({ name, title, predictions, trainedOn, seconds, note }) => {
      const base = { title, trainedOn, seconds, ...(note === undefined ? {} : { note }) };
      if (predictions === undefined || inside.length === 0) return [name, { ...base, accuracy: null, macroF1: null }];
      const right = predictions.map((intent, i) => Number(intent === truth[i]));
      const report = classificationReport(
        truth.map((intent) => ids.get(intent) ?? -1),
        predictions.map((intent) => ids.get(intent) ?? -1),
        { classes: classes.length },
      );
      const lead = pairedBootstrap(inside.length, meanOf(modelRight), meanOf(right), { seed: context.seed });
      return [
        name,
        {
          ...base,
          accuracy: meanOf(right)(Int32Array.from(right.keys())),
          macroF1: report.macroPresent.f1,
          modelLead: { accuracy: lead.estimate, interval: [lead.lower, lead.upper], pValue: lead.pValue },
        },
      ];
    }),
  );
}
