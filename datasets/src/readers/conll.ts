import { type OnBadRow, reportBadRow } from './bad-row.ts';
import { shorten } from './character-spans.ts';
import {
  type ColumnLayout,
  type ColumnOptions,
  type ColumnPlaces,
  columnPlaces,
  openColumns,
  opensDocument,
  splitColumns,
} from './conll-columns.ts';
import { emptyFile } from './csv.ts';

/** One sentence of a column file. All arrays have one entry a token. */
export interface ConllSentence {
  /** 1-based line of the first token. */
  line: number;
  tokens: string[];
  tags: string[];
  /** 1-based line of each token. */
  lines: number[];
  /** Every column of every token, as in the file. */
  rows: string[][];
  /** True for the first sentence after a `-DOCSTART-` line (or a `# newdoc` comment, as in CoNLL-U). */
  opensDocument: boolean;
}

export interface ConllOptions extends ColumnOptions {
  /** Number of columns every line must have; default: that of the first token line that has a token and a tag. */
  columnCount?: number;
  /** `auto` (default): see {@link readConll}. `none`: a line that begins with `#` is a token line like any other. */
  comments?: 'auto' | 'none';
  onBadRow?: OnBadRow;
}

/**
 * The sentences of a file in CoNLL columns, one token a line, a blank line (spaces and tabs count as blank) between sentences.
 *
 * - A `-DOCSTART-` line, in whatever form, is no token: it ends a sentence and opens a document.
 * - A line that begins with `#` is a comment if it stands before a sentence's first token and has another number of columns than the
 *   file, or as many but an `=` among them and no tag in the tag's column (`# sent_id = 1`). Within a sentence `#` is always a token,
 *   and so is `# # I-NP O` at its beginning.
 * - A CoNLL-U line for several words at once (`1-2`) or for an empty node (`1.1`) with `_` for a tag is passed over.
 * - A line with another number of columns, or with an empty token or tag, is an error, or is handed to `onBadRow`, and then its whole
 *   sentence is left out: a sentence with a hole would teach wrong neighbours.
 *
 * Throws a `UserError` for such a line, for a file without sentences, and for columns that cannot be.
 */
export async function* readConll(file: string, options: ConllOptions = {}): AsyncGenerator<ConllSentence, void, undefined> {
  const { onBadRow = 'error', comments = 'auto' } = options;
  const places = columnPlaces(options);
  const { layout: found, lines: source } = await openColumns(file, options);
  if (found === undefined) throw emptyFile(file);
  const layout = options.columnCount === undefined ? found : { separator: found.separator, columnCount: options.columnCount };
  let rows: string[][] = [];
  let lines: number[] = [];
  let opens = false;
  let spoilt = false;

  const finish = (): ConllSentence | undefined => {
    const sentence = {
      line: lines[0],
      tokens: rows.map((row) => row.at(places.token) ?? ''),
      tags: rows.map((row) => row.at(places.tag) ?? ''),
      lines,
      rows,
      opensDocument: opens,
    };
    const usable = rows.length > 0 && !spoilt;
    // A document whose first sentence is left out opens with the next.
    if (usable) opens = false;
    rows = [];
    lines = [];
    spoilt = false;
    return usable ? sentence : undefined;
  };

  for await (const { line, text } of source) {
    const document = opensDocument(text);
    if (document || text.trim() === '') {
      const sentence = finish();
      if (sentence !== undefined) yield sentence;
      opens ||= document;
      continue;
    }
    const columns = splitColumns(text, layout.separator);
    if (comments === 'auto' && rows.length === 0 && !spoilt && isComment(text, columns, layout, places)) {
      opens ||= /^#\s*newdoc\b/.test(text);
      continue;
    }
    if (places.token !== 0 && /^\d+[-.]\d+$/.test(columns[0]) && columns.at(places.tag) === '_') continue;
    const fault = faultOf(text, columns, layout, places);
    if (fault !== undefined) {
      reportBadRow({ file, line, ...fault, raw: text }, onBadRow);
      spoilt = true;
      continue;
    }
    rows.push(columns);
    lines.push(line);
  }
  const last = finish();
  if (last !== undefined) yield last;
}

/** The line is absent where the caller gave the number of columns. */
type Layout = Omit<ColumnLayout, 'line'> & { line?: number };

function isComment(text: string, columns: readonly string[], { columnCount }: Layout, { tag }: ColumnPlaces): boolean {
  if (!text.startsWith('#')) return false;
  return columns.length !== columnCount || (text.includes('=') && !/^(?:O|[A-Za-z][-_].+)$/.test(columns.at(tag) ?? ''));
}

interface Fault {
  problem: string;
  expected: string;
  hint: string;
}

function faultOf(text: string, columns: readonly string[], layout: Layout, places: ColumnPlaces): Fault | undefined {
  const { columnCount, separator, line } = layout;
  const count = columns.length;
  const hint = 'a sentence ends with a blank line';
  if (count !== columnCount || !places.fit(count)) {
    return {
      problem: count === 1 ? `this line has 1 column: the token '${shorten(columns[0])}' has no tag` : `this line has ${count} columns`,
      expected: places.fit(columnCount)
        ? `${columnCount} columns${separator === 'tab' ? ', with tabs between them' : ''}${line === undefined ? '' : `, as in line ${line}`}`
        : `at least ${places.least} columns, for the token in column ${places.token} and the tag in column ${places.tag}`,
      hint: hintFor(text, count, columnCount, separator) ?? hint,
    };
  }
  if (columns.at(places.token) === '') return { problem: 'this line has no token', expected: `a token in column ${places.token}`, hint };
  if (columns.at(places.tag)?.trim() !== '') return undefined;
  return {
    problem: `the token '${shorten(columns.at(places.token) ?? '')}' has no tag`,
    expected: `a tag in column ${places.tag}, O for none`,
    hint,
  };
}

function hintFor(text: string, count: number, columnCount: number, separator: string): string | undefined {
  const own = separator === 'tab' ? '\t' : separator;
  const named = separator === 'tab' || separator === 'spaces' || separator === 'last-space';
  if (!named && !text.includes(own)) return `the separator is ${JSON.stringify(own)}, which this line does not hold`;
  if (separator === 'tab' && !text.includes(own) && text.includes(' ')) return 'put a tab between the columns, as in the other lines';
  if (separator === 'spaces' && count > columnCount) return 'a token that holds a space needs tabs between the columns';
  return undefined;
}
