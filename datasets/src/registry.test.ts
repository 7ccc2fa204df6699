import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { sha256Of } from './fetch.ts';
import { formatDescriptor, formatList } from './formatting.ts';
import { registryTable, withTable } from './readme-table.ts';
import { describeDataset, listDatasets } from './registry.ts';
import { filesOfTagged } from './tagged-sources.ts';
import { mirrorForTests, temporaryFolder } from './testing/files.ts';
import { filesOf } from './text-sources.ts';

const mirror = mirrorForTests();

describe('the registry', () => {
  const all = listDatasets();

  it('holds 24 sets of 93 files, each path under the name of its set and given once', () => {
    expect(all).toHaveLength(24);
    const paths = all.flatMap(({ name, files }) => files.map(({ path }) => ({ name, path })));
    expect(paths).toHaveLength(93);
    expect(paths.every(({ name, path }) => path.startsWith(`${name}/`))).toBe(true);
    expect(new Set(paths.map(({ path }) => path)).size).toBe(93);
  });

  it('reads texts and tags only from files it knows, and downloads only from pinned addresses', () => {
    for (const { texts, tagging, files } of all) {
      const known = files.map(({ path }) => path);
      const sources = Object.values(texts?.variants ?? {}).flatMap(({ train, valid = [], test = [] }) => [...train, ...valid, ...test]);
      const tagged = Object.values(tagging?.parts ?? {}).flat();
      for (const path of [...sources.flatMap(filesOf), ...tagged.flatMap(filesOfTagged)]) expect(known).toContain(path);
      for (const { url } of files) expect(url).toMatch(/^https:\/\/raw\.githubusercontent\.com\/[^/]+\/[^/]+\/[0-9a-f]{40}\//);
    }
  });

  it('does not let data pass on whose terms are unstated or not for commerce', () => {
    for (const { licence } of all) if (licence.commercial !== 'yes') expect(licence.redistribute).toBe(false);
  });

  it('answers a wrong name with the nearest', () => {
    expect(() => describeDataset('bankng77')).toThrow(
      /no data set 'bankng77'\n {2}expected: one of atis, .*\n {2}hint: did you mean 'banking77'\?/,
    );
  });

  it('names file and field of a descriptor of the wrong shape', async () => {
    await using folder = await temporaryFolder();
    const good = describeDataset('snips');
    await folder.write('snips.json', JSON.stringify({ ...good, colour: 'red' }));
    expect(() => listDatasets(folder.path)).toThrow(/snips\.json: the descriptor is wrong at ''.*colour/);
    await folder.write('snips.json', JSON.stringify({ ...good, files: [{ ...good.files[0], bytes: 'many' }] }));
    expect(() => listDatasets(folder.path)).toThrow(/wrong at 'files\.0\.bytes'/);
  });

  it('is printed as a list and set by set', () => {
    expect(formatList(all).split('\n')).toHaveLength(24);
    const shown = formatDescriptor(describeDataset('clinc150'));
    expect(shown).toMatch(/out of scope: oos/);
    expect(formatDescriptor(describeDataset('resume-ner-zh'))).toMatch(/^Tags: BMES, on characters$/m);
    expect(shown).toMatch(/MLP on USE, oos-threshold, Full: in-scope accuracy 93\.4, OOS recall 49\.1 \[read: Larson/);
  });

  it('is in the README as it is', () => {
    const readme = readFileSync(fileURLToPath(new URL('../README.md', import.meta.url)), 'utf8');
    expect(withTable(readme, registryTable(all))).toBe(readme);
  });

  it.skipIf(mirror === undefined)('agrees byte for byte with the mirror (needs ../shared)', async () => {
    for (const file of all.flatMap(({ files }) => files)) {
      const place = `${mirror}/${file.path}`;
      expect(existsSync(place), place).toBe(true);
      expect(await sha256Of(place), place).toBe(file.sha256);
    }
  });
});
