import { existsSync } from 'node:fs';
import { UserError } from '@textloom/datasets';
import { SequenceTagger } from '@textloom/lstm';
import { entityScores } from '@textloom/metrics';
import { type EvaluateResult, engineFor, type JsonObject, RunFolder, readSplits, type StageContext } from '@textloom/pipeline';
import { createEngine } from '@textloom/tensor';
import type { Config } from './config.ts';
import { type EntitySpan, exampleSchema, type NerExample, wordsOf } from './examples.ts';
import { type FineTuning, fineTuningOf, judgedTypes } from './fine-tune.ts';
import { type Filter, judgeBaselines } from './judge-baselines.ts';
import { type FoundEntity, measure } from './measure.ts';
import { loadTagger } from './model.ts';
import { writeReport } from './report.ts';

/** File of a run with the scores as conlleval prints them. */
const conllevalFile = 'conlleval.txt';

/** The `evaluate` stage: the tagger and the baselines on the test sentences; leaves evaluation.json, conlleval.txt, report.html, MODEL_CARD.md. */
export async function evaluateModel(context: StageContext<Config>): Promise<EvaluateResult> {
  const { run, seed } = context;
  const splits = readSplits(run, exampleSchema);
  const { train, test } = splits;
  if (test.every(({ entities }) => entities.length === 0)) {
    throw new UserError('There is nothing to evaluate on: no test sentence has an entity.', {
      file: run.path('data', 'test.jsonl'),
      hint: 'prepare the data again with --test FILE, or with a share of it for the test (data.test)',
    });
  }
  const { tagger } = await loadTagger(run, await engineFor(context));
  const tuning = fineTuningOf(run);
  const filter: Filter = (entities, row) => {
    const types = judgedTypes(tuning, row);
    return types === undefined ? entities : entities.filter(({ type }) => types.includes(type));
  };
  const started = performance.now();
  const found = tagger.tag(test.map(wordsOf)).map(({ entities }, row): readonly FoundEntity[] => filter(entities, row));
  const tagSeconds = (performance.now() - started) / 1000;
  const measured = measure({ examples: test, found }, train, seed);
  const result: EvaluateResult = {
    test: {
      ...measured.test,
      tagSeconds,
      ...(tuning === undefined ? {} : { fineTuning: await compareWithOld(tuning, test, found, filter) }),
    },
    baselines: await judgeBaselines(context, splits, measured.judged, filter),
  };
  await run.writeText(conllevalFile, measured.conlleval);
  await writeReport(context, measured, result, tagger);
  return result;
}

/**
 * F1 on the old and on the new test sentences, before (null when the old run is no longer there) and after fine-tuning. Each part is
 * judged on the types that its annotations know.
 */
async function compareWithOld(
  tuning: FineTuning,
  test: readonly NerExample[],
  after: readonly (readonly EntitySpan[])[],
  filter: Filter,
): Promise<JsonObject> {
  const before = existsSync(tuning.from) ? await foundBy(tuning.from, test, filter) : undefined;
  const part = (from: number, to: number, types: readonly string[]): JsonObject => {
    const gold = test.slice(from, to).map(({ entities }) => entities);
    const f1 = (found: readonly (readonly EntitySpan[])[] | undefined): number | null =>
      found === undefined || gold.length === 0 ? null : entityScores(gold, found.slice(from, to)).micro.f1;
    return { sentences: gold.length, types: [...types], before: f1(before), after: f1(after) };
  };
  return {
    from: tuning.from,
    old: part(0, tuning.oldTest, tuning.oldTypes),
    new: part(tuning.oldTest, tuning.oldTest + tuning.newTest, tuning.markedTypes),
    newTypes: [...tuning.newTypes],
  };
}

/** What the tagger of an earlier run finds. */
async function foundBy(folder: string, test: readonly NerExample[], filter: Filter): Promise<(readonly EntitySpan[])[]> {
  const model = RunFolder.open(folder, 'ner-tagging').require('model');
  const tagger = await SequenceTagger.load(model, { engine: await createEngine() });
  return tagger.tag(test.map(wordsOf)).map(({ entities }, row) => filter(entities, row));
}
