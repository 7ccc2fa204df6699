import { relative } from 'node:path';
import type { RunRecord } from '../run-folder.ts';

/** The command line that makes a run again from its input, configuration and seed. Files are shown relative to `cwd`. */
export function repeatCommand(record: Omit<RunRecord, 'command' | 'created'>, cwd: string): string {
  const { app, input, config, seed, workers } = record;
  const words = ['pnpm', 'textloom', app, 'run'];
  const option = (name: string, value: string | undefined): void => {
    if (value !== undefined && value !== '') words.push(`--${name}`, quoted(value));
  };
  const files = (paths: readonly string[]): string => paths.map((path) => near(path, cwd)).join(',');
  option('dataset', input.dataset);
  option('train', files(input.train));
  option('valid', files(input.valid));
  option('test', files(input.test));
  option('format', input.format);
  for (const [name, column] of Object.entries(input.columns)) option(name, column);
  option('encoding', input.encoding);
  if (input.badRows !== 'error') option('bad-rows', input.badRows);
  for (const [name, value] of Object.entries(record.dataOptions)) {
    if (value === true) words.push(`--${name}`);
    else for (const item of Array.isArray(value) ? value : [value]) option(name, String(item));
  }
  option('config', config.file === undefined ? undefined : near(config.file, cwd));
  for (const override of config.overrides) option('set', override);
  option('seed', String(seed));
  option('workers', String(workers));
  return words.join(' ');
}

function near(path: string, cwd: string): string {
  const shown = relative(cwd, path);
  return shown.startsWith('..') ? path : shown;
}

/** A word as a POSIX shell reads it back. */
function quoted(word: string): string {
  return /^[\p{L}\p{N}_./:=,@%+-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
