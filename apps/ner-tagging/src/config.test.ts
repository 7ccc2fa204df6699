import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { configSchema } from './config.ts';

const folder = new URL('../configs/', import.meta.url);
const files = readdirSync(folder);
const read = (file: string): unknown => parse(readFileSync(new URL(file, folder), 'utf8'));

describe('configs', () => {
  it.each(files)('%s has known keys and values that fit', (file) => {
    expect(configSchema.safeParse(read(file)).error?.issues ?? []).toEqual([]);
  });

  it('default.yaml names every key of its own, so that each can be looked up and set', () => {
    const pathsOf = (value: unknown, path = ''): string[] =>
      typeof value !== 'object' || value === null || Array.isArray(value)
        ? [path]
        : Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, path === '' ? key : `${path}.${key}`));
    // Parts of other packages have keys that are rarely set; their own documentation lists them.
    const own = (paths: readonly string[]): string[] =>
      paths.filter((path) => !/^(?:tokenizer|training|network\.words\.normalizer)\b/.test(path)).sort();
    expect(own(pathsOf(read('default.yaml')))).toEqual(own(pathsOf(configSchema.parse({}))));
  });

  it('each line of default.yaml that sets something says what', () => {
    const lines = readFileSync(new URL('default.yaml', folder), 'utf8').split('\n');
    const bare = lines.filter((line) => /^ *[a-zA-Z]+: *[^ #]/.test(line) && !line.includes('#'));
    expect(bare).toEqual([]);
  });
});
