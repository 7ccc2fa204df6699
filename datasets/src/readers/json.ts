import { UserError } from '../user-error.ts';
import { type DecodeOptions, readPieces } from './decode.ts';
import { isRecord } from './jsonl.ts';

/** One item of a JSON array (key: its index) or object (key: its name), with the line on which it begins. */
export interface JsonItem {
  line: number;
  key: string;
  value: unknown;
}

/**
 * The items of the array or object at `path` (a list of object keys; empty: the document itself), each with its line.
 * The whole file is held in memory. Throws a `UserError` for broken JSON (line and column) and a path that is not there.
 */
export async function* readJson(
  file: string,
  path: readonly string[] = [],
  options: DecodeOptions = {},
): AsyncGenerator<JsonItem, void, undefined> {
  const text = await readWhole(file, options);
  const container = descend(parseJson(text, file), path, file);
  let at = startOf(text, path);
  const close = text[at] === '[' ? ']' : '}';
  const isArray = close === ']';
  let line = 1;
  let counted = 0;
  let index = 0;
  for (at = skipSpace(text, at + 1); text[at] !== close; at = skipSpace(text, at)) {
    let key = String(index);
    if (!isArray) [key, at] = readKey(text, at);
    for (let feed = text.indexOf('\n', counted); feed >= 0 && feed < at; feed = text.indexOf('\n', counted)) {
      line++;
      counted = feed + 1;
    }
    const end = valueEnd(text, at);
    yield { line, key, value: isArray && Array.isArray(container) ? container[index] : JSON.parse(text.slice(at, end)) };
    index++;
    at = skipSpace(text, end);
    if (text[at] === ',') at++;
  }
}

async function readWhole(file: string, options: DecodeOptions): Promise<string> {
  const pieces: string[] = [];
  for await (const piece of readPieces(file, options)) pieces.push(piece);
  return pieces.join('');
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const position = Number(/position (\d+)/.exec(message)?.[1] ?? (message.includes('end of JSON') ? text.length : Number.NaN));
    const before = Number.isNaN(position) ? undefined : text.slice(0, position).split('\n');
    const place = before === undefined ? {} : { line: before.length, column: before[before.length - 1].length + 1 };
    throw new UserError(`broken JSON: ${message}`, { file, ...place, expected: 'one whole JSON document' });
  }
}

function descend(document: unknown, path: readonly string[], file: string): unknown {
  let value = document;
  for (const key of path) {
    if (!isRecord(value) || !(key in value)) {
      const found = isRecord(value) ? Object.keys(value).slice(0, 20).join(', ') : typeof value;
      throw new UserError(`there is no key '${key}' in the JSON`, { file, expected: `one of: ${found}` });
    }
    value = value[key];
  }
  if (typeof value !== 'object' || value === null) {
    throw new UserError(`the JSON holds a ${typeof value}`, { file, expected: 'an array or an object of rows' });
  }
  return value;
}

// What follows walks over text that JSON.parse has already accepted, to learn where each item begins.

function startOf(text: string, path: readonly string[]): number {
  let at = skipSpace(text, 0);
  for (const wanted of path) {
    let found = -1;
    // The last of several equal keys counts, as for JSON.parse.
    for (at = skipSpace(text, at + 1); text[at] !== '}'; at = skipSpace(text, at)) {
      const [key, value] = readKey(text, at);
      if (key === wanted) found = value;
      at = skipSpace(text, valueEnd(text, value));
      if (text[at] === ',') at++;
    }
    at = found;
  }
  return at;
}

function readKey(text: string, at: number): [key: string, valueStart: number] {
  const end = valueEnd(text, at);
  return [String(JSON.parse(text.slice(at, end))), skipSpace(text, skipSpace(text, end) + 1)];
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (' \n\r\t'.includes(text[at] ?? 'x')) at++;
  return at;
}

function valueEnd(text: string, from: number): number {
  let depth = 0;
  let at = from;
  do {
    const character = text[at];
    if (character === '"') {
      for (at++; text[at] !== '"'; at++) if (text[at] === '\\') at++;
      at++;
    } else if (character === '[' || character === '{') {
      depth++;
      at++;
    } else if (character === ']' || character === '}') {
      depth--;
      at++;
    } else if (depth > 0) {
      at++;
    } else {
      while (at < text.length && !',]} \n\r\t'.includes(text[at])) at++;
    }
  } while (depth > 0);
  return at;
}
