import { picture } from './axes.ts';
import { type Html, html } from './html.ts';
import { pixel } from './scale.ts';
import { dataTable } from './tables.ts';

/** Two classes that are taken for each other. */
export interface ConfusedPair {
  readonly gold: string;
  readonly predicted: string;
  readonly count: number;
  /** Share of the gold class that went there. */
  readonly share: number;
}

/**
 * The pairs that are confused most, most frequent first.
 *
 * @param matrix counts `[K][K]`, gold in rows, predicted in columns
 * @param labels names of the classes, `[K]`
 */
export function confusedPairs(matrix: readonly (readonly number[])[], labels: readonly string[], most = 20): readonly ConfusedPair[] {
  const pairs = matrix.flatMap((row, gold) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.flatMap((count, predicted) =>
      gold === predicted || count === 0 ? [] : [{ gold: labels[gold], predicted: labels[predicted], count, share: count / total }],
    );
  });
  return pairs.sort((a, b) => b.count - a.count || b.share - a.share).slice(0, most);
}

const mostForHeatMap = 40;

/** A heat map where the classes are few, and the list of the pairs confused most. */
export function confusionSection(matrix: readonly (readonly number[])[], labels: readonly string[], most = 20): Html {
  const pairs = confusedPairs(matrix, labels, most);
  const list =
    pairs.length === 0
      ? html`<p class="none">No class was taken for another.</p>`
      : dataTable({
          columns: [
            { title: 'is' },
            { title: 'taken for' },
            { title: 'times', align: 'right' },
            { title: '% of the class', align: 'right' },
          ],
          rows: pairs.map(({ gold, predicted, count, share }) => [gold, predicted, String(count), (share * 100).toFixed(1)]),
        });
  return html`${labels.length <= mostForHeatMap && heatMap(matrix, labels)}${list}`;
}

/** Confusion matrix as a heat map: rows are what is, columns what was predicted; colour is the share of the row. */
export function heatMap(matrix: readonly (readonly number[])[], labels: readonly string[]): Html {
  const cell = labels.length <= 12 ? 34 : labels.length <= 24 ? 24 : 16;
  const margin = Math.min(220, 16 + Math.max(...labels.map((label) => textWidth(label))));
  const size = { width: margin + cell * labels.length + 8, height: margin + cell * labels.length + 8 };
  const cells = matrix.flatMap((row, gold) => {
    const total = Math.max(
      1,
      row.reduce((sum, count) => sum + count, 0),
    );
    return row.map((count, predicted) => {
      if (count === 0) return undefined;
      const [x, y] = [margin + predicted * cell, margin + gold * cell];
      const strong = count / total > 0.55;
      const figure =
        cell >= 24 &&
        html`<text class="${strong ? 'onstrong' : 'onweak'}" x="${x + cell / 2}" y="${y + cell / 2 + 4}" text-anchor="middle">${count}</text>`;
      return html`<rect class="${gold === predicted ? 'right' : 'wrong'}" x="${x}" y="${y}" width="${cell - 1}" height="${cell - 1}" fill-opacity="${(0.12 + (0.88 * count) / total).toFixed(2)}"><title>${labels[gold]} taken for ${labels[predicted]}: ${count} of ${total}</title></rect>${figure}`;
    });
  });
  const names = labels.map((label, index) => {
    const middle = margin + index * cell + cell / 2;
    return html`<text x="${margin - 6}" y="${pixel(middle + 4)}" text-anchor="end">${shortened(label)}</text><text transform="translate(${pixel(middle + 4)} ${margin - 6}) rotate(-90)">${shortened(label)}</text>`;
  });
  return html`<div class="wide whole">${picture('Confusion matrix: rows are the true classes, columns the predicted ones', html`${cells}${names}`, size)}</div>`;
}

function shortened(label: string): string {
  const letters = Array.from(label);
  return letters.length <= 30 ? label : `${letters.slice(0, 29).join('')}…`;
}

/** Rough width in pixels at the font size of the charts. */
function textWidth(label: string): number {
  return Array.from(shortened(label)).reduce((sum, letter) => sum + (/[\u2e80-\uffff]/.test(letter) ? 12 : 6.5), 0);
}
