import { existsSync } from 'node:fs';
import { UserError } from '@textloom/datasets';
import { mixScores } from '@textloom/lstm';
import { type EvaluateResult, engineFor, type JsonObject, RunFolder, readSplits, type StageContext } from '@textloom/pipeline';
import { createEngine } from '@textloom/tensor';
import { judgeBaselines } from './baselines.ts';
import type { Config } from './config.ts';
import { decide } from './decision.ts';
import { exampleSchema, type IntentExample } from './examples.ts';
import { type FineTuning, fineTuningOf } from './fine-tune.ts';
import { type Judged, measure } from './measure.ts';
import { head, intentsOfModel, loadModel, readDecision } from './model.ts';
import { writeReport } from './report.ts';

/** The `evaluate` stage: the model and the baselines on the test set; leaves evaluation.json, report.html, MODEL_CARD.md, summary.txt. */
export async function evaluateModel(context: StageContext<Config>): Promise<EvaluateResult> {
  const { run, config } = context;
  const splits = readSplits(run, exampleSchema);
  const { outOfScopeLabel } = readDecision(run);
  if (splits.test.every(({ intent }) => intent === outOfScopeLabel)) {
    throw new UserError('There is nothing to evaluate on: no test example has an intent.', {
      file: run.path('data', 'test.jsonl'),
      hint: 'prepare the data again with --test FILE, or with a share of it for the test (data.test)',
    });
  }
  const engine = await engineFor(context);
  const { model, rule } = await loadModel(run, engine);
  const measured = measure(model, rule, splits.test, config);
  const baselines = await judgeBaselines(context, splits, measured.judged);
  const tuning = fineTuningOf(run);
  const result: EvaluateResult = {
    test: { ...measured.test, ...(tuning === undefined ? {} : { fineTuning: await compareWithOld(tuning, splits.test, measured.judged) }) },
    baselines,
  };
  await writeReport(context, measured, result, model);
  return result;
}

/** Accuracy on the old and on the new test examples, before (null when the old run is no longer there) and after fine-tuning. */
async function compareWithOld(tuning: FineTuning, examples: readonly IntentExample[], after: Judged): Promise<JsonObject> {
  const before = existsSync(tuning.from) ? await answersOf(tuning.from, examples) : undefined;
  const now = after.decisions.map(({ best }) => after.intents[best]);
  const part = (from: number, to: number): JsonObject => {
    const rows = examples.flatMap((_, row) => (row >= from && row < to && after.outOfScope[row] === 0 ? [row] : []));
    const share = (answers: readonly string[] | undefined): number | null =>
      answers === undefined || rows.length === 0 ? null : rows.filter((row) => answers[row] === examples[row].intent).length / rows.length;
    return { examples: rows.length, before: share(before), after: share(now) };
  };
  return {
    from: tuning.from,
    old: part(0, tuning.oldTest),
    new: part(tuning.oldTest, tuning.oldTest + tuning.newTest),
    newIntents: [...tuning.newIntents],
  };
}

/** The intents that the model of an earlier run gives. */
async function answersOf(folder: string, examples: readonly IntentExample[]): Promise<string[]> {
  const { model, rule } = await loadModel(RunFolder.open(folder, 'customer-service'), await createEngine());
  const corpus = model.encode(examples.map(({ text }) => ({ text })));
  const intents = intentsOfModel(model);
  return decide(mixScores(model.scores(corpus)[head], rule), intents.length).map(({ best }) => intents[best]);
}
