import { axes, legend, picture, plotArea, verticalMark } from './axes.ts';
import { type Html, html } from './html.ts';
import { linearScale, pixel } from './scale.ts';

/** One bin of a reliability diagram; the bins of `calibrationError` in @textloom/metrics. */
export interface ReliabilityBin {
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
  /** Share of right answers in the bin. */
  readonly accuracy: number;
  /** Mean confidence in the bin. */
  readonly confidence: number;
}

/** Reliability diagram: accuracy against confidence. On the diagonal a confidence of 0.8 is right 8 times in 10. */
export function reliabilityDiagram(bins: readonly ReliabilityBin[], title = 'Reliability'): Html {
  const x = linearScale(0, 1, plotArea.x);
  const y = linearScale(0, 1, plotArea.y);
  const bars = bins
    .filter(({ count }) => count > 0)
    .map(
      ({ lower, upper, count, accuracy, confidence }) =>
        html`<rect class="bar c0" x="${pixel(x(lower) + 0.5)}" y="${pixel(y(accuracy))}" width="${pixel(x(upper) - x(lower) - 1)}" height="${pixel(y(0) - y(accuracy))}"><title>${count} answers with confidence ${lower.toFixed(2)} to ${upper.toFixed(2)} (mean ${confidence.toFixed(3)}): ${(accuracy * 100).toFixed(1)} % right</title></rect>`,
    );
  const diagonal = html`<line class="mark" x1="${pixel(x(0))}" y1="${pixel(y(0))}" x2="${pixel(x(1))}" y2="${pixel(y(1))}"/>`;
  return picture(title, html`${axes(x, y, { x: 'confidence', y: 'share right' })}${bars}${diagonal}`);
}

/** Confidences of two groups, as `confidenceHistogram` shows them. */
export interface ConfidenceGroups {
  readonly inScope: readonly number[];
  readonly outOfScope: readonly number[];
  /** Below it an utterance counts as out of scope. */
  readonly threshold?: number;
  /** What the numbers are called; default `confidence`. */
  readonly measure?: string;
  /** Default 20. */
  readonly bins?: number;
}

/** How confident the model is in and out of scope, as shares of each group, with the threshold between them. */
export function confidenceHistogram({ inScope, outOfScope, threshold, measure = 'confidence', bins = 20 }: ConfidenceGroups): Html {
  const groups = [
    { name: `in scope (${inScope.length})`, shares: sharesOf(inScope, bins) },
    { name: `out of scope (${outOfScope.length})`, shares: sharesOf(outOfScope, bins) },
  ];
  const x = linearScale(0, 1, plotArea.x);
  // Room above the bars for the legend.
  const y = linearScale(0, 1.4 * Math.max(0.05, ...groups.flatMap(({ shares }) => shares)), plotArea.y);
  const bars = groups.flatMap(({ name, shares }, index) =>
    shares.map((share, bin) =>
      share === 0
        ? undefined
        : html`<rect class="bar c${index}" x="${pixel(x(bin / bins) + 0.5)}" y="${pixel(y(share))}" width="${pixel((x(1) - x(0)) / bins - 1)}" height="${pixel(y(0) - y(share))}"><title>${name}: ${(share * 100).toFixed(1)} % between ${(bin / bins).toFixed(2)} and ${((bin + 1) / bins).toFixed(2)}</title></rect>`,
    ),
  );
  const names = legend(
    groups.map(({ name }) => name),
    plotArea.x[0] + 8,
  );
  const line =
    threshold === undefined
      ? undefined
      : html`${verticalMark(x(threshold))}<text x="${pixel(x(threshold) + 4)}" y="${plotArea.y[1] + 44}">threshold ${threshold.toFixed(3)}</text>`;
  return picture(`${measure} in and out of scope`, html`${axes(x, y, { x: measure, y: 'share of the group' })}${bars}${line}${names}`);
}

function sharesOf(values: readonly number[], bins: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) counts[Math.min(bins - 1, Math.max(0, Math.floor(value * bins)))] += 1;
  return counts.map((count) => (values.length === 0 ? 0 : count / values.length));
}
