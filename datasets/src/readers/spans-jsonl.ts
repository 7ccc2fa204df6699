import { reportBadRow } from './bad-row.ts';
import { type CharacterSpan, type SpannedText, settleSpans, shorten } from './character-spans.ts';
import { isRecord, type JsonlOptions, readJsonl } from './jsonl.ts';
import { nearestName } from './nearest-name.ts';

export interface SpansJsonlOptions extends JsonlOptions {
  /** In what the file counts: UTF-16 code units (JavaScript, Java; the default) or code points (Python). They differ after an emoji. */
  offsets?: 'utf-16' | 'code-points';
  /** Called for a text of which spans were trimmed, with their number. */
  onTrimmed?: (count: number) => void;
}

/** Where spans stand, in the spellings of this project, spaCy, doccano and prodigy. */
const listFields = ['spans', 'entities', 'label', 'labels'];

/** What an annotation's fields are called; doccano has the second spelling. */
const spanFields = { start: ['start', 'start_offset'], end: ['end', 'end_offset'], type: ['type', 'label'] } as const;

/** What is wrong with a row, and where in it. */
interface RowFault {
  problem: string;
  expected: string;
  hint?: string;
}

/**
 * The texts of a JSON-lines file with the character spans of their entities: `{"text": "…", "spans": [{"start": 0, "end": 3, "type":
 * "PER"}]}`. The list may also be called `entities`, `label` or `labels`, an annotation may be `[0, 3, "PER"]` or have `label` for `type`
 * and `start_offset`, `end_offset`: what spaCy, doccano and prodigy write. Other fields are passed over; where an annotation carries its
 * `text`, it must be the text at its offsets.
 *
 * White space at the ends of a span is taken off it ({@link settleSpans} says why). Every other fault of a row (no text, no list, a
 * misspelt field, offsets out of range or reversed, overlapping spans, …) is a `UserError` with file, line and field, or goes to `onBadRow`.
 */
export async function* readSpansJsonl(file: string, options: SpansJsonlOptions = {}): AsyncGenerator<SpannedText, void, undefined> {
  for await (const { line, value } of readJsonl(file, options)) {
    const read = readRow(value, options.offsets ?? 'utf-16');
    if ('problem' in read) {
      reportBadRow({ file, line, ...read, raw: JSON.stringify(value) }, options.onBadRow);
      continue;
    }
    if (read.trimmed > 0) options.onTrimmed?.(read.trimmed);
    yield { text: read.text, spans: read.spans, source: { file, line } };
  }
}

function readRow(
  row: Record<string, unknown>,
  offsets: 'utf-16' | 'code-points',
): { text: string; spans: CharacterSpan[]; trimmed: number } | RowFault {
  const { text } = row;
  if (typeof text !== 'string') return missing(row, 'text', ['text'], 'a text', 'this row');
  if (text.trim() === '') return { problem: "this row has no text in 'text'", expected: 'a text that is not empty' };
  const lists = listFields.filter((name) => Array.isArray(row[name]));
  if (lists.length === 0) return missing(row, 'spans', listFields, 'a list, empty for a text without entities', 'this row');
  if (lists.length > 1) {
    const named = lists.map((name) => `'${name}'`).join(' and ');
    return { problem: `the annotations could be ${named}`, expected: 'one list of annotations in each row' };
  }
  const [field] = lists;
  const starts = offsets === 'code-points' ? codePointStarts(text) : undefined;
  const spans: CharacterSpan[] = [];
  for (const [index, item] of (row[field] as unknown[]).entries()) {
    const where = `${field}[${index}]`;
    const read = readAnnotation(item, where);
    if ('problem' in read) return read;
    const span = starts === undefined ? read.span : fromCodePoints(read.span, starts);
    if (span === undefined) {
      return {
        problem: `${where}: the span ${read.span.start}-${read.span.end} reaches beyond the text`,
        expected: `whole numbers with 0 <= start < end <= ${(starts?.length ?? 0) - 1}, the length of the text in code points`,
      };
    }
    const covered = text.slice(span.start, span.end);
    if (read.text !== undefined && read.text.trim() !== covered.trim()) {
      return {
        problem: `${where} says '${shorten(read.text)}', but at its offsets stands '${shorten(covered)}'`,
        expected: 'the text at the offsets',
        ...hintForOffsets(text, offsets),
      };
    }
    spans.push(span);
  }
  const settled = settleSpans(text, spans);
  if (!('problem' in settled)) return { text, ...settled };
  const { index, problem, expected, hint } = settled;
  return { problem: `${field}[${index}]: ${problem}`, expected, ...(hint === undefined ? hintForOffsets(text, offsets) : { hint }) };
}

