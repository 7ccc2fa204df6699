import { UserError } from '../user-error.ts';
import { type LineOptions, readText, type TextLine } from './text.ts';

/**
 * What parts the columns of a line: `auto`, tabs if the first token line has one (then a token may hold spaces), else as `spaces`, runs of
 * spaces and tabs; `tab`, single tabs; `last-space`, two columns cut at the last space, so that a token may be a space; any other string
 * is itself the separator.
 */
export type ConllSeparator = 'auto' | 'spaces' | 'tab' | 'last-space' | (string & {});

export interface ColumnOptions extends LineOptions {
  /** Column of the token, from 0; negative counts from the end. Default 0. */
  tokenColumn?: number;
  /** Column of the tag, from 0; negative counts from the end. Default -1, the last. */
  tagColumn?: number;
  /** Default `auto`. */
  separator?: ConllSeparator;
}

/** How the token lines of a file are built. */
export interface ColumnLayout {
  /** What `auto` came to, else what was given. */
  separator: ConllSeparator;
  columnCount: number;
  /** 1-based line that shows it. */
  line: number;
}

/**
 * The layout of a column file, from its first token line wide enough for token and tag (where none is, from its first token line);
 * undefined for a file without token lines. Lines that begin with `#` count only where there are no others.
 * Throws a `UserError` for columns or a separator that cannot be.
 */
export async function recogniseColumns(file: string, options: ColumnOptions = {}): Promise<ColumnLayout | undefined> {
  const { layout, lines } = await openColumns(file, options);
  await lines.return();
  return layout;
}

/** As {@link recogniseColumns}, with all lines of the file, which is read once. */
export async function openColumns(
  file: string,
  options: ColumnOptions,
): Promise<{ layout: ColumnLayout | undefined; lines: AsyncGenerator<TextLine, void, undefined> }> {
  const places = columnPlaces(options);
  const source = readText(file, options);
  const head: TextLine[] = [];
  let layout: ColumnLayout | undefined;
  let narrow: ColumnLayout | undefined;
  let marked: ColumnLayout | undefined;
  while (layout === undefined) {
    const next = await source.next();
    if (next.done === true) break;
    head.push(next.value);
    const { line, text } = next.value;
    if (text.trim() === '' || opensDocument(text)) continue;
    const separator = chooseSeparator(text, options.separator ?? 'auto');
    const seen = { separator, columnCount: splitColumns(text, separator).length, line };
    if (text.startsWith('#')) marked ??= seen;
    else if (places.fit(seen.columnCount)) layout = seen;
    else narrow ??= seen;
  }
  return { layout: layout ?? narrow ?? marked, lines: chain(head, source) };
}

async function* chain(
  head: readonly TextLine[],
  rest: AsyncGenerator<TextLine, void, undefined>,
): AsyncGenerator<TextLine, void, undefined> {
  try {
    yield* head;
    yield* rest;
  } finally {
    await rest.return();
  }
}

/** Which columns hold token and tag, and how many columns that takes. */
export interface ColumnPlaces {
  token: number;
  tag: number;
  /** True where a line of so many columns has a token and a tag. */
  fit(count: number): boolean;
  /** The fewest columns that do. */
  least: number;
}

/** Throws a `UserError` for numbers that are no columns, or one column for both, and for an empty separator. */
export function columnPlaces({ tokenColumn: token = 0, tagColumn: tag = -1, separator }: ColumnOptions): ColumnPlaces {
  if (separator === '')
    throw new UserError('an empty separator', { expected: "'auto', 'spaces', 'tab', 'last-space' or the text between columns" });
  for (const column of [token, tag]) {
    if (Number.isSafeInteger(column)) continue;
    throw new UserError(`column ${column}`, { expected: 'a whole number: 0 is the first column, -1 the last' });
  }
  if (token === tag)
    throw new UserError(`token and tag are both in column ${token}`, { expected: 'two columns: 0 is the first, -1 the last' });
  const index = (column: number, count: number): number => (column < 0 ? count + column : column);
  const fit = (count: number): boolean => {
    const [tokenAt, tagAt] = [index(token, count), index(tag, count)];
    return tokenAt >= 0 && tagAt >= 0 && tokenAt < count && tagAt < count && tokenAt !== tagAt;
  };
  let least = 2;
  while (!fit(least)) least++;
  return { token, tag, fit, least };
}

/** The columns of one line. Spaces around a column go; a column of nothing but spaces keeps them. */
export function splitColumns(text: string, separator: ConllSeparator): string[] {
  // Not trim(): a token may be a space of another kind, such as the ideographic one.
  if (separator === 'spaces') return text.replaceAll(/^[ \t\r]+|[ \t\r]+$/g, '').split(/[ \t]+/);
  if (separator === 'last-space') {
    const cut = text.lastIndexOf(' ');
    return cut < 0 ? [text] : [text.slice(0, cut), text.slice(cut + 1)];
  }
  return text.split(separator === 'tab' ? '\t' : separator).map((column) => column.replaceAll(/^[ \r]+|[ \r]+$/g, '') || column);
}

/** True for a `-DOCSTART-` line: alone or with further columns, in any letters, the token in whichever column. */
export function opensDocument(text: string): boolean {
  return /(?<![\p{L}\p{N}])-+DOCSTART-+(?![\p{L}\p{N}])/iu.test(text);
}

function chooseSeparator(text: string, wanted: ConllSeparator): ConllSeparator {
  if (wanted !== 'auto') return wanted;
  // Several tabs in a row only align what a run of white space parts.
  return text.includes('\t') && text.split('\t').every((column) => column.trim() !== '') ? 'tab' : 'spaces';
}
