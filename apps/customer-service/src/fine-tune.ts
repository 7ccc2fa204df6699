import { normaliseText } from '@textloom/datasets';
import { extendClassifier, frequentNewWords, TextClassifier } from '@textloom/lstm';
import {
  besideOld,
  filesOf,
  fineTuningSchema,
  type Mixed,
  openOldRun,
  RunFolder,
  readFineTuning,
  readSplits,
  without,
} from '@textloom/pipeline';
import { createEngine, type Engine, Random } from '@textloom/tensor';
import { z } from 'zod';
import type { Config } from './config.ts';
import { exampleSchema, type IntentExample, type IntentSplits, intentsOf } from './examples.ts';
import { head, intentsOfModel, readDecision } from './model.ts';

const recordSchema = fineTuningSchema.extend({ newIntents: z.array(z.string()) });

/** How a run goes on from an earlier one. */
export type FineTuning = z.infer<typeof recordSchema>;

/**
 * Adds old examples to new ones, so that what was learnt is not forgotten (rehearsal). Nothing is written.
 *
 * No utterance is in two parts: new ones that stand in the old validation or test data are left out of training, new ones for
 * validation and test that the old model was trained on are left out altogether. Where an old training example occurs again, the new
 * one counts.
 *
 * @throws UserError when `fromFolder` is no trained run of the app, or the run itself
 */
export function mixWithOld(
  run: RunFolder,
  fromFolder: string,
  fresh: IntentSplits,
  config: Config,
  seed: number,
): Mixed<IntentExample, FineTuning> {
  const oldRun = openOldRun(run, fromFolder);
  const old = readSplits(oldRun, exampleSchema);
  const { outOfScopeLabel } = readDecision(oldRun);
  const { splits: own, notes: leftOut } = besideOld(fresh, old, keyOf, 'examples');
  const { train, valid, test } = own;
  const stream = new Random(seed).stream('rehearsal');
  const rehearsed = without(old.train, [...train, ...valid, ...test], keyOf).filter(
    (_, index) => stream.uniform(index) < config.fineTuning.rehearsal,
  );
  const oldIntents = new Set(intentsOf(old.train, outOfScopeLabel));
  const record: FineTuning = {
    from: fromFolder,
    epochs: config.fineTuning.epochs,
    learningRate: config.fineTuning.learningRate,
    rehearsed: rehearsed.length,
    oldTest: old.test.length,
    newTest: test.length,
    newIntents: intentsOf(train, outOfScopeLabel).filter((intent) => !oldIntents.has(intent)),
  };
  const intents = record.newIntents.length === 0 ? 'no new intent' : `new intents: ${record.newIntents.join(', ')}`;
  const going = `going on from ${fromFolder}: ${train.length} new training examples and ${rehearsed.length} old ones; ${intents}`;
  return {
    splits: { train: [...train, ...rehearsed], valid: [...old.valid, ...valid], test: [...old.test, ...test] },
    record,
    notes: [going, ...leftOut],
    files: filesOf(oldRun),
  };
}

/** Texts that are the same after normalisation count as one. */
function keyOf({ text }: IntentExample): string {
  return normaliseText(text);
}

/** Undefined for a run that starts from nothing. @throws UserError for a damaged record */
export function fineTuningOf(run: RunFolder): FineTuning | undefined {
  return readFineTuning(run, recordSchema);
}

/** The old model with room for the new intents and words. */
export async function extendedModel(
  engine: Engine,
  { from }: FineTuning,
  examples: readonly IntentExample[],
  outOfScopeLabel: string,
): Promise<TextClassifier> {
  const old = await TextClassifier.load(RunFolder.open(from, 'customer-service').require('model'), { engine: await createEngine() });
  const known = intentsOfModel(old);
  const labels = intentsOf(examples, known.includes(outOfScopeLabel) ? undefined : outOfScopeLabel);
  const words = frequentNewWords(
    old,
    examples.map(({ text }) => text),
  );
  return extendClassifier(old, { labels: { [head]: labels }, words }, engine);
}
