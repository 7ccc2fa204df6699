import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeConflict, normaliseText, removeDuplicates, stratifiedSplit, type TextExample, UserError } from '@textloom/datasets';
import type { DataResult, StageContext } from '@textloom/pipeline';
import { readAnswerBook } from './answer-book.ts';
import type { Config } from './config.ts';
import { type IntentExample, type IntentSplits, intentExample, intentsOf, type SplitName, writeSplits } from './examples.ts';
import { forgetFineTuning, mixWithOld } from './fine-tune.ts';
import { readSource, type Source } from './source.ts';
import { describeSplits } from './statistics.ts';

/** Where the answers of the run are kept, once they have been checked. */
export const answersFile = 'answers.yaml';

const appFolder = fileURLToPath(new URL('..', import.meta.url));
const shownConflicts = 10;

/** The `data` stage: reads, checks, de-duplicates and splits; leaves `data/*.jsonl`, `data.json` and the checked answers in the run. */
export async function prepareData(context: StageContext<Config>): Promise<DataResult> {
  const { config, run } = context;
  run.remove('data', 'model', 'checkpoints', 'metrics', 'evaluation', 'summary', 'report', 'modelCard', 'badRows');
  const source = await readSource(context);
  const { splits: own, notes, conflicts } = splitSource(source, config, context.seed);
  check(source, own, config);
  const from = context.options.text('from');
  const mixed = from === undefined ? undefined : await mixWithOld(run, resolve(context.cwd, from), own, config, context.seed);
  if (mixed === undefined) forgetFineTuning(run);
  else notes.push(...mixed.notes);
  const splits = mixed?.splits ?? own;
  await writeSplits(run, splits);
  if (source.badRows.length > 0) await run.writeText('bad-rows.jsonl', source.badRows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const answers = await copyAnswers(context, splits, source);
  const result: DataResult = {
    dataset: source.dataset,
    outOfScopeLabel: source.outOfScopeLabel,
    ...describeSplits(splits, source.outOfScopeLabel),
    answers,
    badRows: source.badRows.length,
    conflicts,
    notes,
    files: source.files.map((file) => ({ ...file })),
  };
  for (const note of notes) context.log.info(note);
  return result;
}

function splitSource(source: Source, config: Config, seed: number): { splits: IntentSplits; notes: string[]; conflicts: string[] } {
  const notes = [...source.notes];
  const conflicts: string[] = [];
  const { parts, label, official } = source;
  const clean = (examples: TextExample[], name: SplitName): TextExample[] => {
    if (config.data.duplicates === 'keep' || (official && name !== 'train')) return examples;
    const report = removeDuplicates(examples, { conflicts: config.data.conflicts });
    if (report.repeated.length > 0) notes.push(`${name}: ${report.repeated.length} repeated utterances left out`);
    if (report.conflicts.length > 0) {
      notes.push(
        `${name}: ${report.conflicts.length} utterances have several intents; ${report.dropped.length} rows left out (data.conflicts: ${config.data.conflicts})`,
      );
      conflicts.push(...report.conflicts.slice(0, shownConflicts).map(describeConflict));
    }
    return report.kept;
  };
  let train = clean(parts.train, 'train');
  let valid = parts.valid && clean(parts.valid, 'valid');
  let test = parts.test && clean(parts.test, 'test');
  if (valid === undefined || test === undefined) {
    const cut = stratifiedSplit(train, {
      valid: valid === undefined ? config.data.valid : 0,
      test: test === undefined ? config.data.test : 0,
      labelOf: ({ labels }) => labels[label],
      groupOf: ({ text }) => normaliseText(text),
      seed,
    });
    const made = [
      valid === undefined ? `${cut.valid.length} for validation` : '',
      test === undefined ? `${cut.test.length} for the test` : '',
    ];
    notes.push(`set aside from the training examples: ${made.filter(Boolean).join(' and ')} (stratified, seed ${seed})`);
    train = cut.train;
    valid ??= cut.valid;
    test ??= cut.test;
  }
  const as = (examples: readonly TextExample[]): IntentExample[] => examples.map((example) => intentExample(example, label));
  return { splits: { train: as(train), valid: as(valid), test: as(test) }, notes, conflicts };
}

/** Everything that makes training pointless, told before it starts. */
function check(source: Source, splits: IntentSplits, { outOfScope }: Config): void {
  const skip = outOfScope.method === 'class' ? undefined : source.outOfScopeLabel;
  const intents = intentsOf(splits.train, skip);
  const file = splits.train[0]?.source.file;
  if (intents.length < 2) {
    throw new UserError(intents.length === 0 ? 'There is no intent to learn.' : `All examples have the one intent "${intents[0]}".`, {
      ...(file === undefined ? {} : { file }),
      expected: 'at least two intents, each with a few examples',
      hint: 'is --label the right column?',
    });
  }
  if (source.official) return;
  for (const name of ['valid', 'test'] as const) {
    const unseen = splits[name].find(({ intent }) => intent !== source.outOfScopeLabel && !intents.includes(intent));
    if (unseen !== undefined) {
      throw new UserError(`The intent "${unseen.intent}" occurs here but in no training example.`, {
        ...unseen.source,
        expected: `one of the ${intents.length} intents of the training examples${intents.length <= 12 ? `: ${intents.join(', ')}` : ''}`,
        hint: `add training examples of it, or correct the label (out-of-scope utterances are labelled "${source.outOfScopeLabel}")`,
      });
    }
  }
}

/** Checks the answers against the intents and keeps a copy in the run. Without a file of its own, the sample has the app's. */
async function copyAnswers(context: StageContext<Config>, splits: IntentSplits, source: Source): Promise<string | null> {
  const wanted = context.options.text('answers') ?? context.config.answers ?? (source.dataset === 'sample' ? 'answers.yaml' : null);
  if (wanted === null) return null;
  const near = resolve(context.cwd, wanted);
  const file = isAbsolute(wanted) || existsSync(near) ? near : join(appFolder, wanted);
  await readAnswerBook(file, intentsOf(splits.train, source.outOfScopeLabel));
  await context.run.writeText(answersFile, await readFile(file, 'utf8'));
  return wanted;
}
