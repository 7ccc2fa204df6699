/** How a token is written, apart from which letters and digits it has. */
export const casings = ['punctuation', 'lower', 'upper', 'initial', 'mixed', 'digits', 'mostly digits', 'some digits', 'unspaced'] as const;
export type Casing = (typeof casings)[number];

/** The casing of a token (Collobert et al. 2011, with digits told apart); letters without case, such as Chinese, are `unspaced`. */
export function casingOf(token: string): Casing {
  let [lower, upper, digits, caseless, length] = [0, 0, 0, 0, 0];
  let first: Casing | undefined;
  for (const character of token) {
    length++;
    if (/\p{Lu}|\p{Lt}/u.test(character)) {
      upper++;
      first ??= 'upper';
    } else if (/\p{Ll}/u.test(character)) {
      lower++;
      first ??= 'lower';
    } else if (/\p{Nd}/u.test(character)) digits++;
    else if (/\p{L}/u.test(character)) caseless++;
  }
  if (digits > 0) return digits === length ? 'digits' : 2 * digits > length ? 'mostly digits' : 'some digits';
  if (upper + lower === 0) return caseless > 0 ? 'unspaced' : 'punctuation';
  if (upper === 0) return 'lower';
  if (lower === 0) return 'upper';
  return upper === 1 && first === 'upper' ? 'initial' : 'mixed';
}
