/** A piece of a text: UTF-16 code units, end exclusive. */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

/** Lines narrower than this are headings, lists and verse; wider than that nobody wraps by hand. */
const [narrowest, widest] = [50, 120];
const listItem = /^\s*(?:[-*•·–—]|\(?\p{N}{1,3}[.)、])/u;

/**
 * The pieces of a text that a sentence does not reach across: its lines, except that the lines of a paragraph wrapped at some width (as
 * in e-mail and news-wire text) are one piece. Chinese is not wrapped so, a line of it ends what it says.
 */
export function* paragraphs(text: string): Generator<Extent, void, undefined> {
  let lines: Extent[] = [];
  for (const line of linesOf(text)) {
    if (line.start < line.end) lines.push(line);
    else {
      yield* joinWrapped(text, lines);
      lines = [];
    }
  }
  yield* joinWrapped(text, lines);
}

/** Lines without blanks at their ends; a blank line is empty. */
function* linesOf(text: string): Generator<Extent, void, undefined> {
  const breaks = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/g;
  let start = 0;
  for (let found = breaks.exec(text); found !== null; found = breaks.exec(text)) {
    yield trimmed(text, start, found.index);
    start = breaks.lastIndex;
  }
  yield trimmed(text, start, text.length);
}

function joinWrapped(text: string, lines: readonly Extent[]): readonly Extent[] {
  return isWrapped(text, lines) ? [{ start: lines[0].start, end: lines[lines.length - 1].end }] : lines;
}

/** True when every line is broken where the next word would have gone beyond the widest line. */
function isWrapped(text: string, lines: readonly Extent[]): boolean {
  if (lines.length < 2) return false;
  let width = 0;
  for (const { start, end } of lines) width = Math.max(width, end - start);
  if (width < narrowest || width > widest) return false;
  for (const [index, { start, end }] of lines.entries()) {
    const next = lines[index + 1];
    if (next === undefined) break;
    const following = text.slice(next.start, next.end);
    if (listItem.test(following) || /^\p{Script=Han}/u.test(following)) return false;
    const word = following.search(/\s|$/);
    if (end - start + 1 + word <= width) return false;
    // Two lines are too few to see a width by: the second has to look like the middle of a sentence.
    if (lines.length === 2 && !/^\p{Ll}/u.test(following)) return false;
  }
  return true;
}

/** Without the white space at both ends. */
export function trimmed(text: string, start: number, end: number): Extent {
  const piece = text.slice(start, end);
  const left = piece.length - piece.trimStart().length;
  return left === piece.length ? { start, end: start } : { start: start + left, end: start + left + piece.trim().length };
}
