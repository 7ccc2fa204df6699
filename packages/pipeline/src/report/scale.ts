/** A linear map from data to pixels. */
export interface Scale {
  (value: number): number;
  readonly ticks: readonly number[];
}

/**
 * A scale over [low, high] with about `count` round ticks, widened to whole ticks.
 *
 * @param pixels the pixels that low and high fall on
 */
export function linearScale(low: number, high: number, pixels: readonly [number, number], count = 5): Scale {
  const span = high - low || Math.abs(high) || 1;
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10) * power;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
  const [start, end] = [ticks[0], ticks[ticks.length - 1]];
  const map = (value: number): number => pixels[0] + ((value - start) / (end - start)) * (pixels[1] - pixels[0]);
  return Object.assign(map, { ticks });
}

/** A coordinate with at most one decimal: enough for the eye, short in the file. */
export function pixel(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** A tick as text: no more digits than it needs. */
export function tickText(value: number): string {
  return Math.abs(value) >= 10000 ? `${Number((value / 1000).toPrecision(4))}k` : String(Number(value.toPrecision(6)));
}
