import type { ResultsTable } from '../results-table.ts';
import { type Html, html } from './html.ts';

/** A table as HTML; long ones scroll inside their frame. */
export function dataTable({ columns, rows }: ResultsTable): Html {
  const cell = (tag: 'td' | 'th', text: string | undefined, column: number): Html => {
    const right = columns[column].align === 'right' && html` class="right"`;
    return tag === 'th' ? html`<th${right}>${text ?? '–'}</th>` : html`<td${right}>${text ?? '–'}</td>`;
  };
  return html`<div class="wide"><table><thead><tr>${columns.map(({ title }, column) => cell('th', title, column))}</tr></thead><tbody>${rows.map(
    (row) => html`<tr>${columns.map((_, column) => cell('td', row[column], column))}</tr>`,
  )}</tbody></table></div>`;
}

/** Scores of one class; those of `classificationReport` in @textloom/metrics. */
export interface ClassRow {
  readonly label: string;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Examples of the class. */
  readonly support: number;
}

/** Precision, recall and F1 of every class, worst F1 first. */
export function classTable(classes: readonly ClassRow[]): Html {
  const sorted = [...classes].sort((a, b) => a.f1 - b.f1 || b.support - a.support);
  const right = (title: string): { title: string; align: 'right' } => ({ title, align: 'right' });
  return dataTable({
    columns: [{ title: 'class' }, right('precision'), right('recall'), right('F1'), right('examples')],
    rows: sorted.map(({ label, precision, recall, f1, support }) => [
      label,
      ...[precision, recall, f1].map((score) => (score * 100).toFixed(1)),
      String(support),
    ]),
  });
}

/** One wrong answer. */
export interface ErrorRow {
  readonly text: string;
  readonly gold: string;
  readonly predicted: string;
  /** How sure the model was of its wrong answer, 0 to 1. */
  readonly confidence: number;
}

const longestText = 300;

/** The wrong answers that the model was surest of. */
export function errorTable(errors: readonly ErrorRow[], most = 30): Html {
  if (errors.length === 0) return html`<p class="none">There was no wrong answer.</p>`;
  const worst = [...errors].sort((a, b) => b.confidence - a.confidence).slice(0, most);
  return dataTable({
    columns: [{ title: 'text' }, { title: 'is' }, { title: 'predicted' }, { title: 'confidence', align: 'right' }],
    rows: worst.map(({ text, gold, predicted, confidence }) => [cut(text), gold, predicted, confidence.toFixed(3)]),
  });
}

function cut(text: string): string {
  const letters = Array.from(text.slice(0, 2 * longestText));
  return letters.length <= longestText ? letters.join('') : `${letters.slice(0, longestText).join('')}…`;
}
