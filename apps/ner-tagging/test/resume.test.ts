import { describeRepeatableTraining, jsonLines, temporaryFolder } from '@textloom/pipeline/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { chineseSentences, englishSentences, quick, writeSpans } from './corpus.ts';
import { command, commands } from './textloom.ts';

const cwd = temporaryFolder();
beforeAll(() => {
  writeSpans(cwd, 'both.jsonl', [...englishSentences(), ...chineseSentences()]);
});

describeRepeatableTraining(commands, {
  cwd,
  data: ['--train', 'both.jsonl'],
  quick,
  epochs: 150,
  files: ['tokenizer.json', 'model/config.json'],
});

describe('--kernels wasm', { timeout: 60_000 }, () => {
  it('trains a model that tags as well', async () => {
    const trained = await command(
      ['train', '--train', 'both.jsonl', '--out', 'wasm', '--kernels', 'wasm', '--workers', '1', '--json', ...quick],
      cwd,
    );
    expect(jsonLines(trained.stdout)).toMatchObject([{ train: { kernels: 'wasm', examples: 66 } }]);
    const { stdout } = await command(
      ['predict', 'Tom Ash joined Kestrel in Oslo .', '李雪去上海。', '--kernels', 'wasm', '--out', 'wasm'],
      cwd,
    );
    expect(jsonLines(stdout)).toMatchObject([
      { entities: [{ text: 'Tom Ash', type: 'PER' }, {}, {}] },
      { entities: [{ text: '李雪' }, {}] },
    ]);
  });
});
