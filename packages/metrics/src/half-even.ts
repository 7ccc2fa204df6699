/**
 * A number that is not negative with so many decimals, as C, Perl and Python print it: what lies exactly between two decimals goes to the
 * even one, where `toFixed` goes away from zero.
 */
export function halfEven(value: number, decimals: number): string {
  // Of all doubles only odd multiples of 1 / 2^(decimals + 1) end in 5 at the decimal after the last.
  const halfway = (value * 2 ** (decimals + 1)) % 2 === 1;
  if (!halfway) return value.toFixed(decimals);
  const below = Math.floor(value * 10 ** decimals);
  return ((below + (below % 2)) / 10 ** decimals).toFixed(decimals);
}
