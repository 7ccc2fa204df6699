/** One column of a table. */
export interface TableColumn {
  readonly title: string;
  /** Default `left`. */
  readonly align?: 'left' | 'right';
}

/** A column of numbers: its texts end at the right. */
export function numberColumn(title: string): TableColumn {
  return { title, align: 'right' };
}

/** A table of texts. */
export interface ResultsTable {
  readonly columns: readonly TableColumn[];
  /** One text a column; a missing one is shown as a dash. */
  readonly rows: readonly (readonly (string | undefined)[])[];
}

const absent = '–';

/** The table in plain text for a terminal: columns aligned, Chinese counted as two columns wide. */
export function plainTable({ columns, rows }: ResultsTable): string {
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => columns.map((_, column) => row[column] ?? absent))];
  const widths = columns.map((_, column) => Math.max(...cells.map((row) => displayWidth(row[column]))));
  const line = (row: readonly string[]): string =>
    row
      .map((text, column) => pad(text, widths[column], columns[column].align))
      .join('  ')
      .trimEnd();
  return [line(cells[0]), widths.map((width) => '-'.repeat(width)).join('  '), ...cells.slice(1).map(line)].join('\n');
}

/** The table in GitHub's Markdown. */
export function markdownTable({ columns, rows }: ResultsTable): string {
  const line = (row: readonly string[]): string =>
    `| ${row.map((text) => text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ')).join(' | ')} |`;
  return [
    line(columns.map(({ title }) => title)),
    `|${columns.map(({ align }) => (align === 'right' ? ' ---: ' : ' --- ')).join('|')}|`,
    ...rows.map((row) => line(columns.map((_, column) => row[column] ?? absent))),
  ].join('\n');
}

/** A fraction as a percentage with one decimal: 0.9345 is `93.5`. */
export function percent(fraction: number | undefined, decimals = 1): string | undefined {
  return fraction === undefined || Number.isNaN(fraction) ? undefined : (fraction * 100).toFixed(decimals);
}

/** Columns a text takes on a terminal: 2 for a wide character (Chinese, full-width, emoji), 0 for a combining one. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += wide.test(segment) ? 2 : 1;
  return width;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const wide =
  /^(?:\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Emoji_Presentation}|[\u3000-\u303f\uff01-\uff60\uffe0-\uffe6])/u;

function pad(text: string, width: number, align: TableColumn['align']): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'right' ? space + text : text + space;
}
