/**
 * Refuses two lists that should describe the same items but differ in length.
 *
 * @throws RangeError naming the metric and both lengths.
 */
export function requireSameLength(metric: string, first: ArrayLike<unknown>, second: ArrayLike<unknown>): void {
  if (first.length !== second.length) {
    throw new RangeError(`${metric}: expected two lists over the same items, found ${first.length} and ${second.length} entries`);
  }
}

/** The quotient, with 0/0 (and x/0) counted as 0, the convention of all precision-like scores here. */
export function ratio(numerator: number, denominator: number): number {
  return denominator === 0 ? 0 : numerator / denominator;
}
