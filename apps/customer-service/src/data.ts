import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { describeConflict, normaliseText, removeDuplicates, stratifiedSplit, type TextExample, UserError } from '@textloom/datasets';
import { type DataResult, keepFineTuning, type RunFolder, type SplitName, type StageContext, writeSplits } from '@textloom/pipeline';
import { answersFile, findAnswers } from './answer-source.ts';
import type { Config } from './config.ts';
import { type IntentExample, type IntentSplits, intentExample, intentsOf } from './examples.ts';
import { mixWithOld } from './fine-tune.ts';
import { readSource, type Source } from './source.ts';
import { describeSplits } from './statistics.ts';

const shownConflicts = 10;

/**
 * The `data` stage: reads, checks, de-duplicates and splits; leaves `data/*.jsonl`, `data.json` and the checked answers in the run.
 * What an earlier run left in the folder stays until everything is checked and the new examples are on the disk.
 */
export async function prepareData(context: StageContext<Config>): Promise<DataResult> {
  const { config, run, seed } = context;
  const source = await readSource(context);
  const { splits: own, notes, conflicts } = splitSource(source, config, seed);
  const from = context.options.text('from');
  const mixed = from === undefined ? undefined : mixWithOld(run, resolve(context.cwd, from), own, config, seed);
  const splits = mixed?.splits ?? own;
  check(source, own, splits.train, config);
  const answers = await findAnswers(context, intentsOf(splits.train, source.outOfScopeLabel), source.dataset, mixed?.record.from);
  notes.push(...(mixed?.notes ?? []), ...(answers?.notes ?? []));

  const files = source.files.map((file) => ({ ...file }));

  await writeSplits(run, splits);
  run.remove('data', 'model', 'checkpoints', 'metrics', 'evaluation', 'summary', 'report', 'modelCard');
  await keepFineTuning(run, mixed?.record);
  await source.badRows.save(run);
  await keepAnswers(run, answers?.text);
  for (const note of notes) context.log.info(note);
  return {
    dataset: source.dataset,
    outOfScopeLabel: source.outOfScopeLabel,
    ...describeSplits(splits, source.outOfScopeLabel),
    answers: answers?.name ?? null,
    badRows: source.badRows.rows.length,
    conflicts,
    notes,
    files: [...files, ...(mixed?.files.filter(({ sha256 }) => !files.some((file) => file.sha256 === sha256)) ?? [])],
  };
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
  if (!official && test !== undefined) {
    const known = new Set(train.map(({ text }) => normaliseText(text)));
    const shared = test.filter(({ text }) => known.has(normaliseText(text))).length;
    if (shared > 0)
      notes.push(`test: ${shared} of ${test.length} utterances also stand in the training file, which makes the test too easy`);
  }
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

/**
 * Everything that makes training pointless, told before it starts.
 *
 * @param own the parts that were read; @param train what is trained on: `own.train`, and old examples when an earlier run goes on
 */
function check(source: Source, own: IntentSplits, train: readonly IntentExample[], { outOfScope, data }: Config): void {
  const intents = intentsOf(train, outOfScope.method === 'class' ? undefined : source.outOfScopeLabel);
  const file = own.train[0]?.source.file;
  const place = file === undefined ? {} : { file };
  if (intents.length < 2) {
    throw new UserError(intents.length === 0 ? 'There is no intent to learn.' : `All examples have the one intent "${intents[0]}".`, {
      ...place,
      expected: 'at least two intents, each with a few examples',
      hint: 'is --label the right column?',
    });
  }
  if (source.official) return;
  for (const name of ['valid', 'test'] as const) {
    const unseen = own[name].find(({ intent }) => intent !== source.outOfScopeLabel && !intents.includes(intent));
    if (unseen !== undefined) {
      throw new UserError(`The intent "${unseen.intent}" occurs here but in no training example.`, {
        ...unseen.source,
        expected: `one of the ${intents.length} intents of the training examples${intents.length <= 12 ? `: ${intents.join(', ')}` : ''}`,
        hint: `add training examples of it, or correct the label (out-of-scope utterances are labelled "${source.outOfScopeLabel}")`,
      });
    }
  }
  if (own.test.length === 0 && source.parts.test === undefined && data.test > 0) {
    throw new UserError(`${own.train.length} examples are too few to set some aside for the test.`, {
      ...place,
      expected: 'several examples of each intent; 20 or more make a useful model',
      hint: 'add examples, give a test file with --test, or train without a test: --set data.test=0',
    });
  }
}

async function keepAnswers(run: RunFolder, text: string | undefined): Promise<void> {
  if (text === undefined) rmSync(run.path(answersFile), { force: true });
  else await run.writeText(answersFile, text);
}
