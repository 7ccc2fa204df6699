/** A marked stretch of a text: UTF-16 code units into the text, end exclusive. */
export interface CharacterSpan {
  start: number;
  end: number;
  type: string;
}

/** A text with its entities, in the order in which they stand in it, none overlapping another. */
export interface SpannedText {
  text: string;
  spans: CharacterSpan[];
  source: {
    file: string;
    /** 1-based. */
    line: number;
  };
}

/** What keeps spans from being used. `index` is the place of the span in the list that was given. */
export interface SpanFault {
  index: number;
  problem: string;
  expected: string;
  hint?: string;
}

export interface SettledSpans {
  /** In the order of the text. */
  spans: CharacterSpan[];
  /** How many of them began or ended in white space. */
  trimmed: number;
}

/**
 * Checks spans against their text and puts them in order. White space at the ends of a span is taken off it: no token holds any, so the
 * span still covers the same tokens. Everything else that is wrong is a fault: offsets that are no whole numbers, out of range, reversed
 * or inside a character of two code units, spans that are empty or all white space, and spans that overlap.
 */
export function settleSpans(text: string, given: readonly CharacterSpan[]): SettledSpans | SpanFault {
  const placed: { index: number; span: CharacterSpan }[] = [];
  let trimmed = 0;
  for (const [index, span] of given.entries()) {
    const fault = faultOf(text, span);
    if (fault !== undefined) return { index, ...fault };
    const tight = trim(text, span);
    if (tight.start !== span.start || tight.end !== span.end) trimmed++;
    placed.push({ index, span: tight });
  }
  placed.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end || a.index - b.index);
  for (const [place, { index, span }] of placed.entries()) {
    const before = placed[place - 1];
    if (before === undefined || before.span.end <= span.start) continue;
    return {
      index,
      problem: `${quoteSpan(text, span)} overlaps ${quoteSpan(text, before.span)}`,
      expected: 'spans that do not overlap, each character in at most one',
      hint: 'keep one of the two',
    };
  }
  return { spans: placed.map(({ span }) => span), trimmed };
}

/** `'Ada' (0-3, PER)`: a span as an error names it. */
export function quoteSpan(text: string, { start, end, type }: CharacterSpan): string {
  return `'${shorten(text.slice(start, end))}' (${start}-${end}, ${type})`;
}

/** At most 40 characters of a text, for an error. */
export function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

function faultOf(text: string, { start, end }: CharacterSpan): Omit<SpanFault, 'index'> | undefined {
  const range = `whole numbers with 0 <= start < end <= ${text.length}, the length of the text`;
  const place = `the span ${start}-${end}`;
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end)) return { problem: `${place} is not of whole numbers`, expected: range };
  if (start < 0 || end > text.length) return { problem: `${place} reaches beyond the text`, expected: range };
  if (start > end) return { problem: `${place} ends before it begins`, expected: range };
  if (start === end) return { problem: `${place} is empty`, expected: range, hint: 'the end is the offset after the last character' };
  for (const at of [start, end]) {
    if (!splitsCharacter(text, at)) continue;
    return {
      problem: `${place} cuts the character '${String.fromCodePoint(text.codePointAt(at - 1) ?? 0)}' at ${at}`,
      expected: 'offsets in UTF-16 code units, of which this character has two',
    };
  }
  if (text.slice(start, end).trim() === '') return { problem: `${place} covers only white space`, expected: 'a span with text in it' };
  return undefined;
}

function splitsCharacter(text: string, at: number): boolean {
  return at > 0 && at < text.length && (text.codePointAt(at - 1) ?? 0) > 0xffff;
}

function trim(text: string, { start, end, type }: CharacterSpan): CharacterSpan {
  const covered = text.slice(start, end);
  return {
    start: start + covered.length - covered.trimStart().length,
    end: end - (covered.length - covered.trimEnd().length),
    type,
  };
}
