import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { configSchema } from './config.ts';

const folder = new URL('../configs/', import.meta.url);
const files = readdirSync(folder);
const read = (file: string): unknown => parse(readFileSync(new URL(file, folder), 'utf8'));

/** Every value with its dotted path. */
function leavesOf(value: unknown, path = ''): [path: string, value: unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, path === '' ? key : `${path}.${key}`));
}

describe('configs', () => {
  it.each(files)('%s has known keys and values that fit', (file) => {
    expect(configSchema.safeParse(read(file)).error?.issues ?? []).toEqual([]);
  });

  it('default.yaml names every key of its own, so that each can be looked up and set', () => {
    // Parts of other packages have keys that are rarely set; their own documentation lists them.
    const own = (value: unknown): string[] =>
      leavesOf(value)
        .map(([path]) => path)
        .filter((path) => !/^(?:tokenizer|training|network\.words\.normalizer)\b/.test(path))
        .sort();
    expect(own(read('default.yaml'))).toEqual(own(configSchema.parse({})));
  });

  it('default.yaml has the values of keys that are left out, but for those whose comment names another', () => {
    const defaults = new Map(leavesOf(configSchema.parse({})));
    const given = leavesOf(configSchema.parse(read('default.yaml')));
    const other = given.filter(([path, value]) => JSON.stringify(value) !== JSON.stringify(defaults.get(path))).map(([path]) => path);
    expect(other.sort()).toEqual(['network.boundaries', 'training.batchSize', 'training.epochs', 'training.optimizer.lr']);
  });

  it('each line of default.yaml that sets something says what', () => {
    const lines = readFileSync(new URL('default.yaml', folder), 'utf8').split('\n');
    const bare = lines.filter((line) => /^ *[a-zA-Z]+: *[^ #]/.test(line) && !line.includes('#'));
    expect(bare).toEqual([]);
  });
});
