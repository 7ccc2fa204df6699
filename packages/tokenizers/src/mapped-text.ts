/** A half-open range [start, end) of UTF-16 code units. */
export interface Span {
  start: number;
  end: number;
}

/**
 * The places where one rewriting step changed the length of the text, as flat quadruples
 * [new start, new end, old start, old end], ascending. Text between edits is shifted, not changed in length.
 */
type Edits = Int32Array;

/**
 * A text after some rewriting steps, which still knows where each of its code units came from. Memory grows with the number of
 * edits, not with the text: a plain text has none.
 */
export class MappedText {
  readonly original: string;
  readonly text: string;
  readonly #steps: readonly Edits[];

  private constructor(original: string, text: string, steps: readonly Edits[]) {
    this.original = original;
    this.text = text;
    this.#steps = steps;
  }

  static of(original: string): MappedText {
    return new MappedText(original, original, []);
  }

  /**
   * Replaces the whole text by one of the same length, code unit for code unit (case, width).
   *
   * @throws RangeError when the length differs.
   */
  withSameLength(text: string): MappedText {
    if (text.length !== this.text.length) throw new RangeError(`expected ${this.text.length} code units, found ${text.length}`);
    return text === this.text ? this : new MappedText(this.original, text, this.#steps);
  }

  /**
   * Replaces every match of `pattern` (global) by `rewrite(match)`. What replaces a match stands for all of it: its code units
   * all map to the whole match, unless it has as many characters of the same widths, in which case they map one to one.
   */
  replace(pattern: RegExp, rewrite: (match: string) => string): MappedText {
    const edits: number[] = [];
    const pieces: string[] = [];
    let copied = 0;
    let shift = 0;
    for (const found of this.text.matchAll(pattern)) {
      const match = found[0];
      const replacement = rewrite(match);
      if (replacement === match) continue;
      const start = found.index;
      const end = start + match.length;
      pieces.push(this.text.slice(copied, start), replacement);
      copied = end;
      if (sameShape(replacement, match)) continue;
      edits.push(start + shift, start + shift + replacement.length, start, end);
      shift += replacement.length - match.length;
    }
    if (pieces.length === 0) return this;
    pieces.push(this.text.slice(copied));
    const steps = edits.length === 0 ? this.#steps : [...this.#steps, Int32Array.from(edits)];
    return new MappedText(this.original, pieces.join(''), steps);
  }

  /** The original range that the non-empty range [start, end) of `text` came from. */
  toOriginal(start: number, end: number): Span {
    if (this.#steps.length === 0) return { start, end };
    let first = start;
    let last = end;
    for (let step = this.#steps.length - 1; step >= 0; step--) {
      const edits = this.#steps[step]!;
      first = before(edits, first, false);
      last = before(edits, last - 1, true);
    }
    return { start: first, end: last };
  }
}

/** Whether two texts have their surrogate pairs in the same places. */
function sameShape(first: string, second: string): boolean {
  if (first.length !== second.length) return false;
  for (let i = 0; i < first.length; i++) if (first.codePointAt(i)! > 0xffff !== second.codePointAt(i)! > 0xffff) return false;
  return true;
}

/** Where code unit `unit` began before the edits, or, with `atEnd`, where it ended. */
function before(edits: Edits, unit: number, atEnd: boolean): number {
  let low = 0;
  let high = edits.length / 4;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (edits[4 * middle]! <= unit) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return atEnd ? unit + 1 : unit;
  const edit = 4 * (low - 1);
  const newEnd = edits[edit + 1]!;
  if (unit < newEnd) return edits[edit + (atEnd ? 3 : 2)]!;
  const shifted = edits[edit + 3]! + (unit - newEnd);
  return atEnd ? shifted + 1 : shifted;
}
