import { basename, join } from 'node:path';
import {
  describeDataset,
  type ExamplesRead,
  loadSplits,
  parseEncoding,
  readExamples,
  samplesFolder,
  sha256Of,
  type TextExample,
  UserError,
} from '@textloom/datasets';
import { BadRowStore, type StageContext } from '@textloom/pipeline';
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
  readonly badRows: BadRowStore;
  /** What was read, so that a result can be traced to its data. */
  readonly files: readonly { readonly file: string; readonly sha256: string }[];
}

type SourceContext = Pick<StageContext<Config>, 'input' | 'config' | 'seed' | 'progress'>;

const tables = ['csv', 'tsv', 'jsonl', 'json'] as const;

/**
 * Reads a registered data set, the user's own files, or the app's sample.
 * @throws UserError with file and line for what cannot be read
 */
export async function readSource(context: SourceContext): Promise<Source> {
  const { input } = context;
  return input.dataset === undefined ? readFiles(context) : readRegistered(context, input.dataset);
}

async function readRegistered({ config, seed, progress }: SourceContext, dataset: string): Promise<Source> {
  const { variant, valid } = config.data;
  const task = progress.start(`data set ${dataset}`);
  const loaded = await loadSplits(dataset, { ...(variant === null ? {} : { variant }), validShare: valid, seed });
  task.finish();
  return {
    dataset,
    parts: { train: loaded.train, valid: loaded.valid, test: loaded.test },
    label: loaded.labels[0],
    outOfScopeLabel: loaded.outOfScopeLabel ?? config.outOfScope.label,
    notes: loaded.notes,
    official: true,
    badRows: new BadRowStore({ badRows: 'error' }),
    files: describeDataset(dataset).files.map(({ path, sha256 }) => ({ file: path, sha256 })),
  };
}

async function readFiles({ input, config }: SourceContext): Promise<Source> {
  if (input.train.length === 0 && (input.valid.length > 0 || input.test.length > 0)) {
    throw new UserError('No training file: --test or --valid alone cannot be trained on.', { hint: 'add --train FILE' });
  }
  const own = input.train.length > 0;
  const sample = (name: string): string[] => [join(samplesFolder('customer-service'), `${name}.csv`)];
  const files = own ? input : { train: sample('train'), valid: sample('valid'), test: sample('test') };
  const { text, label, answer } = input.columns;
  const format = tables.find((known) => known === input.format);
  if (input.format !== undefined && format === undefined) {
    throw new UserError(`--format ${input.format} does not hold labelled utterances.`, { expected: 'csv, tsv, jsonl or json' });
  }
  const badRows = new BadRowStore(input);
  const notes: string[] = [];
  const read = async (paths: readonly string[]): Promise<TextExample[]> => {
    const { examples, columns, delimiter } = await readExamples(paths, {
      ...(format === undefined ? {} : { format }),
      ...(text === undefined ? {} : { text }),
      labels: { intent: label },
      ...(answer === undefined ? {} : { answer }),
      ...(input.encoding === undefined ? {} : { encoding: parseEncoding(input.encoding) }),
      onBadRow: badRows.onBadRow,
    });
    if (own) notes.push(describeReading(paths, columns, delimiter));
    return examples;
  };
  const parts = {
    train: await read(files.train),
    valid: files.valid.length === 0 ? undefined : await read(files.valid),
    test: files.test.length === 0 ? undefined : await read(files.test),
  };
  const setAside = badRows.rows.length;
  const rows = `${setAside} ${setAside === 1 ? 'row' : 'rows'}`;
  return {
    dataset: own ? input.train.map((file) => basename(file)).join('+') : 'sample',
    parts,
    label: 'intent',
    outOfScopeLabel: config.outOfScope.label,
    notes: setAside === 0 ? notes : [...notes, `${rows} could not be used and were set aside in bad-rows.jsonl`],
    official: !own,
    badRows,
    files: await Promise.all(
      [...files.train, ...files.valid, ...files.test].map(async (file) => ({ file: basename(file), sha256: await sha256Of(file) })),
    ),
  };
}

/** What was understood of a file of the user's own, so that a wrong guess is seen. */
function describeReading(paths: readonly string[], columns: ExamplesRead['columns'], delimiter: string | undefined): string {
  const parts = [`text from the column '${columns.text}'`, `intent from '${columns.labels.intent}'`];
  if (columns.answer !== undefined) parts.push(`answers from '${columns.answer}'`);
  if (delimiter === ';' || delimiter === '\t') parts.push(`columns separated by ${delimiter === ';' ? 'semicolons' : 'tabs'}`);
  return `${paths.map((path) => basename(path)).join(', ')}: ${parts.join(', ')}`;
}
