import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { SequenceTagger } from './models/sequence-tagger.ts';
import { TextClassifier } from './models/text-classifier.ts';

const folder = mkdtempSync(join(tmpdir(), 'lstm-readme-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('README', () => {
  it('has examples of training that run as they stand and learn', async () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const examples = Array.from(readme.matchAll(/```ts\n(.*?)```/gs), ([, code]) => code).filter((code) => code.includes('.save('));
    expect(examples).toHaveLength(2);
    const path = join(folder, 'examples.mts');
    // Both in one program: each in a function of its own, the imports before them.
    const imports = new Set(examples.flatMap((code) => code.match(/^import .*$/gm) ?? []).flatMap(named));
    const bodies = examples.map((code) => `await (async () => {\n${code.replaceAll(/^import .*$/gm, '')}\n})();`);
    writeFileSync(path, `${[...imports].join('\n')}\n${bodies.join('\n')}`);
    const { status, stderr } = spawnSync(process.execPath, [path], { encoding: 'utf8', cwd: folder });
    expect(status, stderr).toBe(0);

    const model = await TextClassifier.load(join(folder, 'model'));
    expect(model.predict(['where is my parcel', '我要退款']).map(({ intent }) => intent.label)).toEqual(['delivery', 'refund']);
    const tagger = await SequenceTagger.load(join(folder, 'tagger'));
    const found = tagger.tag([['Ada', 'moved', 'to', 'New', 'York'], [...'小明住在上海']]);
    expect(found.map(({ entities }) => entities.map(({ type }) => type))).toEqual([
      ['PER', 'LOC'],
      ['PER', 'LOC'],
    ]);
  });
});

/** `import { a, b } from 'x'` as one import for each name, from the sources. */
function named(line: string): string[] {
  const [, names, from] = /\{(.*)\} from '(.*)'/.exec(line) ?? expect.fail(line);
  const source = from === '@textloom/lstm' ? new URL('./index.ts', import.meta.url).href : import.meta.resolve(from);
  return names.split(',').map((name) => `import { ${name.trim()} } from ${JSON.stringify(source)};`);
}
