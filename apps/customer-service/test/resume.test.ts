import { describeRepeatableTraining, jsonLines, temporaryFolder } from '@textloom/pipeline/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { quick, writeTable } from './shop.ts';
import { command, commands } from './textloom.ts';

const cwd = temporaryFolder();
beforeAll(() => {
  writeTable(cwd, 'shop.csv');
});

describeRepeatableTraining(commands, {
  cwd,
  data: ['--train', 'shop.csv'],
  quick,
  epochs: 100,
  files: ['decision.json', 'answers.jsonl', 'model/config.json'],
});

describe('--kernels wasm', { timeout: 60_000 }, () => {
  it('trains a model that answers as well', async () => {
    const trained = await command(
      ['train', '--train', 'shop.csv', '--out', 'wasm', '--kernels', 'wasm', '--workers', '1', '--json', ...quick],
      cwd,
    );
    expect(jsonLines(trained.stdout)).toMatchObject([{ train: { kernels: 'wasm', examples: 60 } }]);
    const { stdout } = await command(['predict', 'where is my parcel', '我几点来开门', '--kernels', 'wasm', '--out', 'wasm'], cwd);
    expect(jsonLines(stdout)).toMatchObject([{ intent: 'track' }, { intent: 'hours' }]);
  });
});
