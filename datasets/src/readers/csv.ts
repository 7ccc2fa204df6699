import { Readable } from 'node:stream';
import { type CsvError, type Info, parse } from 'csv-parse';
import { parse as parseSync } from 'csv-parse/sync';
import { UserError } from '../user-error.ts';
import { type OnBadRow, reportBadRow } from './bad-row.ts';
import { readPieces } from './decode.ts';
import { nearestName } from './nearest-name.ts';
import { defaultLongestLine, type LineOptions, readText, tooLong } from './text.ts';

/** One row of a table: its fields by column name and the line on which it begins. */
export interface CsvRow {
  /** 1-based line of the row's first character; a quoted field may hold further lines. */
  line: number;
  fields: Record<string, string>;
}

export interface CsvOptions extends LineOptions {
  /** Default `,` (`readTsv`: tab); `auto`: what {@link recogniseDelimiter} finds. */
  delimiter?: string;
  /** Quote character, or `false` where quotes mean nothing. Default `"` (`readTsv`: false). */
  quote?: string | false;
  /** Names of the columns of a file without a header line; the number of names is the number of columns. */
  header?: readonly string[];
  /** Columns that must be there. Others are read too. */
  columns?: readonly string[];
  onBadRow?: OnBadRow;
}

/**
 * The rows of a CSV file, streaming. Line breaks inside quotes are kept; empty lines are passed over.
 * Throws a `UserError` for an empty file, a missing or doubled column, a row whose column count differs from the
 * header's, quotes out of place and an over-long record; `onBadRow` can set aside single rows instead.
 */
export async function* readCsv(file: string, options: CsvOptions = {}): AsyncGenerator<CsvRow, void, undefined> {
  const { quote = '"', onBadRow = 'error', longestLine = defaultLongestLine } = options;
  const delimiter = options.delimiter === 'auto' ? await recogniseDelimiter(file, options) : (options.delimiter ?? ',');
  const lenient = onBadRow !== 'error';
  let names = options.header;
  if (names !== undefined) checkColumns(file, names, options.columns ?? [], delimiter);
  let lastLine = 0;
  const parser = parse({
    delimiter,
    quote: quote === false ? null : quote,
    record_delimiter: '\n',
    relax_column_count: true,
    skip_empty_lines: true,
    // A reader that goes on past bad rows parses leniently, so as not to lose the rows that follow, and checks each row strictly.
    relax_quotes: lenient,
    max_record_size: longestLine,
    info: true,
    raw: true,
  });
  const source = Readable.from(readPieces(file, options));
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    for await (const parsed of parser) {
      const { record, info, raw } = parsed as { record: string[]; info: Info; raw: string };
      // csv-parse counts the line on which a record ends, and its raw text may open with skipped blank lines.
      const line = info.lines - countBreaks(rowText(raw));
      lastLine = info.lines;
      if (names === undefined) {
        names = record.map((name) => name.trim());
        checkColumns(file, names, options.columns ?? [], delimiter, line);
        continue;
      }
      if (record.length === 1 && names.length > 1 && record[0].trim() === '') continue;
      if (lenient && quote !== false && raw.includes(quote) && !isStrict(raw, delimiter, quote)) {
        reportBadRow({ file, line, problem: 'a double quote out of place', expected: quoting, raw: rowText(raw) }, onBadRow);
        continue;
      }
      if (record.length !== names.length) {
        reportBadRow(wrongCount(file, line, record.length, names, raw, delimiter), onBadRow);
        continue;
      }
      yield { line, fields: Object.fromEntries(names.map((name, index) => [name, record[index]])) };
    }
  } catch (error) {
    throw isCsvError(error) ? explain(error, file, lastLine, longestLine) : error;
  } finally {
    source.destroy();
    parser.destroy();
  }
  if (names === undefined || lastLine === 0) throw emptyFile(file);
}

/** As `readCsv` for tab-separated values: no quotes unless `quote` says so, so a `"` in a text is only a character. */
export function readTsv(file: string, options: CsvOptions = {}): AsyncGenerator<CsvRow, void, undefined> {
  return readCsv(file, { delimiter: '\t', quote: false, ...options });
}

