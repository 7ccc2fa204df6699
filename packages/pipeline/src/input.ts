import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { type Encoding, parseEncoding, UserError } from '@textloom/datasets';
import type { OptionValues } from './options.ts';
import type { RunRecord } from './run-folder.ts';

/** Formats of a user's files. */
export type InputFormat = 'csv' | 'tsv' | 'jsonl' | 'json' | 'conll' | 'parallel' | 'text';

/** Where the examples of a stage come from. Without a data set and files it is the app's own sample. */
export interface InputOptions {
  readonly dataset: string | undefined;
  /** Absolute paths; two of them for parallel text; empty when not given. */
  readonly train: readonly string[];
  readonly valid: readonly string[];
  readonly test: readonly string[];
  readonly format: InputFormat | undefined;
  /** Columns that the user named. */
  readonly columns: { readonly text: string | undefined; readonly label: string | undefined; readonly answer: string | undefined };
  readonly encoding: Encoding | undefined;
  readonly badRows: 'error' | 'quarantine';
}

/** The input of a stage that reads no data set: the app's own sample. */
export const sampleInput: InputOptions = {
  dataset: undefined,
  train: [],
  valid: [],
  test: [],
  format: undefined,
  columns: { text: undefined, label: undefined, answer: undefined },
  encoding: undefined,
  badRows: 'error',
};

const formats: readonly InputFormat[] = ['csv', 'tsv', 'jsonl', 'json', 'conll', 'parallel', 'text'];

/**
 * Reads the input options of a command line.
 *
 * @param cwd the folder that relative paths start from
 * @throws UserError for a file that does not exist, or a data set named beside files of the user's own
 */
export function readInputOptions(options: OptionValues, cwd: string): InputOptions {
  const files = (name: string): readonly string[] => {
    const value = options.text(name);
    return value === undefined ? [] : filesOf(name, value, cwd);
  };
  const format = options.text('format');
  const input: InputOptions = {
    dataset: options.text('dataset'),
    train: files('train'),
    valid: files('valid'),
    test: files('test'),
    format: formats.find((known) => known === format),
    columns: { text: options.text('text'), label: options.text('label'), answer: options.text('answer') },
    encoding: encodingOf(options.text('encoding')),
    badRows: options.text('bad-rows') === 'quarantine' ? 'quarantine' : 'error',
  };
  if (input.dataset !== undefined && input.train.length > 0) {
    throw new UserError(
      `--dataset ${input.dataset} and --train ${input.train.join(',')}: give one of them, a registered data set or your own file.`,
    );
  }
  return input;
}

/** True when the command line says anything about where the data comes from. */
export function namesInput(options: OptionValues): boolean {
  return ['dataset', 'train', 'valid', 'test'].some((name) => options.given(name));
}

/** The input as run.json keeps it. */
export function inputToRecord(input: InputOptions): RunRecord['input'] {
  const { dataset, format, encoding, badRows, columns } = input;
  const named = Object.entries(columns).flatMap(([name, column]) => (column === undefined ? [] : [[name, column] as const]));
  return {
    ...(dataset === undefined ? {} : { dataset }),
    train: [...input.train],
    valid: [...input.valid],
    test: [...input.test],
    ...(format === undefined ? {} : { format }),
    columns: Object.fromEntries(named),
    ...(encoding === undefined ? {} : { encoding }),
    badRows,
  };
}

/** The input that run.json remembers. */
export function inputFromRecord(record: RunRecord['input']): InputOptions {
  return {
    dataset: record.dataset,
    train: record.train,
    valid: record.valid,
    test: record.test,
    format: formats.find((known) => known === record.format),
    columns: { text: record.columns.text, label: record.columns.label, answer: record.columns.answer },
    encoding: encodingOf(record.encoding),
    badRows: record.badRows,
  };
}

function encodingOf(name: string | undefined): Encoding | undefined {
  return name === undefined ? undefined : parseEncoding(name);
}

/** What to call the input: the data set, the training file, or the sample. */
export function inputName(input: InputOptions): string {
  if (input.dataset !== undefined) return input.dataset;
  const [file] = input.train.length > 0 ? input.train : input.test;
  return file === undefined ? 'sample' : basename(file).replace(/\.(gz|csv|tsv|jsonl?|conllu?|txt)$/i, '');
}

function filesOf(option: string, value: string, cwd: string): readonly string[] {
  // A comma parts two files, unless a file is called so.
  const whole = resolve(cwd, value);
  if (existsSync(whole)) return [whole];
  const parts = value.split(',');
  return parts.map((part) => {
    const path = resolve(cwd, part);
    if (part === '' || !existsSync(path)) {
      throw new UserError(`--${option}: there is no file "${part}"${part === '' ? '' : ` (looked for ${path})`}.`);
    }
    return path;
  });
}
