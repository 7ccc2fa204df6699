import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentOf, type Ended, hashOf, jsonLines, temporaryFolder } from '@textloom/pipeline/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { musicRows, quick, shopAnswers, shopRows, writeTable } from './shop.ts';
import { command } from './textloom.ts';

const cwd = temporaryFolder();
const settings = [...quick, '--workers', '1', '--set', 'fineTuning.epochs=20', '--set', 'fineTuning.learningRate=0.01'];
const read = (...path: string[]): string => readFileSync(join(cwd, ...path), 'utf8');
let old: Record<string, string>;

beforeAll(async () => {
  writeTable(cwd, 'shop.csv');
  writeTable(cwd, 'music.csv', musicRows);
  writeFileSync(join(cwd, 'answers.yaml'), shopAnswers);
  const { code } = await command(
    ['run', '--train', 'shop.csv', '--answers', 'answers.yaml', '--out', 'shop', '--workers', '1', ...quick],
    cwd,
  );
  expect(code).toBe(0);
  old = contentOf(join(cwd, 'shop'));
}, 60_000);

describe('train --from RUN --train new.csv', { timeout: 60_000 }, () => {
  let trained: Ended;
  beforeAll(async () => {
    trained = await command(['train', '--from', 'shop', '--train', 'music.csv', '--out', 'music', ...settings], cwd);
  }, 60_000);

  it('adds the new intent, mixes in the old examples and leaves the old run as it was', () => {
    expect(trained.stderr).toMatch(/going on from .*shop: 15 new training examples and 60 old ones; new intents: music/);
    expect(trained.code).toBe(0);
    expect(contentOf(join(cwd, 'shop'))).toEqual(old);
    expect(JSON.parse(read('music', 'data.json'))).toMatchObject({
      intents: 5,
      perIntent: { account: 15, music: 15 },
      files: [{ file: 'music.csv' }, { file: 'shop.csv', sha256: hashOf(join(cwd, 'shop.csv')) }],
    });
  });

  it('is measured on the old and the new test examples, before and after', async () => {
    const { code, stdout } = await command(['evaluate', '--out', 'music', '--json'], cwd);
    expect(code).toBe(0);
    expect(jsonLines(stdout)[0]).toMatchObject({
      test: {
        fineTuning: { old: { examples: 12, before: 1, after: 1 }, new: { examples: 3, before: 0, after: 1 }, newIntents: ['music'] },
      },
    });
    expect(read('music', 'summary.txt')).toContain('new test examples (3): accuracy 0.0 before fine-tuning, 100.0 after');
  });

  it('answers old and new messages: templates where there are some, else what was answered before', async () => {
    expect(trained.stderr).toMatch(/no answer templates yet for music: .*--answers/);
    const { stdout } = await command(['predict', 'where is order 4711123', 'put on some music', '--out', 'music'], cwd);
    expect(jsonLines(stdout)).toMatchObject([
      { intent: 'track', answer: '4711123 is on its way.' },
      { intent: 'music', answer: 'Enjoy the music!' },
    ]);
  });

  it('can be evaluated when the old run and its files are gone', async () => {
    await command(['run', '--train', 'shop.csv', '--out', 'gone', ...settings], cwd);
    writeTable(cwd, 'other.csv', musicRows);
    expect((await command(['train', '--from', 'gone', '--train', 'other.csv', '--out', 'after', ...settings], cwd)).code).toBe(0);
    rmSync(join(cwd, 'gone'), { recursive: true });
    rmSync(join(cwd, 'other.csv'));
    const { code, stdout } = await command(['evaluate', '--out', 'after', '--json'], cwd);
    expect(code).toBe(0);
    expect(jsonLines(stdout)[0]).toMatchObject({ test: { fineTuning: { old: { before: null, after: 1 } } } });
  });
});

describe('run --from', { timeout: 60_000 }, () => {
  it('keeps every text in one part, and believes the new label of a text that is known', async () => {
    const inTest: string = JSON.parse(read('shop', 'data', 'test.jsonl').split('\n')[0]).text;
    const inTrain: string = JSON.parse(read('shop', 'data', 'train.jsonl').split('\n')[0]).text;
    const testRow = shopRows().find((row) => row.startsWith(`${inTest},`)) ?? '';
    const trainRow = shopRows().find((row) => row.startsWith(`${inTrain},`)) ?? '';
    writeTable(cwd, 'new-train.csv', [...musicRows, testRow, `${inTrain},music,Sure.`]);
    writeTable(cwd, 'new-test.csv', ['i would like a song,music,', trainRow]);
    const files = ['--train', 'new-train.csv', '--test', 'new-test.csv'];
    const { code, stderr } = await command(['run', '--from', 'shop', ...files, '--out', 'more', ...settings], cwd);
    expect(stderr).toContain('1 new examples stand in the old validation or test data and were left out of training');
    expect(stderr).toContain('1 new examples for validation or test stand in the old data and were left out');
    expect(code).toBe(0);
    const texts = ['train', 'valid', 'test'].flatMap((part) => jsonLines(read('more', 'data', `${part}.jsonl`)).map(({ text }) => text));
    expect(new Set(texts).size).toBe(texts.length);
    expect(jsonLines(read('more', 'data', 'train.jsonl')).filter(({ text }) => text === inTrain)).toMatchObject([{ intent: 'music' }]);
  });
});
