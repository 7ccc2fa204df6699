import { rmSync } from 'node:fs';
import { partBySeenText, UserError } from '@textloom/datasets';
import { extendClassifier, frequentNewWords, TextClassifier } from '@textloom/lstm';
import { RunFolder } from '@textloom/pipeline';
import { createEngine, type Engine, Random } from '@textloom/tensor';
import { z } from 'zod';
import type { Config } from './config.ts';
import { type IntentExample, type IntentSplits, intentsOf, readSplits } from './examples.ts';
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
  readonly notes: string[];
}

/**
 * Adds old examples to new ones, so that what was learnt is not forgotten (rehearsal), and remembers what was mixed in the run.
 * New examples that stand in the old validation or test data are left out of training.
 */
export async function mixWithOld(run: RunFolder, fromFolder: string, fresh: IntentSplits, config: Config, seed: number): Promise<Mixed> {
  const oldRun = RunFolder.open(fromFolder, run.app);
  oldRun.require('model');
  const old = readSplits(oldRun);
  const { outOfScopeLabel } = readDecision(oldRun);
  const { fresh: train, leaked } = partBySeenText(fresh.train.map(asTextExample), [...old.valid, ...old.test].map(asTextExample));
  const kept = new Set(train.map(({ source }) => `${source.file}:${source.line}`));
  const newTrain = fresh.train.filter(({ source }) => kept.has(`${source.file}:${source.line}`));
  const stream = new Random(seed).stream('rehearsal');
  const rehearsed = old.train.filter((_, index) => stream.uniform(index) < config.fineTuning.rehearsal);
  const oldIntents = new Set(intentsOf(old.train, outOfScopeLabel));
  const record: FineTuning = {
    from: fromFolder,
    epochs: config.fineTuning.epochs,
    learningRate: config.fineTuning.learningRate,
    rehearsed: rehearsed.length,
    oldTest: old.test.length,
    newTest: fresh.test.length,
    newIntents: intentsOf(newTrain, outOfScopeLabel).filter((intent) => !oldIntents.has(intent)),
  };
  await run.writeJson(fineTuningFile, record);
  const notes = [
    `going on from ${fromFolder}: ${newTrain.length} new training examples and ${rehearsed.length} old ones, ${record.newIntents.length} new intents`,
  ];
  if (leaked.length > 0) notes.push(`${leaked.length} new examples stand in the old validation or test data and were left out of training`);
  return {
    splits: { train: [...newTrain, ...rehearsed], valid: [...old.valid, ...fresh.valid], test: [...old.test, ...fresh.test] },
    notes,
  };
}

/** For a run folder that is used again, from nothing this time. */
export function forgetFineTuning(run: RunFolder): void {
  rmSync(run.path(fineTuningFile), { force: true });
}

/** Undefined for a run that starts from nothing. */
export function fineTuningOf(run: RunFolder): FineTuning | undefined {
  let value: unknown;
  try {
    value = run.readJson(fineTuningFile);
  } catch {
    return undefined;
  }
  const parsed = fineTuningSchema.safeParse(value);
  if (!parsed.success)
    throw new UserError('The record of the fine-tuning is damaged.', {
      file: run.path(fineTuningFile),
      hint: 'run the data stage again with --from',
    });
  return parsed.data;
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

function asTextExample({ text, intent, source }: IntentExample): {
  text: string;
  labels: Record<string, string>;
  source: IntentExample['source'];
} {
  return { text, labels: { [head]: intent }, source };
}
