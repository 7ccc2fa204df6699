import { basename, join } from 'node:path';
import {
  type BadRow,
  describeDataset,
  loadSplits,
  parseEncoding,
  readExamples,
  samplesFolder,
  sha256Of,
  type TextExample,
  UserError,
} from '@textloom/datasets';
import type { StageContext } from '@textloom/pipeline';
import type { Config } from './config.ts';

/** Examples as they were read, before they are checked and split. */
export interface Source {
  readonly dataset: string;
  readonly parts: { readonly train: TextExample[]; readonly valid?: TextExample[] | undefined; readonly test?: TextExample[] | undefined };
  readonly label: string;
  readonly outOfScopeLabel: string;
  readonly notes: string[];
  /** Official parts of a public set: left as they are, so that results can be compared. */
  readonly official: boolean;
  readonly badRows: readonly BadRow[];
  /** What was read, so that a result can be traced to its data. */
  readonly files: readonly { readonly file: string; readonly sha256: string }[];
}

/**
 * Reads a registered set, the user's files, or the sample.
 * @throws UserError from the readers, and for a format without labels
 */
export async function readSource(context: StageContext<Config>): Promise<Source> {
  const { input, config, seed } = context;
  const notes: string[] = [];
  if (input.dataset !== undefined) {
    const { variant, valid } = config.data;
    const task = context.progress.start(`data set ${input.dataset}`);
    const loaded = await loadSplits(input.dataset, { ...(variant === null ? {} : { variant }), validShare: valid, seed });
    task.finish();
    return {
      dataset: input.dataset,
      parts: { train: loaded.train, valid: loaded.valid, test: loaded.test },
      label: loaded.labels[0],
      outOfScopeLabel: loaded.outOfScopeLabel ?? config.outOfScope.label,
      notes: loaded.notes,
      official: true,
      badRows: [],
      files: describeDataset(input.dataset).files.map(({ path, sha256 }) => ({ file: path, sha256 })),
    };
  }
  const own = input.train.length > 0;
  const folder = samplesFolder('customer-service');
  const files = own ? input : { train: [join(folder, 'train.csv')], valid: [join(folder, 'valid.csv')], test: [join(folder, 'test.csv')] };
  const { text, label, answer } = input.columns;
  if (input.format !== undefined && !['csv', 'tsv', 'jsonl', 'json'].includes(input.format)) {
    throw new UserError(`--format ${input.format} does not hold labelled utterances.`, { expected: 'csv, tsv, jsonl or json' });
  }
  const badRows: BadRow[] = [];
  const read = async (paths: readonly string[]): Promise<TextExample[] | undefined> => {
    if (paths.length === 0) return undefined;
    const { examples } = await readExamples(paths, {
      ...(input.format === undefined ? {} : { format: input.format as 'csv' | 'tsv' | 'jsonl' | 'json' }),
      ...(text === undefined ? {} : { text }),
      labels: { intent: label },
      ...(answer === undefined ? {} : { answer }),
      ...(input.encoding === undefined ? {} : { encoding: parseEncoding(input.encoding) }),
      ...(input.badRows === 'quarantine' ? { onBadRow: (row: BadRow) => badRows.push(row) } : {}),
    });
    return examples;
  };
  const train = await read(files.train);
  if (train === undefined)
    throw new UserError('No training file: --test or --valid alone cannot be trained on.', { hint: 'add --train FILE' });
  const parts = { train, valid: await read(files.valid), test: await read(files.test) };
  if (badRows.length > 0) notes.push(`${badRows.length} rows could not be used and were set aside in bad-rows.jsonl`);
  return {
    dataset: own ? input.train.map((file) => basename(file)).join('+') : 'sample',
    parts,
    label: 'intent',
    outOfScopeLabel: config.outOfScope.label,
    notes,
    official: !own,
    badRows,
    files: await Promise.all(
      [...files.train, ...files.valid, ...files.test].map(async (file) => ({ file: basename(file), sha256: await sha256Of(file) })),
    ),
  };
}
