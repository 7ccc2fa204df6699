import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { all, mirrorForTests, temporaryFolder } from '../testing/files.ts';
import type { BadRow } from './bad-row.ts';
import { readJson } from './json.ts';
import { readJsonl } from './jsonl.ts';
import { editDistance, nearestName } from './nearest-name.ts';
import { readParallel, readParallelTsv } from './parallel.ts';

const mirror = mirrorForTests();

describe('readJsonl', () => {
  it('gives objects with their lines, and names or sets aside a broken line', async () => {
    await using folder = await temporaryFolder();
    const file = await folder.write('t.jsonl', '{"text":"嗨"}\n\n{"text":\n[1]\n{"text":"x"}');
    await expect(all(readJsonl(file))).rejects.toThrow(/t\.jsonl:3: not JSON/);
    const bad: BadRow[] = [];
    const rows = await all(readJsonl(file, { onBadRow: (row) => bad.push(row) }));
    expect(rows).toEqual([
      { line: 1, value: { text: '嗨' } },
      { line: 5, value: { text: 'x' } },
    ]);
    expect(bad.map(({ line, problem }) => [line, problem.slice(0, 12)])).toEqual([
      [3, 'not JSON: Un'],
      [4, 'a JSON array'],
    ]);
  });
});

describe('readJson', () => {
  it('gives the items at a path with the lines on which they begin', async () => {
    await using folder = await temporaryFolder();
    const file = await folder.write('t.json', '{ "meta": {"a": "]}"},\n "train": [\n  ["hi, \\"you\\"]", "x"],\n\n  ["b", "y"]] }');
    expect(await all(readJson(file, ['train']))).toEqual([
      { line: 3, key: '0', value: ['hi, "you"]', 'x'] },
      { line: 5, key: '1', value: ['b', 'y'] },
    ]);
    expect((await all(readJson(file))).map(({ key, line }) => [key, line])).toEqual([
      ['meta', 1],
      ['train', 2],
    ]);
    await expect(all(readJson(file, ['test']))).rejects.toThrow(/no key 'test' in the JSON\n {2}expected: one of: meta, train/);
  });

  it('names line and column of broken JSON', async () => {
    await using folder = await temporaryFolder();
    const file = await folder.write('t.json', '[\n  ["a", "x"],\n  ["b" "y"]\n]');
    await expect(all(readJson(file))).rejects.toThrow(/t\.json:3:8: broken JSON/);
  });

  it('finds the same items as JSON.parse, however the document is written', async () => {
    await using folder = await temporaryFolder();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue()), fc.constantFrom('', '  ', '\t'), async (items, space) => {
        const file = await folder.write('any.json', JSON.stringify(items, undefined, space));
        const read = await all(readJson(file));
        expect(read.map(({ value }) => value)).toEqual(JSON.parse(JSON.stringify(items)));
        const asObject = Object.fromEntries(items.map((item, index) => [`k"${index}`, item]));
        const named = await folder.write('object.json', JSON.stringify({ deep: asObject }, undefined, space));
        expect(Object.fromEntries((await all(readJson(named, ['deep']))).map(({ key, value }) => [key, value]))).toEqual(
          JSON.parse(JSON.stringify(asObject)),
        );
      }),
      { numRuns: 40 },
    );
  });
});

describe('readParallel', () => {
  it('pairs line by line and names the file that ends first', async () => {
    await using folder = await temporaryFolder();
    const en = await folder.write('a.en', 'a dog\na cat\n');
    const de = await folder.write('a.de', 'ein Hund\neine Katze');
    expect(await all(readParallel(en, de))).toEqual([
      { line: 1, source: 'a dog', target: 'ein Hund' },
      { line: 2, source: 'a cat', target: 'eine Katze' },
    ]);
    const short = await folder.write('b.de', 'ein Hund\n');
    await expect(all(readParallel(en, short))).rejects.toThrow(/b\.de:1: the file ends after 1 lines, but .*a\.en goes on/);
  });

  it('takes pairs from the columns of one file', async () => {
    await using folder = await temporaryFolder();
    const file = await folder.write('t.tsv', 'Hi.\t嗨。\tCC-BY\n');
    expect(await all(readParallelTsv(file, { columnCount: 3 }))).toEqual([{ line: 1, source: 'Hi.', target: '嗨。' }]);
    await expect(all(readParallelTsv(file))).rejects.toThrow(/this row has 3 columns/);
  });

  it.skipIf(mirror === undefined)('reads Multi30k (gzip) and Tatoeba whole (needs ../shared)', async () => {
    const raw = `${mirror}/multi30k-en-de/raw/train`;
    expect(await all(readParallel(`${raw}.en.gz`, `${raw}.de.gz`))).toHaveLength(29_000);
    const pairs = await all(readParallelTsv(`${mirror}/tatoeba-eng-cmn/cmn.txt`, { columnCount: 3 }));
    expect(pairs).toHaveLength(29_155);
    expect(new Set(pairs.map(({ source }) => source)).size).toBe(27_661);
  });
});

describe('nearestName', () => {
  it('finds slips, other spellings and parts of names, and nothing where nothing is near', () => {
    expect(nearestName('intnet', ['text', 'intent'])).toBe('intent');
    expect(nearestName('customer_text', ['Customer Text', 'text'])).toBe('Customer Text');
    expect(nearestName('banking', ['atis', 'banking77'])).toBe('banking77');
    expect(nearestName('price', ['text', 'intent'])).toBeUndefined();
    expect(nearestName('trian', ['data', 'train', 'evaluate'])).toBe('train');
    expect(nearestName('shwo', ['list', 'show', 'fetch'])).toBe('show');
    expect(editDistance('kitten', 'sitting')).toBe(3);
    expect(['ab→ba', 'trian→train', 'a→ba', '→abc'].map((pair) => editDistance(...(pair.split('→') as [string, string])))).toEqual([
      1, 1, 1, 3,
    ]);
  });
});
