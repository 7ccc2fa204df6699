import { type Html, html } from './html.ts';
import { pixel, type Scale, tickText } from './scale.ts';

/** Size of a chart and of the margins around its plot, in pixels. */
export const chartSize: {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
} = {
  width: 460,
  height: 260,
  left: 48,
  right: 12,
  top: 12,
  bottom: 40,
};

/** The pixels of the plot: from left to right, and from bottom to top. */
export const plotArea: { readonly x: readonly [number, number]; readonly y: readonly [number, number] } = {
  x: [chartSize.left, chartSize.width - chartSize.right],
  y: [chartSize.height - chartSize.bottom, chartSize.top],
};

/** Grid, ticks and names of two axes. */
export function axes(x: Scale, y: Scale, names: { readonly x: string; readonly y: string }): Html {
  const [left, right] = plotArea.x;
  const [bottom, top] = plotArea.y;
  return html`<g class="axes">${y.ticks.map(
    (tick) =>
      html`<line class="grid" x1="${left}" x2="${right}" y1="${pixel(y(tick))}" y2="${pixel(y(tick))}"/><text x="${left - 6}" y="${pixel(y(tick) + 4)}" text-anchor="end">${tickText(tick)}</text>`,
  )}${x.ticks.map((tick) => html`<text x="${pixel(x(tick))}" y="${bottom + 16}" text-anchor="middle">${tickText(tick)}</text>`)}<line class="axis" x1="${left}" x2="${right}" y1="${bottom}" y2="${bottom}"/><text class="name" x="${(left + right) / 2}" y="${bottom + 33}" text-anchor="middle">${names.x}</text><text class="name" transform="translate(12 ${(top + bottom) / 2}) rotate(-90)" text-anchor="middle">${names.y}</text></g>`;
}

/** Names of the colours, one below the other, from the pixel `left` on. */
export function legend(names: readonly string[], left: number): Html {
  return html`${names.map((name, index) => {
    const top = plotArea.y[1] + 16 * index;
    return html`<rect class="c${index}" x="${left}" y="${top + 4}" width="10" height="10"/><text x="${left + 15}" y="${top + 13}">${name}</text>`;
  })}`;
}

/** A line from the bottom of the plot to its top at the pixel `at`. */
export function verticalMark(at: number): Html {
  return html`<line class="mark" x1="${pixel(at)}" x2="${pixel(at)}" y1="${plotArea.y[0]}" y2="${plotArea.y[1]}"/>`;
}

/** An SVG picture with a title for those who cannot see it. */
export function picture(title: string, body: Html, size: { readonly width: number; readonly height: number } = chartSize): Html {
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" role="img" aria-label="${title}"><title>${title}</title>${body}</svg>`;
}