function readAnnotation(item: unknown, where: string): { span: CharacterSpan; text?: string } | RowFault {
  const form = '{"start": 0, "end": 3, "type": "PER"} or [0, 3, "PER"]';
  if (!Array.isArray(item) && !isRecord(item)) return { problem: `${where} is ${kindOf(item)}`, expected: form };
  if (Array.isArray(item) && item.length !== 3) return { problem: `${where} has ${item.length} entries`, expected: form };
  const record: Record<string, unknown> = Array.isArray(item) ? { start: item[0], end: item[1], type: item[2] } : item;
  const found: Record<string, unknown> = {};
  for (const [name, spellings] of Object.entries(spanFields)) {
    const spelling = spellings.find((known) => record[known] !== undefined);
    if (spelling === undefined) return missing(record, name, spellings, form, where);
    found[name] = record[spelling];
  }
  const { start, end, type } = found;
  for (const [name, value] of [['start', start] as const, ['end', end] as const]) {
    if (typeof value !== 'number') return { problem: `${name} of ${where} is ${kindOf(value)}`, expected: 'a whole number' };
  }
  if (typeof type !== 'string' || type.trim() === '')
    return {
      problem: `type of ${where} is ${type === '' ? 'empty' : kindOf(type)}`,
      expected: 'the name of an entity type, such as "PER"',
    };
  const span = { start: Number(start), end: Number(end), type: type.trim() };
  return { span, ...(typeof record.text === 'string' ? { text: record.text } : {}) };
}

/** The fault of a field that is not there, with the field that was perhaps meant. */
function missing(row: Record<string, unknown>, name: string, spellings: readonly string[], expected: string, where: string): RowFault {
  const present = spellings.find((spelling) => spelling in row);
  if (present !== undefined) return { problem: `'${present}' of ${where} is ${kindOf(row[present])}`, expected };
  const known: readonly string[] = ['text', ...listFields, ...Object.values(spanFields).flat()];
  const others = Object.keys(row).filter((key) => !known.includes(key));
  const meant = spellings.map((spelling) => nearestName(spelling, others)).find((near) => near !== undefined);
  return {
    problem: `${where} has no '${name}'`,
    expected,
    ...(meant === undefined ? {} : { hint: `'${meant}' is no known field: did you mean '${name}'?` }),
  };
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') return value.trim() === '' ? 'empty' : `the text '${shorten(value)}'`;
  return String(value);
}

/** Offset in UTF-16 code units of each code point, and of the end of the text. */
function codePointStarts(text: string): number[] {
  const starts: number[] = [];
  for (let at = 0; at < text.length; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) starts.push(at);
  starts.push(text.length);
  return starts;
}

/** The span in UTF-16 code units; undefined where the text has no such code points. */
function fromCodePoints(span: CharacterSpan, starts: readonly number[]): CharacterSpan | undefined {
  const [start, end] = [starts[span.start], starts[span.end]];
  return start === undefined || end === undefined ? undefined : { ...span, start, end };
}

function hintForOffsets(text: string, offsets: 'utf-16' | 'code-points'): { hint: string } | Record<string, never> {
  if (!/[\u{10000}-\u{10ffff}]/u.test(text)) return {};
  const other = offsets === 'utf-16' ? 'code points, as Python does' : 'UTF-16 code units, as JavaScript does';
  return { hint: `this text has characters of two UTF-16 code units (emoji, rare Chinese ones): does the file count in ${other}?` };
}
