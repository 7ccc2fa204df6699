import { UserError } from '../user-error.ts';
import { type OnBadRow, reportBadRow } from './bad-row.ts';
import { type CharacterSpan, type SpannedText, settleSpans } from './character-spans.ts';
import { emptyFile } from './csv.ts';
import { type LineOptions, readText } from './text.ts';

export interface InlineBracketsOptions extends LineOptions {
  onBadRow?: OnBadRow;
  /** Called for a text of which spans were trimmed, with their number. */
  onTrimmed?: (count: number) => void;
}

/** What is wrong with a line. `at` is the offset in the line, in UTF-16 code units. */
export interface BracketFault {
  at: number;
  problem: string;
  expected: string;
  hint?: string;
}

/**
 * The texts of a file with their entities in brackets, one text a line: `[Ada Lovelace](PER) moved to [London](LOC).` Blank lines are
 * passed over. A backslash makes an ordinary character of `[ ] ( ) \`; `\n` and `\r` are line breaks within a text. Entities do not nest.
 * White space at the ends of an entity is left outside it.
 *
 * Throws a `UserError` with line and column for brackets that are not closed, nested or without a type (or hands the line to `onBadRow`),
 * and for a file without texts.
 */
export async function* readInlineBrackets(file: string, options: InlineBracketsOptions = {}): AsyncGenerator<SpannedText, void, undefined> {
  let texts = 0;
  for await (const { line, text } of readText(file, options)) {
    if (text.trim() === '') continue;
    texts++;
    const parsed = parseInlineBrackets(text);
    if ('problem' in parsed) {
      const { at, ...fault } = parsed;
      const column = [...text.slice(0, at)].length + 1;
      reportBadRow({ file, line, column, ...fault, raw: text }, options.onBadRow);
      continue;
    }
    if (parsed.trimmed > 0) options.onTrimmed?.(parsed.trimmed);
    yield { text: parsed.text, spans: parsed.spans, source: { file, line } };
  }
  if (texts === 0) throw emptyFile(file);
}

/** One line of the format: its plain text and the spans in it, or what is wrong and where. */
export function parseInlineBrackets(line: string): { text: string; spans: CharacterSpan[]; trimmed: number } | BracketFault {
  let text = '';
  const spans: CharacterSpan[] = [];
  const openedAt: number[] = [];
  let opened = -1;
  let start = 0;
  for (let at = 0; at < line.length; at++) {
    const character = line[at];
    if (character === '\\') {
      const meant = escapes[line[at + 1]];
      if (meant === undefined) return unknownEscape(line, at);
      text += meant;
      at++;
    } else if (character === '[') {
      if (opened >= 0)
        return { at, problem: 'a [ inside the brackets of another entity', expected: 'entities that do not nest', hint: asText };
      opened = at;
      start = text.length;
    } else if (character === ']') {
      if (opened < 0) return { at, problem: 'a ] that closes nothing', expected: '[entity](TYPE)', hint: asText };
      if (text.length === start) return { at: opened, problem: 'an entity without text', expected: '[entity](TYPE)', hint: asText };
      const type = readType(line, at + 1);
      if ('problem' in type) return type;
      spans.push({ start, end: text.length, type: type.type });
      openedAt.push(opened);
      opened = -1;
      at = type.end;
    } else text += character;
  }
  if (opened >= 0) return { at: opened, problem: 'a [ that is not closed', expected: '[entity](TYPE)', hint: asText };
  const settled = settleSpans(text, spans);
  if (!('problem' in settled)) return { text, ...settled };
  const { index, problem, expected } = settled;
  return { at: openedAt[index], problem, expected };
}

/**
 * A text with its entities as one line of the format; {@link parseInlineBrackets} gives them back as they were.
 * Throws a `UserError` for spans that the format cannot hold: overlapping, out of range, with white space at their ends, without a type.
 */
export function writeInlineBrackets({ text, spans }: Pick<SpannedText, 'text' | 'spans'>): string {
  const settled = settleSpans(text, spans);
  if ('problem' in settled) throw new UserError(settled.problem, { expected: settled.expected });
  if (settled.trimmed > 0) throw new UserError('a span with white space at its ends', { expected: 'spans that begin and end with text' });
  let line = '';
  let done = 0;
  for (const { start, end, type } of settled.spans) {
    if (type === '' || type !== type.trim()) throw new UserError(`the entity type '${type}'`, { expected: 'a name' });
    line += `${escaped(text.slice(done, start))}[${escaped(text.slice(start, end))}](${escaped(type)})`;
    done = end;
  }
  return line + escaped(text.slice(done));
}

const asText = 'write \\[ and \\] for brackets that belong to the text';

const escapes: Readonly<Record<string, string>> = { '\\': '\\', '[': '[', ']': ']', '(': '(', ')': ')', n: '\n', r: '\r' };

function escaped(text: string): string {
  return text
    .replaceAll(/[\\[\]()]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
}

function unknownEscape(line: string, at: number): BracketFault {
  const [next = ''] = line.slice(at + 1);
  return {
    at,
    problem: next === '' ? 'a backslash at the end of the line' : `'\\${next}' means nothing`,
    expected: '\\[ \\] \\( \\) \\\\ \\n or \\r',
    hint: 'write \\\\ for a backslash that belongs to the text',
  };
}

/** The `(TYPE)` at an offset, and where it ends. */
function readType(line: string, from: number): { type: string; end: number } | BracketFault {
  const expected = 'the type of the entity in parentheses: [entity](TYPE)';
  if (line[from] !== '(') return { at: from, problem: 'no type after the entity', expected, hint: asText };
  let type = '';
  for (let at = from + 1; at < line.length; at++) {
    const character = line[at];
    if (character === ')') {
      if (type.trim() === '') return { at: from, problem: 'an empty type', expected };
      return { type: type.trim(), end: at };
    }
    if (character === '\\') {
      const meant = escapes[line[at + 1]];
      if (meant === undefined) return unknownEscape(line, at);
      type += meant;
      at++;
    } else if ('[]('.includes(character)) return { at, problem: `a ${character} in the type of an entity`, expected };
    else type += character;
  }
  return { at: from, problem: 'a ( that is not closed', expected };
}