/**
 * What parts the columns of a CSV file: a comma, unless the header has none and has semicolons or tabs (as spreadsheets write where the
 * comma is the decimal mark), but not both.
 */
export async function recogniseDelimiter(file: string, options: LineOptions = {}): Promise<string> {
  for await (const { text } of readText(file, options)) {
    if (text.trim() === '') continue;
    const names = text.replaceAll(/"[^"]*"/g, '');
    const found = [',', ';', '\t'].filter((mark) => names.includes(mark));
    return found.length === 1 ? found[0] : ',';
  }
  return ',';
}

/** The error for a file that holds nothing. */
export function emptyFile(file: string): UserError {
  return new UserError('the file is empty', {
    file,
    expected: 'at least one row',
    hint: 'is this the right file, and was it written to the end?',
  });
}

const quoting = 'quotes around the whole field, and quotes inside it written twice ("")';

/** A record as it stands in the file, without the blank lines before it and its own line break. */
function rowText(raw: string): string {
  return raw.replace(/^\n+/, '').replace(/\n$/, '');
}

function isStrict(raw: string, delimiter: string, quote: string): boolean {
  try {
    parseSync(raw, { delimiter, quote, record_delimiter: '\n', relax_column_count: true });
    return true;
  } catch {
    return false;
  }
}

function isCsvError(error: unknown): error is CsvError {
  return error instanceof Error && 'code' in error && (String(error.code).startsWith('CSV_') || error.code === 'INVALID_OPENING_QUOTE');
}

function checkColumns(file: string, names: readonly string[], wanted: readonly string[], delimiter: string, line = 1): void {
  const doubled = names.find((name, index) => names.indexOf(name) !== index);
  if (doubled !== undefined)
    throw new UserError(`two columns are called '${doubled}'`, { file, line, hint: 'give each column its own name' });
  for (const name of wanted) {
    if (names.includes(name)) continue;
    throw missingColumn(file, name, names, delimiter, line);
  }
}

/** The error for a column that is not in the header: it lists those that are and points to the nearest. */
export function missingColumn(file: string, name: string, found: readonly string[], delimiter = ',', line = 1): UserError {
  const near = nearestName(name, found);
  const other = [';', '\t', '|', ','].find((mark) => mark !== delimiter && found.length === 1 && found[0].includes(mark));
  let hint: string | undefined;
  if (other !== undefined) hint = `the header looks separated by ${JSON.stringify(other)}: give that delimiter`;
  else if (near !== undefined) hint = `did you mean '${near}'?`;
  const list = found.map((column) => `'${column}'`).join(', ');
  return new UserError(`there is no column '${name}'`, {
    file,
    line,
    expected: `one of the columns found: ${list}`,
    ...(hint === undefined ? {} : { hint }),
  });
}

function wrongCount(file: string, line: number, count: number, names: readonly string[], raw: string, delimiter: string) {
  return {
    file,
    line,
    problem: `this row has ${count} ${count === 1 ? 'column' : 'columns'}`,
    expected: `${names.length} ${names.length === 1 ? 'column' : 'columns'} (${names.join(', ')})`,
    ...(delimiter === ',' && count > names.length ? { hint: 'put double quotes around a field that holds a comma' } : {}),
    raw: rowText(raw),
  };
}

function explain(error: CsvError, file: string, lastLine: number, longest: number): UserError {
  const line = 'lines' in error && typeof error.lines === 'number' ? error.lines : lastLine + 1;
  if (error.code === 'CSV_MAX_RECORD_SIZE') return tooLong(file, lastLine + 1, longest);
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
    return new UserError('a quoted field opens in this row and is never closed', {
      file,
      line: lastLine + 1,
      expected: 'a closing double quote',
      hint: 'write a double quote inside a quoted field twice ("")',
    });
  }
  return new UserError('a double quote out of place', {
    file,
    line,
    expected: quoting,
    cause: error,
  });
}

function countBreaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
