import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@textloom/datasets';
import { writeFileAtomic } from '@textloom/tensor';
import { baselineNotes } from './baselines/baseline-notes.ts';
import { isRecord } from './json.ts';
import { numberIn, valueIn } from './json-path.ts';
import type { EvaluateResult } from './result.ts';
import { markdownTable, type ResultsTable } from './results-table.ts';
import { runFiles } from './run-folder.ts';

/** What a run left of its results. */
export interface RecordedRun {
  readonly folder: string;
  /** evaluation.json. */
  readonly evaluation: EvaluateResult;
  /** data.json: what the data stage found. */
  readonly data: unknown;
  /** train.json: what the train stage did. */
  readonly training: unknown;
  /** run.json: `command`, `seed`, `workers`, `input`. */
  readonly record: Record<string, unknown>;
}

/** An app's table of results. */
export interface ReadmeResults {
  readonly columns: ResultsTable['columns'];
  /** The rows of one data set from its runs, which differ only in the seed. */
  rowsOf(dataset: string, runs: readonly RecordedRun[]): ResultsTable['rows'];
}

/**
 * Writes a table of results into a README: every data set with its rows, then the commands, the seeds and what has to be known of the
 * baselines.
 *
 * @param folders evaluated runs; those of one data set differ only in the seed
 * @throws UserError when one was not evaluated, or the README has not exactly one pair of markers
 */
export async function writeReadmeResults(readme: string, folders: readonly string[], { columns, rowsOf }: ReadmeResults): Promise<void> {
  const groups = new Map<string, RecordedRun[]>();
  for (const run of folders.map(readRecordedRun)) {
    const dataset = String(valueIn(run.data, 'dataset'));
    groups.set(dataset, [...(groups.get(dataset) ?? []), run]);
  }
  const rows = [...groups].flatMap(([dataset, runs]) => rowsOf(dataset, runs));
  const commands = [...groups].map(([dataset, runs]) => {
    const seeds = runs.map(({ record }) => String(record.seed)).join(', ');
    // The seeds differ in the notes by a few examples at most.
    const notes = baselineNotes(runs[0].evaluation).map((note) => `\n  - ${note}`);
    return `- ${dataset}: \`${String(runs[0].record.command)}\` (seeds ${seeds})${notes.join('')}`;
  });
  const parts = [markdownTable({ columns, rows }), 'Percent; mean and range over the seeds. The commands:', commands.join('\n')];
  await writeReadmeSection(readme, parts.join('\n\n'));
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

/** Mean over seeds, with the range where there are several values: `93.0 (92.7–93.2)`. Undefined for none. */
export function meanAndRange(values: readonly (number | undefined)[], digits: number, factor: number): string | undefined {
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0) return undefined;
  const shown = (value: number): string => (value * factor).toFixed(digits);
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const [lowest, highest] = [shown(Math.min(...known)), shown(Math.max(...known))];
  return lowest === highest ? lowest : `${shown(mean)} (${lowest}–${highest})`;
}

/**
 * The same of a number of each run by its dotted path.
 *
 *     meanOverSeeds(runs, 'evaluation.test.accuracy', 1, 100)
 */
export function meanOverSeeds(runs: readonly RecordedRun[], path: string, digits: number, factor: number): string | undefined {
  return meanAndRange(
    runs.map((run) => numberIn(run, path)),
    digits,
    factor,
  );
}

/** Reads what a run left of its results. @throws UserError when it has not been evaluated */
export function readRecordedRun(folder: string): RecordedRun {
  return {
    folder,
    // As the evaluate stage wrote it.
    evaluation: readObject(folder, runFiles.evaluation) as unknown as EvaluateResult,
    data: readObject(folder, runFiles.data),
    training: readObject(folder, 'train.json'),
    record: readObject(folder, runFiles.record),
  };
}

function readObject(folder: string, name: string): Record<string, unknown> {
  const file = join(folder, name);
  if (!existsSync(file)) throw new UserError(`${folder} has no ${name}: it is no evaluated run.`);
  const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!isRecord(value)) throw new UserError('expected a JSON object', { file });
  return value;
}
