import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { type Encoding, parseEncoding, UserError } from '@textloom/datasets';
import type { OptionValues } from './options.ts';
import type { RunRecord } from './run-folder.ts';

/** Formats of a user's files. */
export type InputFormat = 'csv' | 'tsv' | 'jsonl' | 'json' | 'conll' | 'brackets' | 'parallel' | 'text';

/** Columns of the user's files: of tables by name, of column files (CoNLL) by number, from 0, negative from the end. */
export interface InputColumns {
  readonly text: string | undefined;
  readonly label: string | undefined;
  readonly answer: string | undefined;
  readonly token: number | undefined;
  readonly tag: number | undefined;
}

/** Where the examples of a stage come from. Without a data set and files it is the app's own sample. */
export interface InputOptions {
  readonly dataset: string | undefined;
  /** Absolute paths; two of them for parallel text; empty when not given. */
  readonly train: readonly string[];
  readonly valid: readonly string[];
  readonly test: readonly string[];
  readonly format: InputFormat | undefined;
  /** Columns that the user named. */
  readonly columns: InputColumns;
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
  columns: { text: undefined, label: undefined, answer: undefined, token: undefined, tag: undefined },
  encoding: undefined,
  badRows: 'error',
};

const formats: readonly InputFormat[] = ['csv', 'tsv', 'jsonl', 'json', 'conll', 'brackets', 'parallel', 'text'];

/** The option that names each column; run.json keeps the column under it. */
const columnOptions = { text: 'text', label: 'label', answer: 'answer', token: 'token-column', tag: 'tag-column' } as const;
const columnNames: readonly (keyof InputColumns)[] = ['text', 'label', 'answer', 'token', 'tag'];

/**
 * Reads the input options of a command line.
 *
 * @param cwd the folder that relative paths start from
 * @throws UserError for a file that does not exist, a data set named beside files of the user's own, or a column that is no number
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
    columns: {
      text: options.text('text'),
      label: options.text('label'),
      answer: options.text('answer'),
      token: columnNumber(columnOptions.token, options),
      tag: columnNumber(columnOptions.tag, options),
    },
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
  const named = columnNames.flatMap((name) => (columns[name] === undefined ? [] : [[columnOptions[name], String(columns[name])] as const]));
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
    columns: {
      text: record.columns.text,
      label: record.columns.label,
      answer: record.columns.answer,
      token: numberOf(record.columns[columnOptions.token]),
      tag: numberOf(record.columns[columnOptions.tag]),
    },
    encoding: encodingOf(record.encoding),
    badRows: record.badRows,
  };
}

function columnNumber(option: string, options: OptionValues): number | undefined {
  const column = options.number(option);
  if (column === undefined || Number.isSafeInteger(column)) return column;
  throw new UserError(`--${option} is a whole number, 0 for the first column, -1 for the last, not "${column}".`);
}

function numberOf(column: string | undefined): number | undefined {
  return column === undefined ? undefined : Number(column);
}

function encodingOf(name: string | undefined): Encoding | undefined {
  return name === undefined ? undefined : parseEncoding(name);
}

/** What to call the input: the data set, the training file, or the sample. */
export function inputName(input: InputOptions): string {
  if (input.dataset !== undefined) return input.dataset;
  const [file] = input.train.length > 0 ? input.train : input.test;
  return file === undefined ? 'sample' : basename(file).replace(/\.(gz|csv|tsv|jsonl?|conllu?|bio|iob|bmes|md|txt)$/i, '');
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
