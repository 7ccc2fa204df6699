import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '@textloom/datasets';
import { type DataResult, keepFineTuning, openOldRun, type StageContext, writeSplits } from '@textloom/pipeline';
import { createTokenizer } from '@textloom/tokenizers';
import { checkFile, showCheck } from './check/show-check.ts';
import type { Config } from './config.ts';
import { type NerExample, type NerSplits, typesOf } from './examples.ts';
import { mixWithOld } from './fine-tune.ts';
import { readTokenizer, writeTokenizer } from './model.ts';
import { completeParts } from './parts.ts';
import { readSource, type Source } from './source.ts';
import { describeSplits } from './statistics.ts';

/**
 * The `data` stage: reads, checks and splits; leaves `data/*.jsonl`, `tokenizer.json` and `data.json` in the run.
 * What an earlier run left in the folder stays until everything is checked and the new examples are on the disk.
 */
export async function prepareData(context: StageContext<Config>): Promise<DataResult> {
  const { config, run, seed, options } = context;
  const from = options.text('from');
  const oldRun = from === undefined ? undefined : openOldRun(run, resolve(context.cwd, from));
  // New sentences are cut as the old ones were, or the old words would not be found in them.
  const tokenizer = oldRun === undefined ? createTokenizer(config.tokenizer) : readTokenizer(oldRun);
  const source = await readSource(context, tokenizer);
  const { splits: own, notes: made } = completeParts(source, config.data, seed);
  check(source, own, config);
  const mixed = oldRun === undefined ? undefined : await mixWithOld(oldRun, own, config, seed);
  const splits = mixed?.splits ?? own;
  // What is to be said about a public set is said by its loader.
  const remarks = source.official ? [] : unseenTypes(splits);
  const notes = [...source.notes, ...made, ...remarks, ...(mixed?.notes ?? [])];

  await writeSplits(run, splits);
  run.remove('data', 'model', 'checkpoints', 'metrics', 'evaluation', 'summary', 'report', 'modelCard');
  await writeTokenizer(run, tokenizer);
  await keepFineTuning(run, mixed?.record);
  await source.badRows.save(run);
  for (const note of notes) context.log.info(note);
  rmSync(run.path(checkFile), { force: true });
  if (options.flag('check')) await showCheck(context, splits);
  const files = source.files.map((file) => ({ ...file }));
  return {
    dataset: source.dataset,
    scheme: source.scheme,
    ...describeSplits(splits),
    repaired: source.repaired,
    badRows: source.badRows.rows.length,
    notes,
    files: [...files, ...(mixed?.files.filter(({ sha256 }) => !files.some((file) => file.sha256 === sha256)) ?? [])],
  };
}

/** Everything that makes training pointless, told before it starts. */
function check(source: Source, own: NerSplits, { data }: Config): void {
  const file = source.train[0]?.source.file;
  const place = file === undefined ? {} : { file };
  const types = typesOf(own.train);
  if (types.length === 0) {
    throw new UserError('There is no entity to learn: none is marked in the training sentences.', {
      ...place,
      expected: 'sentences with marked entities',
      hint: 'are --token-column and --tag-column right? (the first column is 0, the last -1)',
    });
  }
  if (source.official) return;
  for (const name of ['valid', 'test'] as const) {
    // Parts that were cut from the training data may have what is left of a rare type; a file of its own is more likely misspelt.
    const given: readonly NerExample[] = source[name] ?? [];
    for (const { entities, source: place } of given) {
      const unseen = entities.find(({ type }) => !types.includes(type));
      if (unseen === undefined) continue;
      throw new UserError(`The type "${unseen.type}" occurs here but in no training sentence.`, {
        ...place,
        expected: `one of the ${types.length} types of the training sentences: ${types.slice(0, 20).join(', ')}`,
        hint: 'add training sentences with it, or correct its name',
      });
    }
  }
  if (own.test.length === 0 && source.test === undefined && data.test > 0) {
    throw new UserError(`too few sentences to set some aside for the test: ${own.train.length}`, {
      ...place,
      expected: 'at least ten sentences; some hundreds with a few dozen entities of each type make a useful model',
      hint: 'add sentences, give a test file with --test, or train without a test: the stage train (not run) with --set data.test=0',
    });
  }
}

/** Types of the other parts that training does not have: they can only be missed. */
function unseenTypes({ train, valid, test }: NerSplits): string[] {
  const known = typesOf(train);
  const missing = typesOf([...valid, ...test]).filter((type) => !known.includes(type));
  return missing.length === 0 ? [] : [`no training sentence has the type ${missing.join(', ')}, which validation or test data have`];
}
