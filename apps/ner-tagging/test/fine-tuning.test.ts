import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { contentOf, type Ended, hashOf, jsonLines, temporaryFolder } from '@textloom/pipeline/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { chineseSentences, englishSentences, productSentences, quick, type Sentence, writeSpans } from './corpus.ts';
import { command } from './textloom.ts';

const cwd = temporaryFolder();
const settings = [...quick, '--workers', '1', '--set', 'fineTuning.epochs=20', '--set', 'fineTuning.learningRate=0.02'];
const read = (...path: string[]): string => readFileSync(join(cwd, ...path), 'utf8');
let old: Record<string, string>;

beforeAll(async () => {
  writeSpans(cwd, 'news.jsonl', [...englishSentences(), ...chineseSentences()]);
  writeSpans(cwd, 'products.jsonl', productSentences());
  const { code } = await command(['run', '--train', 'news.jsonl', '--out', 'news', ...settings], cwd);
  expect(code).toBe(0);
  old = contentOf(join(cwd, 'news'));
}, 60_000);

describe('train --from RUN --train new.jsonl', { timeout: 60_000 }, () => {
  let trained: Ended;
  beforeAll(async () => {
    const args = ['train', '--from', 'news', '--train', 'products.jsonl', '--out', 'products'];
    trained = await command([...args, ...settings, '--set', 'fineTuning.completeAbove=0.5'], cwd);
  }, 60_000);

  it('adds the new type, mixes in the old sentences and leaves the old run as it was', () => {
    expect(trained.stderr).toMatch(/going on from .*news: 15 new training sentences and 66 old ones; new types: PRODUCT/);
    expect(trained.code).toBe(0);
    expect(contentOf(join(cwd, 'news'))).toEqual(old);
    expect(JSON.parse(read('products', 'data.json'))).toMatchObject({
      types: ['LOC', 'ORG', 'PER', 'PRODUCT'],
      files: [{ file: 'products.jsonl' }, { file: 'news.jsonl', sha256: hashOf(join(cwd, 'news.jsonl')) }],
    });
  });

  it('marks the old types in new annotations that leave them out, where the old model finds them', () => {
    expect(trained.stderr).toMatch(
      /the new annotations mark no LOC, ORG, PER: \d+ of them marked by the old model, where it is at least 0\.5 sure/,
    );
    const completed = jsonLines(read('products', 'data', 'train.jsonl')).slice(0, 15) as { text: string; entities: { type: string }[] }[];
    const bought = completed.filter(({ text }) => text.includes(' bought a '));
    expect(bought.length).toBeGreaterThan(0);
    for (const { entities } of bought) expect(entities.map(({ type }) => type)).toEqual(['PER', 'PRODUCT']);
  });

  it('is measured on the old and the new test sentences, before and after', async () => {
    const { code, stdout } = await command(['evaluate', '--out', 'products', '--json'], cwd);
    expect(code).toBe(0);
    const [{ test }] = jsonLines(stdout) as [{ test: { fineTuning: { old: Record<string, number>; new: Record<string, number> } } }];
    expect(test.fineTuning).toMatchObject({
      old: { sentences: 13, types: ['LOC', 'ORG', 'PER'] },
      new: { sentences: 3, types: ['PRODUCT'], before: 0 },
      newTypes: ['PRODUCT'],
    });
    expect(test.fineTuning.old.after).toBeGreaterThan(0.8);
    expect(test.fineTuning.new.after).toBeGreaterThan(0.5);
    expect(read('products', 'summary.txt')).toMatch(/new test sentences \(3; PRODUCT\): F1 0\.00 before fine-tuning, \d+\.\d\d after/);
  });

  it('finds old and new entities in one sentence', async () => {
    const { stdout } = await command(['predict', 'Mira Holt bought a SkyCam .', '李雪去上海。', '--out', 'products'], cwd);
    expect(jsonLines(stdout)).toMatchObject([
      {
        entities: [
          { text: 'Mira Holt', type: 'PER' },
          { text: 'SkyCam', type: 'PRODUCT' },
        ],
      },
      {
        entities: [
          { text: '李雪', type: 'PER' },
          { text: '上海', type: 'LOC' },
        ],
      },
    ]);
  });
});

describe('run --from', { timeout: 60_000 }, () => {
  it('keeps every sentence in one part, and no old one that holds a new entity unmarked', async () => {
    const sentenceOf = (part: string): Sentence => [JSON.parse(read('news', 'data', `${part}.jsonl`).split('\n')[0]).text];
    const company: Sentence = ['We like ', ['Kestrel', 'BRAND'], ' .'];
    writeSpans(cwd, 'brands.jsonl', [...productSentences(), company, sentenceOf('test')]);
    writeSpans(cwd, 'brands-test.jsonl', [['A ', ['SkyCam', 'PRODUCT'], ' fell .'], sentenceOf('train')]);
    writeSpans(cwd, 'unmarked.jsonl', [...englishSentences(), ['Kestrel is a bird .']]);
    const unmarked = ['--set', 'data.valid=0', '--set', 'data.test=0', '--set', 'data.duplicates=keep'];
    expect(
      (await command(['run', '--train', 'unmarked.jsonl', '--test', 'news.jsonl', '--out', 'birds', ...settings, ...unmarked], cwd)).code,
    ).toBe(0);

    const files = ['--train', 'brands.jsonl', '--test', 'brands-test.jsonl'];
    const { code, stderr } = await command(['data', '--from', 'news', ...files, '--out', 'brands', ...settings], cwd);
    expect(stderr).toContain('1 new sentences stand in the old validation or test data and were left out of training');
    expect(stderr).toContain('1 new sentences for validation or test stand in the old data and were left out');
    expect(code).toBe(0);
    const texts = ['train', 'valid', 'test'].flatMap((part) => jsonLines(read('brands', 'data', `${part}.jsonl`)).map(({ text }) => text));
    expect(new Set(texts).size).toBe(texts.length);

    const birds = await command(['data', '--from', 'birds', ...files, '--out', 'birds-2', ...settings], cwd);
    expect(birds.stderr).toContain('1 old sentences hold an unmarked mention of a new entity and were left out');
    expect(read('birds-2', 'data', 'train.jsonl')).not.toContain('Kestrel is a bird');
  });

  it('can be evaluated when the old run is gone', async () => {
    await command(['run', '--train', 'news.jsonl', '--out', 'gone', ...settings], cwd);
    expect((await command(['train', '--from', 'gone', '--train', 'products.jsonl', '--out', 'after', ...settings], cwd)).code).toBe(0);
    rmSync(join(cwd, 'gone'), { recursive: true });
    const { code, stdout } = await command(['evaluate', '--out', 'after', '--json'], cwd);
    expect(code).toBe(0);
    expect(jsonLines(stdout)[0]).toMatchObject({ test: { fineTuning: { old: { before: null, after: expect.any(Number) } } } });
  });

  it('needs a trained run of its own', async () => {
    const itself = await command(['run', '--from', 'news', '--train', 'products.jsonl', '--out', 'news', ...settings], cwd);
    expect({ code: itself.code, stderr: itself.stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('cannot go on from itself'),
    });
    expect(contentOf(join(cwd, 'news'))).toEqual(old);
  });
});
