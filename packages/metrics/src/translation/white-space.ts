/**
 * White space as Python's `str.split` and `str.strip` see it, which the reference scorers use: Unicode's property and the four
 * separators U+001C to U+001F. JavaScript's `\s` lacks these and U+0085, and has the byte order mark besides.
 */
const space = `[\\p{White_Space}${String.fromCharCode(0x1c)}-${String.fromCharCode(0x1f)}]`;
const spaces = new RegExp(`${space}+`, 'u');
const leading = new RegExp(`^${space}+`, 'u');
const anySpace = new RegExp(space, 'u');

/** The pieces between white space, none of them empty. */
export function words(text: string): string[] {
  return text.split(spaces).filter((word) => word !== '');
}

export function trimmedEnd(text: string): string {
  let end = text.length;
  // Every white space character is one code unit. A regular expression anchored at the end would try every run of spaces before it.
  while (end > 0 && anySpace.test(text[end - 1]!)) end--;
  return text.slice(0, end);
}

export function trimmed(text: string): string {
  return trimmedEnd(text).replace(leading, '');
}
