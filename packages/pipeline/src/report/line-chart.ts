import { axes, legend, picture, plotArea, verticalMark } from './axes.ts';
import { type Html, html } from './html.ts';
import { linearScale, pixel } from './scale.ts';

/** One line of a chart. */
export interface Series {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** What a line chart shows. */
export interface LineChart {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly series: readonly Series[];
  /** A vertical line: where the best score was. */
  readonly mark?: { readonly x: number; readonly name: string };
}

/** A line chart; points that are not finite are left out. */
export function lineChart({ title, x: xName, y: yName, series, mark }: LineChart): Html {
  const finite = series.map(({ name, points }) => ({
    name,
    points: points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)),
  }));
  const all = finite.flatMap(({ points }) => points);
  if (all.length === 0) return html`<p class="none">${title}: nothing was recorded.</p>`;
  const x = linearScale(Math.min(...all.map((point) => point.x)), Math.max(...all.map((point) => point.x)), plotArea.x);
  const y = linearScale(Math.min(...all.map((point) => point.y)), Math.max(...all.map((point) => point.y)), plotArea.y);
  const lines = finite.map(({ points }, index) => {
    const path = points.map((point, i) => `${i === 0 ? 'M' : 'L'}${pixel(x(point.x))} ${pixel(y(point.y))}`).join('');
    const dots =
      points.length > 60
        ? []
        : points.map((point) => html`<circle class="c${index}" cx="${pixel(x(point.x))}" cy="${pixel(y(point.y))}" r="2.5"/>`);
    return html`<path class="line c${index}" d="${path}"/>${dots}`;
  });
  const names = legend(
    finite.map(({ name }) => name),
    plotArea.x[1] - 130,
  );
  const marked =
    mark === undefined
      ? undefined
      : html`${verticalMark(x(mark.x))}<text x="${pixel(x(mark.x) - 4)}" y="${plotArea.y[0] - 6}" text-anchor="end">${mark.name}</text>`;
  return picture(title, html`${axes(x, y, { x: xName, y: yName })}${lines}${marked}${finite.length > 1 ? names : undefined}`);
}
