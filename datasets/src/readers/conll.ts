import { type OnBadRow, reportBadRow } from './bad-row.ts';
import { emptyFile } from './csv.ts';
import { type LineOptions, readText } from './text.ts';

/** One sentence of a column file. All arrays have one entry a token. */
export interface ConllSentence {
  /** 1-based line of the first token. */
  line: number;
  tokens: string[];
  tags: string[];
  /** Every column of every token, as in the file. */
  rows: string[][];
  /** True for the first sentence after a `-DOCSTART-` line. */
  opensDocument: boolean;
}

export interface ConllOptions extends LineOptions {
  /** Column of the token, from 0; negative counts from the end. Default 0. */
  tokenColumn?: number;
  /** Column of the tag, from 0; negative counts from the end. Default -1, the last. */
  tagColumn?: number;
  /** `spaces` (default): runs of spaces and tabs. `tab`: single tabs. `last-space`: two columns cut at the last space, so a token may be a space. */
  separator?: 'spaces' | 'tab' | 'last-space';
  /** Number of columns every line must have; default: that of the first token line. */
  columnCount?: number;
  onBadRow?: OnBadRow;
}

/**
 * The sentences of a file in CoNLL columns, one token a line, a blank line (spaces and tabs count as blank) between
 * sentences. `-DOCSTART-` lines are no tokens. A line with another number of columns is an error, or is handed to
 * `onBadRow`, and then its whole sentence is left out: a sentence with a hole would teach wrong neighbours.
 */
export async function* readConll(file: string, options: ConllOptions = {}): AsyncGenerator<ConllSentence, void, undefined> {
  const { tokenColumn = 0, tagColumn = -1, separator = 'spaces', onBadRow = 'error' } = options;
  let columnCount = options.columnCount;
  let rows: string[][] = [];
  let firstLine = 0;
  let opensDocument = false;
  let spoilt = false;
  let sentences = 0;

  const finish = (): ConllSentence | undefined => {
    const sentence = {
      line: firstLine,
      tokens: rows.map((row) => row.at(tokenColumn) ?? ''),
      tags: rows.map((row) => row.at(tagColumn) ?? ''),
      rows,
      opensDocument,
    };
    const usable = rows.length > 0 && !spoilt;
    if (rows.length > 0 || spoilt) opensDocument = false;
    rows = [];
    spoilt = false;
    return usable ? sentence : undefined;
  };

  for await (const { line, text } of readText(file, options)) {
    if (text.trim() === '') {
      const sentence = finish();
      if (sentence !== undefined) {
        sentences++;
        yield sentence;
      }
      continue;
    }
    if (text.startsWith('-DOCSTART-')) {
      opensDocument = true;
      continue;
    }
    const columns = splitColumns(text, separator);
    columnCount ??= columns.length;
    const needed = Math.max(reach(tokenColumn), reach(tagColumn));
    if (columns.length !== columnCount || columns.length < needed) {
      const expected = columns.length === columnCount ? `at least ${needed} columns` : `${columnCount} columns, as in the lines before`;
      const problem = `this line has ${columns.length} ${columns.length === 1 ? 'column' : 'columns'}`;
      reportBadRow({ file, line, problem, expected, hint: 'a sentence ends with a blank line', raw: text }, onBadRow);
      spoilt = true;
      continue;
    }
    if (rows.length === 0) firstLine = line;
    rows.push(columns);
  }
  const last = finish();
  if (last !== undefined) yield last;
  else if (sentences === 0) throw emptyFile(file);
}

function splitColumns(text: string, separator: 'spaces' | 'tab' | 'last-space'): string[] {
  if (separator === 'tab') return text.split('\t');
  if (separator === 'spaces') return text.trim().split(/[ \t]+/);
  const cut = text.lastIndexOf(' ');
  return cut < 0 ? [text] : [text.slice(0, cut), text.slice(cut + 1)];
}

/** How many columns an index (negative: from the end) asks for. */
function reach(column: number): number {
  return column < 0 ? -column : column + 1;
}
