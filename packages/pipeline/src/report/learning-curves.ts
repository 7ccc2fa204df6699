import { isRecord } from '../json.ts';
import { type Html, html } from './html.ts';
import { lineChart, type Series } from './line-chart.ts';

type Point = { readonly x: number; readonly y: number };

/**
 * Loss and validation score over the updates, from the lines of a run's metrics.jsonl.
 *
 * @param records what `run.readMetrics()` returns: lines `{event: 'train' | 'validation', step, loss | score}`
 * @param score what the validation score is called
 */
export function learningCurves(records: readonly unknown[], score = 'validation score'): Html {
  const points = (event: string, name: string): readonly Point[] =>
    records.flatMap((record) =>
      isRecord(record) && record.event === event && typeof record.step === 'number' && typeof record[name] === 'number'
        ? [{ x: record.step, y: record[name] }]
        : [],
    );
  const losses: Series[] = [{ name: 'training', points: points('train', 'loss') }];
  const validationLoss = points('validation', 'loss');
  if (validationLoss.length > 0) losses.push({ name: 'validation', points: validationLoss });
  const scores = points('validation', 'score');
  const best = scores.reduce<Point | undefined>((top, point) => (top === undefined || point.y > top.y ? point : top), undefined);
  return html`<div class="charts">${lineChart({ title: 'Loss', x: 'updates', y: 'loss', series: losses })}${lineChart({
    title: score,
    x: 'updates',
    y: score,
    series: [{ name: score, points: scores }],
    ...(best === undefined ? {} : { mark: { x: best.x, name: `best ${best.y.toFixed(4)}` } }),
  })}</div>`;
}
