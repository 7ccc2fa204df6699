import { type OnBadRow, reportBadRow } from './bad-row.ts';
import { emptyFile } from './csv.ts';
import { type LineOptions, readText } from './text.ts';

/** One JSON object of a JSON-lines file. */
export interface JsonlRow {
  /** 1-based. */
  line: number;
  value: Record<string, unknown>;
}

export interface JsonlOptions extends LineOptions {
  onBadRow?: OnBadRow;
}

/**
 * The objects of a JSON-lines file, streaming; blank lines are passed over.
 * Throws a `UserError` for a line that is no JSON object (or hands it to `onBadRow`) and for a file without any row.
 */
export async function* readJsonl(file: string, options: JsonlOptions = {}): AsyncGenerator<JsonlRow, void, undefined> {
  let rows = 0;
  for await (const { line, text } of readText(file, options)) {
    if (text.trim() === '') continue;
    rows++;
    const bad = (problem: string) =>
      reportBadRow({ file, line, problem, expected: 'one JSON object on each line', raw: text }, options.onBadRow);
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      bad(`not JSON: ${error instanceof Error ? error.message : String(error)}`);
      continue;
    }
    if (isRecord(value)) yield { line, value };
    else bad(`a JSON ${Array.isArray(value) ? 'array' : typeof value}`);
  }
  if (rows === 0) throw emptyFile(file);
}

/** True for a JSON object: neither null nor an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
