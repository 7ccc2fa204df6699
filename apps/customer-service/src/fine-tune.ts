import { existsSync, rmSync } from 'node:fs';
import { normaliseText, UserError } from '@textloom/datasets';
import { extendClassifier, frequentNewWords, TextClassifier } from '@textloom/lstm';
import { RunFolder, readSplits } from '@textloom/pipeline';
import { createEngine, type Engine, Random } from '@textloom/tensor';
import { z } from 'zod';
import type { Config } from './config.ts';
import { exampleSchema, type IntentExample, type IntentSplits, intentsOf } from './examples.ts';
import { head, intentsOfModel, readDecision } from './model.ts';

const fineTuningFile = 'fine-tuning.json';

const fineTuningSchema = z.object({
  from: z.string(),
  epochs: z.number(),
  learningRate: z.number(),
  /** Examples of the old training data that are trained on again. */
  rehearsed: z.number(),
  /** The test set is the old one, then the new one. */
  oldTest: z.number(),
  newTest: z.number(),
  newIntents: z.array(z.string()),
});

/** How a run goes on from an earlier one. */
export type FineTuning = z.infer<typeof fineTuningSchema>;

/** What {@link mixWithOld} made. */
export interface Mixed {
  readonly splits: IntentSplits;
  readonly record: FineTuning;
  readonly notes: string[];
  /** Files of the old data, with their hashes as they were then. */
  readonly files: readonly { readonly file: string; readonly sha256: string }[];
}

const oldFilesSchema = z.object({ files: z.array(z.object({ file: z.string(), sha256: z.string() })) });

/**
 * Adds old examples to new ones, so that what was learnt is not forgotten (rehearsal). Nothing is written.
 *
 * No utterance is in two parts: new ones that stand in the old validation or test data are left out of training, new ones for
 * validation and test that the old model was trained on are left out altogether. Where an old training example occurs again, the new
 * one counts.
 *
 * @throws UserError when `fromFolder` is no trained run of the app, or the run itself
 */
export function mixWithOld(run: RunFolder, fromFolder: string, fresh: IntentSplits, config: Config, seed: number): Mixed {
  if (fromFolder === run.folder) {
    throw new UserError('A run cannot go on from itself: its model would be lost.', { hint: 'give another folder with --out' });
  }
  const oldRun = RunFolder.open(fromFolder, run.app);
  oldRun.require('model');
  const old = readSplits(oldRun, exampleSchema);
  const { outOfScopeLabel } = readDecision(oldRun);
  const train = without(fresh.train, [...old.valid, ...old.test]);
  const valid = without(fresh.valid, [...old.train, ...old.valid, ...old.test]);
  const test = without(fresh.test, [...old.train, ...old.valid, ...old.test]);
  const stream = new Random(seed).stream('rehearsal');
  const rehearsed = without(old.train, [...train, ...valid, ...test]).filter(
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
  const notes = [`going on from ${fromFolder}: ${train.length} new training examples and ${rehearsed.length} old ones; ${intents}`];
  const untrained = fresh.train.length - train.length;
  if (untrained > 0) notes.push(`${untrained} new examples stand in the old validation or test data and were left out of training`);
  const unjudged = fresh.valid.length + fresh.test.length - valid.length - test.length;
  if (unjudged > 0) notes.push(`${unjudged} new examples for validation or test stand in the old data and were left out`);
  return {
    splits: { train: [...train, ...rehearsed], valid: [...old.valid, ...valid], test: [...old.test, ...test] },
    record,
    notes,
    files: oldFilesSchema.safeParse(oldRun.readJson('data.json')).data?.files ?? [],
  };
}

/** Examples whose text, after normalisation, is not among the others'. */
function without(examples: readonly IntentExample[], others: readonly IntentExample[]): IntentExample[] {
  const seen = new Set(others.map(({ text }) => normaliseText(text)));
  return examples.filter(({ text }) => !seen.has(normaliseText(text)));
}

/** Remembers in the run what it goes on from; undefined, for a folder that is used again, that it starts from nothing. */
export async function keepFineTuning(run: RunFolder, record: FineTuning | undefined): Promise<void> {
  if (record === undefined) rmSync(run.path(fineTuningFile), { force: true });
  else await run.writeJson(fineTuningFile, record);
}

/** Undefined for a run that starts from nothing. @throws UserError for a damaged record */
export function fineTuningOf(run: RunFolder): FineTuning | undefined {
  if (!existsSync(run.path(fineTuningFile))) return undefined;
  const parsed = fineTuningSchema.safeParse(run.readJson(fineTuningFile));
  if (parsed.success) return parsed.data;
  throw new UserError('The record of the fine-tuning is damaged.', {
    file: run.path(fineTuningFile),
    hint: 'run the data stage again with --from',
  });
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
