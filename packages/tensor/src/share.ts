/** Part `index` of `of` equal parts: what one of several workers does. An index of `of` or more covers nothing. */
export interface Share {
  readonly index: number;
  readonly of: number;
}

/** Everything, for one worker alone. */
export const WHOLE: Share = { index: 0, of: 1 };

/** The elements [begin, end) of n that a share covers; borders fall on multiples of `unit` (16 floats are one line of the cache). */
export function shareOf(n: number, { index, of }: Share, unit = 16): { readonly begin: number; readonly end: number } {
  const units = Math.ceil(n / unit);
  const border = (part: number): number => Math.min(n, Math.floor((units * part) / of) * unit);
  return { begin: border(index), end: border(index + 1) };
}
