import { isRecord } from '../json.ts';
import { type Html, html } from './html.ts';
import { lineChart, type Series } from './line-chart.ts';

type Point = { readonly x: number; readonly y: number };

/**
 * Loss and validation score over the updates, from the metrics.jsonl that the trainer writes: lines `{event: 'train', step, loss}` and
 * `{event: 'validation', step, loss, validation: {score, metrics}}`, where `loss` is always that of the training and a validation loss, if
 * there is one, is among the metrics.
 *
 * @param records what `run.readMetrics()` returns
 * @param score what the validation score is called
 */
export function learningCurves(records: readonly unknown[], score = 'validation score'): Html {
  const points = (event: string, ...path: readonly string[]): readonly Point[] =>
    records.flatMap((record) => {
      if (!isRecord(record) || record.event !== event || typeof record.step !== 'number') return [];
      const y = path.reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), record);
      return typeof y === 'number' ? [{ x: record.step, y }] : [];
    });
  const steps = points('train', 'loss');
  const losses: Series[] = [{ name: 'training', points: steps.length > 0 ? steps : points('validation', 'loss') }];
  const validationLoss = points('validation', 'validation', 'metrics', 'loss');
  if (validationLoss.length > 0) losses.push({ name: 'validation', points: validationLoss });
  const scores = points('validation', 'validation', 'score');
  const best = scores.reduce<Point | undefined>((top, point) => (top === undefined || point.y > top.y ? point : top), undefined);
  return html`<div class="charts">${lineChart({ title: 'Loss', x: 'updates', y: 'loss', series: losses })}${lineChart({
    title: score,
    x: 'updates',
    y: score,
    series: [{ name: score, points: scores }],
    ...(best === undefined ? {} : { mark: { x: best.x, name: `best ${best.y.toFixed(4)}` } }),
  })}</div>`;
}
