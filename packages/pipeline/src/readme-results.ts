import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@textloom/datasets';
import { writeFileAtomic } from '@textloom/tensor';
import { isRecord } from './json.ts';
import { runFiles } from './run-folder.ts';

/** What a run left of its results. */
export interface RecordedRun {
  readonly folder: string;
  /** evaluation.json. */
  readonly evaluation: Record<string, unknown>;
  /** run.json: `command`, `seed`, `workers`, `input`. */
  readonly record: Record<string, unknown>;
}

const begin = '<!-- results:begin -->';
const end = '<!-- results:end -->';

/**
 * Puts Markdown between the markers `results:begin` and `results:end` of a README, and returns whether that changed the file.
 *
 * @throws UserError when the README has not exactly one pair of markers
 */
export async function writeReadmeSection(readme: string, section: string): Promise<boolean> {
  const text = readFileSync(readme, 'utf8');
  const updated = replaceSection(text, section, readme);
  if (updated === text) return false;
  await writeFileAtomic(readme, updated);
  return true;
}

/**
 * The text with what stands between its two markers replaced.
 *
 * @throws UserError naming `file` when a marker is missing, doubled or in the wrong order
 */
function replaceSection(text: string, section: string, file: string): string {
  const [start, stop] = [text.indexOf(begin), text.indexOf(end)];
  if (start < 0 || stop < start || start !== text.lastIndexOf(begin) || stop !== text.lastIndexOf(end)) {
    throw new UserError('the README has no single section for results', {
      file,
      expected: `one line ${begin} and, below it, one line ${end}`,
    });
  }
  return `${text.slice(0, start + begin.length)}\n\n${section}\n\n${text.slice(stop)}`;
}

/**
 * A value inside JSON by its dotted path; keys that hold dots themselves (`oos.recall`) are found too.
 *
 *     valueIn(run.evaluation, 'test.accuracy')
 */
export function valueIn(json: unknown, path: string): unknown {
  if (path === '') return json;
  if (!isRecord(json)) return undefined;
  const key = Object.keys(json)
    .filter((name) => path === name || path.startsWith(`${name}.`))
    .sort((a, b) => b.length - a.length)[0];
  return key === undefined ? undefined : valueIn(json[key], path.slice(key.length + 1));
}

/** Mean over seeds, with the range where there are several values: `93.0 (92.7–93.2)`. Undefined for none. */
export function meanAndRange(values: readonly (number | undefined)[], digits: number, factor: number): string | undefined {
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0) return undefined;
  const shown = (value: number): string => (value * factor).toFixed(digits);
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const [lowest, highest] = [shown(Math.min(...known)), shown(Math.max(...known))];
  return lowest === highest ? lowest : `${shown(mean)} (${lowest}–${highest})`;
}

/** Reads what a run left of its results. @throws UserError when it has not been evaluated */
export function readRecordedRun(folder: string): RecordedRun {
  return { folder, evaluation: readObject(folder, runFiles.evaluation), record: readObject(folder, runFiles.record) };
}

function readObject(folder: string, name: string): Record<string, unknown> {
  const file = join(folder, name);
  if (!existsSync(file)) throw new UserError(`${folder} has no ${name}: it is no evaluated run.`);
  const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!isRecord(value)) throw new UserError('expected a JSON object', { file });
  return value;
}
