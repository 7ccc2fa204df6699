import { createReadStream } from 'node:fs';
import { byEnding } from './file-ending.ts';
import { countingBadRows, type OnBadRow, reportBadRow } from './readers/bad-row.ts';
import { emptyFile, missingColumn, readCsv, readTsv, recogniseDelimiter } from './readers/csv.ts';
import type { Encoding } from './readers/decode.ts';
import { explainFileError } from './readers/decode.ts';
import { readJson } from './readers/json.ts';
import { isRecord, readJsonl } from './readers/jsonl.ts';
import { defaultLongestLine } from './readers/text.ts';
import type { TextExample } from './text-example.ts';
import { UserError } from './user-error.ts';

export type ExamplesFormat = 'csv' | 'tsv' | 'jsonl' | 'json';

/** Column names that are tried, in this order, when none is given. */
export const usualColumns: { readonly text: readonly string[]; readonly label: readonly string[]; readonly answer: readonly string[] } = {
  text: ['text', 'utterance', 'query', 'instruction', 'question', 'sentence', 'message', 'content', 'input', '文本', '问题', '内容'],
  label: ['label', 'intent', 'category', 'class', 'tag', 'target', '标签', '意图', '类别'],
  answer: ['answer', 'response', 'reply', '答案', '回答', '回复'],
};

export interface ExamplesFileOptions {
  /** Default: by the file's ending (`.csv .tsv .tab .jsonl .ndjson .json`, each also with `.gz`). */
  format?: ExamplesFormat;
  /** Column of the text; default: the first of `usualColumns.text` that is there. */
  text?: string;
  /**
   * Name of each label set and the column that holds it; `undefined` for a column that is to be found: one called as
   * the label set, else the first of `usualColumns.label`. Default `{ intent: undefined }`.
   */
  labels?: Readonly<Record<string, string | undefined>>;
  /** Column of the answer; default: the first of `usualColumns.answer` that is there, if any; `false`: none. */
  answer?: string | false;
  encoding?: Encoding;
  /** CSV and TSV only. Default for CSV `auto`: comma, or the semicolon or tab of the header. */
  delimiter?: string;
  onBadRow?: OnBadRow;
}

/** Examples from a user's files, and the columns that were used, so that a command can say what it understood. */
export interface ExamplesRead {
  examples: TextExample[];
  columns: { text: string; labels: Record<string, string>; answer?: string };
  /** What parts the columns of the first file; absent for JSON. */
  delimiter?: string;
  /** Rows handed to `onBadRow`. */
  badRows: number;
}

interface Row {
  line: number;
  fields: Record<string, unknown>;
}

/**
 * Reads a user's table(s) of labelled texts. Several files are read one after the other, each with its own columns.
 * Throws a `UserError` for an unknown ending, a missing or unclear column (listing those found), an empty file, and
 * (unless `onBadRow` takes them) rows without text or label, with a wrong column count or with an over-long text.
 */
export async function readExamples(files: string | readonly string[], options: ExamplesFileOptions = {}): Promise<ExamplesRead> {
  const all: TextExample[] = [];
  let columns: ExamplesRead['columns'] | undefined;
  let firstDelimiter: string | undefined;
  let badRows = 0;
  const onBadRow = countingBadRows(options.onBadRow, () => badRows++);
  for (const file of typeof files === 'string' ? [files] : files) {
    let chosen: ExamplesRead['columns'] | undefined;
    const before = all.length;
    const { rows, names, delimiter } = await openRows(file, { ...options, onBadRow });
    if (columns === undefined) firstDelimiter = delimiter;
    for await (const row of rows) {
      chosen ??= chooseColumns(file, names ?? Object.keys(row.fields), { ...options, ...(delimiter === undefined ? {} : { delimiter }) });
      const example = exampleOf(file, row, chosen, onBadRow);
      if (example !== undefined) all.push(example);
    }
    if (chosen === undefined) throw new UserError('the file has no rows', { file, expected: 'at least one row with a text and its label' });
    if (all.length === before) throw new UserError('no row of the file can be used', { file, expected: 'rows with a text and its label' });
    columns ??= chosen;
  }
  if (columns === undefined) throw new UserError('no file was given', { expected: 'at least one file of labelled texts' });
  return { examples: all, columns, ...(firstDelimiter === undefined ? {} : { delimiter: firstDelimiter }), badRows };
}

/** The format that a file's ending names. Throws a `UserError` for another ending. */
export function formatOf(file: string): ExamplesFormat {
  const formats: Record<string, ExamplesFormat> = { csv: 'csv', tsv: 'tsv', tab: 'tsv', jsonl: 'jsonl', ndjson: 'jsonl', json: 'json' };
  return byEnding(file, formats, { expected: '.csv, .tsv, .jsonl or .json', formats: 'csv, tsv, jsonl or json' });
}

/** The rows of one file, and the names of their columns where these have to be gathered from all rows. */
interface RowsOpened {
  rows: AsyncIterable<Row> | Iterable<Row>;
  names?: string[];
  delimiter?: string;
}

