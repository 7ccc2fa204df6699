import { cpSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentOf, expectPlainError, jsonLines, temporaryFolder } from '@textloom/pipeline/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { quick, writeTable } from './shop.ts';
import { command } from './textloom.ts';

const cwd = temporaryFolder();

beforeAll(async () => {
  writeTable(cwd, 'shop.csv');
  const { code } = await command(['run', '--train', 'shop.csv', '--out', 'shop', '--workers', '1', ...quick], cwd);
  expect(code).toBe(0);
  expect((await command(['data', '--train', 'shop.csv', '--out', 'untrained'], cwd)).code).toBe(0);
  mkdirSync(join(cwd, 'plain'));
  writeFileSync(join(cwd, 'plain', 'precious.txt'), 'keep me');
}, 60_000);

/** A copy of the trained run with one file changed. */
function damaged(file: string, change: (path: string) => void): string {
  rmSync(join(cwd, 'damaged'), { recursive: true, force: true });
  cpSync(join(cwd, 'shop'), join(cwd, 'damaged'), { recursive: true });
  change(join(cwd, 'damaged', file));
  return 'damaged';
}

async function expectRefused(args: readonly string[], message: RegExp): Promise<void> {
  expectPlainError(await command(args, cwd), message);
}

const overwrite = (path: string): void => {
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.fill(0x7b, 8, 40));
};
const ways: readonly [how: string, change: (path: string) => void][] = [
  ['truncated', (path) => truncateSync(path, readFileSync(path).length - 30)],
  ['empty', (path) => truncateSync(path, 0)],
  ['overwritten', overwrite],
  ['missing', (path) => rmSync(path)],
];
const modelFiles = ['config.json', 'tokenizer.json', 'features.json', 'model.safetensors'];

describe('a damaged run is named, with exit code 2', { timeout: 30_000 }, () => {
  it.each(modelFiles.flatMap((file) => ways.map(([how, change]) => [file, how, change] as const)))(
    'model/%s is %s',
    async (file, how, change) => {
      const out = damaged(`model/${file}`, change);
      // Without its features the linear half has weights that belong to nothing: the weights' file is named.
      const named = file === 'features.json' && how === 'missing' ? 'model.safetensors' : file;
      await expectRefused(['predict', 'hello', '--out', out], new RegExp(`model/${named.replace('.', '\\.')}`));
    },
  );

  it.each([
    ['decision.json', 'predict', /decision\.json/],
    ['answers.jsonl', 'predict', /answers\.jsonl:1: this line is not an answer/],
    ['run.json', 'predict', /run\.json/],
    ['data.json', 'evaluate', /data\.json/],
    ['data/test.jsonl', 'evaluate', /data\/test\.jsonl:1: this line is not a prepared example/],
    ['fine-tuning.json', 'evaluate', /fine-tuning\.json/],
  ] as const)('%s', async (file, stage, message) => {
    const out = damaged(file, (path) => writeFileSync(path, '{ "half": '));
    await expectRefused([stage, '--out', out], message);
  });

  it('a configuration that does not fit the weights', async () => {
    const out = damaged('model/config.json', (path) =>
      writeFileSync(path, readFileSync(path, 'utf8').replace('"hidden": 16', '"hidden": 17')),
    );
    await expectRefused(['predict', 'hello', '--out', out], /model\/.*(?:shape|expected)/s);
  });
});

describe('a command that does not fit the run is refused', { timeout: 30_000 }, () => {
  const cases: readonly [what: string, args: readonly string[], message: RegExp][] = [
    [
      'evaluate before train',
      ['evaluate', '--out', 'untrained'],
      /has no trained model .*\n {2}hint: run first: .*train --out \S*untrained/,
    ],
    ['predict before train', ['predict', 'hello', '--out', 'untrained'], /has no trained model/],
    ['a folder that is not there', ['predict', 'hello', '--out', 'nowhere'], /There is no run folder .*nowhere\.\n {2}hint: /],
    ['a folder that is no run', ['predict', 'hello', '--out', 'plain'], /plain is not a run folder/],
    [
      'training into a folder with other files',
      ['run', '--train', 'shop.csv', '--out', 'plain'],
      /plain is not empty and not a run folder/,
    ],
    ['--resume without a run', ['train', '--resume', '--out', 'nowhere'], /There is no run folder .*nowhere/],
    [
      '--from a run without a model',
      ['train', '--from', 'untrained', '--train', 'shop.csv', '--out', 'new'],
      /untrained has no trained model/,
    ],
    ['--from itself', ['train', '--from', 'shop', '--train', 'shop.csv', '--out', 'shop'], /cannot go on from itself/],
    ['no message', ['predict', '--file', 'none.txt', '--out', 'shop'], /none\.txt: there is no such file/],
    ['a folder of messages', ['predict', '--file', 'plain', '--out', 'shop'], /plain: this is a folder\n {2}expected: a text file/],
    ['messages in two places', ['predict', 'hello', '--file', 'shop.csv', '--out', 'shop'], /Texts are given as arguments and with --file/],
    ['no intents to list', ['predict', 'hello', '--top-k', '0', '--out', 'shop'], /--top-k 0: at least one/],
    [
      'half a slot',
      ['predict', 'hello', '--slot', 'name', '--out', 'shop'],
      /--slot name: not a slot and its value\.\n {2}expected: --slot NAME=VALUE/,
    ],
  ];
  it.each(cases)('%s', async (_what, args, message) => {
    const before = contentOf(cwd);
    await expectRefused(args, message);
    expect(contentOf(cwd)).toEqual(before);
  });

  it('the run of another app', async () => {
    const out = damaged('run.json', (path) => writeFileSync(path, readFileSync(path, 'utf8').replace('"customer-service"', '"finance"')));
    const message = /is a run of the app "finance", not of "customer-service"/;
    await expectRefused(['predict', 'hello', '--out', out], message);
    await expectRefused(['evaluate', '--out', out], message);
    await expectRefused(['run', '--train', 'shop.csv', '--out', out], message);
    await expectRefused(['train', '--from', out, '--train', 'shop.csv', '--out', 'new'], message);
  });

  it('a model file of something else', async () => {
    const out = damaged('model/config.json', (path) => writeFileSync(path, '{"format":"textloom tagger"}'));
    await expectRefused(['predict', 'hello', '--out', out], /model\/config\.json/);
  });

  it('a message line of 10 MB', async () => {
    writeFileSync(join(cwd, 'huge.txt'), `hello\n${'a'.repeat(10_000_000)}\n`);
    const { code, stdout, stderr } = await command(['predict', '--file', 'huge.txt', '--out', 'shop'], cwd);
    expect(stderr).toMatch(/huge\.txt:2: a message of more than 1,000,000 bytes\n {2}expected: one message a line/);
    expect({ code, answered: jsonLines(stdout).length }).toEqual({ code: 2, answered: 1 });
  });
});