async function openRows(file: string, options: ExamplesFileOptions): Promise<RowsOpened> {
  const format = options.format ?? formatOf(file);
  const reading: Reading = {
    ...(options.encoding === undefined ? {} : { encoding: options.encoding }),
    ...(options.onBadRow === undefined ? {} : { onBadRow: options.onBadRow }),
  };
  if (format === 'csv' || format === 'tsv') {
    const wanted = options.delimiter ?? (format === 'csv' ? 'auto' : '\t');
    const delimiter = wanted === 'auto' ? await recogniseDelimiter(file, reading) : wanted;
    const read = format === 'csv' ? readCsv : readTsv;
    return { rows: read(file, { ...reading, delimiter }), delimiter };
  }
  // An object may leave out a key that others have, so no single row shows all columns.
  const rows: Row[] = [];
  const names = new Set<string>();
  for await (const row of readObjects(file, format, reading)) {
    rows.push(row);
    for (const name of Object.keys(row.fields)) names.add(name);
  }
  return { rows, names: [...names] };
}

type Reading = Pick<ExamplesFileOptions, 'encoding' | 'onBadRow'>;

async function* readObjects(file: string, format: 'jsonl' | 'json', reading: Reading): AsyncGenerator<Row, void, undefined> {
  if (format === 'jsonl') {
    for await (const { line, value } of readJsonl(file, reading)) yield { line, fields: value };
  } else {
    await refuseEmpty(file);
    for await (const { line, value } of readJson(file, [], reading)) {
      if (isRecord(value)) yield { line, fields: value };
      else
        reportBadRow(
          {
            file,
            line,
            problem: 'this row is not an object',
            expected: 'an array of objects with named fields',
            raw: JSON.stringify(value),
          },
          reading.onBadRow,
        );
    }
  }
}

async function refuseEmpty(file: string): Promise<void> {
  try {
    for await (const piece of createReadStream(file, { end: 0 })) if (piece.length > 0) return;
  } catch (error) {
    throw explainFileError(error, file);
  }
  throw emptyFile(file);
}

function chooseColumns(file: string, found: string[], options: ExamplesFileOptions): ExamplesRead['columns'] {
  const text =
    options.text === undefined ? guess(file, 'text', found, usualColumns.text, '--text') : present(file, options.text, found, options);
  const labels: Record<string, string> = {};
  const taken = [text];
  for (const [name, column] of Object.entries(options.labels ?? { intent: undefined })) {
    const free = found.filter((candidate) => !taken.includes(candidate));
    labels[name] =
      column === undefined
        ? guess(file, name, free, [name, ...usualColumns.label], '--label', found)
        : present(file, column, found, options);
    taken.push(labels[name]);
  }
  if (options.answer === false) return { text, labels };
  const answer =
    options.answer === undefined
      ? usualColumns.answer.map((name) => likeNamed(found, name)).find((name) => name !== undefined && !taken.includes(name))
      : present(file, options.answer, found, options);
  return answer === undefined ? { text, labels } : { text, labels, answer };
}

function present(file: string, name: string, found: readonly string[], options: ExamplesFileOptions): string {
  if (found.includes(name)) return name;
  throw missingColumn(file, name, found, options.delimiter);
}

/** The one column that carries a usual name. Several usual names in one file are a question for the user. */
function guess(
  file: string,
  what: string,
  free: readonly string[],
  usual: readonly string[],
  option: string,
  found: readonly string[] = free,
): string {
  const fitting = [...new Set(usual.map((name) => likeNamed(free, name)))].filter((name) => name !== undefined);
  // The plainest names (text; the label set's own name, label) settle it alone.
  const plain = likeNamed(free, what) ?? likeNamed(free, option.slice(2));
  if (plain !== undefined) return plain;
  if (fitting.length === 1) return fitting[0];
  const list = found.map((column) => `'${column}'`).join(', ');
  const problem =
    fitting.length === 0
      ? `no column looks like the ${what}`
      : `${fitting.map((column) => `'${column}'`).join(' and ')} could each be the ${what}`;
  throw new UserError(problem, {
    file,
    line: 1,
    expected: `the ${what} in one of the columns found: ${list}`,
    hint: `name it: ${option} COLUMN`,
  });
}

function likeNamed(found: readonly string[], name: string): string | undefined {
  return found.find((column) => column.trim().toLowerCase() === name.toLowerCase());
}

function exampleOf(file: string, { line, fields }: Row, columns: ExamplesRead['columns'], onBadRow: OnBadRow): TextExample | undefined {
  const bad = (problem: string, expected: string): undefined => {
    reportBadRow({ file, line, problem, expected, raw: JSON.stringify(fields) }, onBadRow);
    return undefined;
  };
  const field = (column: string): string => {
    const value = fields[column];
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value).trim() : '';
  };
  const text = field(columns.text);
  if (text === '') return bad(`this row has no text in '${columns.text}'`, 'a text that is not empty');
  if (text.length > defaultLongestLine)
    return bad(`a text of more than ${defaultLongestLine.toLocaleString('en')} characters`, 'a shorter text');
  const labels: Record<string, string> = {};
  for (const [name, column] of Object.entries(columns.labels)) {
    labels[name] = field(column);
    if (labels[name] === '') return bad(`this row has no ${name} in '${column}'`, `the ${name} of the text`);
  }
  const answer = columns.answer === undefined ? '' : field(columns.answer);
  return { text, labels, ...(answer === '' ? {} : { answer }), source: { file, line } };
}
