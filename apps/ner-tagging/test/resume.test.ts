import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { chineseSentences, englishSentences, quick, writeSpans } from './corpus.ts';
import { command, contentOf, hashOf, jsonLines, temporaryFolder, textloom } from './textloom.ts';

const cwd = temporaryFolder();
/** Long enough to be killed on the way. */
const long = [...quick, '--set', 'training.epochs=150'];
const train = (out: string, ...args: string[]): string[] => ['train', '--train', 'both.jsonl', '--out', out, ...args];
const weights = (out: string): string => hashOf(join(cwd, out, 'model', 'model.safetensors'));

beforeAll(() => {
  writeSpans(cwd, 'both.jsonl', [...englishSentences(), ...chineseSentences()]);
});

describe('the same seed', { timeout: 60_000 }, () => {
  it.each(['1', '2'])('gives the same weights again with %s workers, another seed gives others', async (workers) => {
    const run = async (out: string, seed = '5'): Promise<string> => {
      const { code, stderr } = await command(train(out, '--seed', seed, '--workers', workers, ...quick), cwd);
      expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
      return weights(out);
    };
    const first = await run(`first-${workers}`);
    expect(await run(`second-${workers}`)).toBe(first);
    expect(contentOf(join(cwd, `second-${workers}`, 'data'))).toEqual(contentOf(join(cwd, `first-${workers}`, 'data')));
    if (workers === '1') expect(await run('other', '6')).not.toBe(first);
  });
});

describe('--kernels wasm', { timeout: 60_000 }, () => {
  it('trains a model that tags as well', async () => {
    const trained = await command(train('wasm', '--kernels', 'wasm', '--workers', '1', '--json', ...quick), cwd);
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

describe('a training that is killed', { timeout: 60_000 }, () => {
  it('goes on with --resume to the bytes of one that was left alone', async () => {
    const whole = textloom(train('whole', '--workers', '2', ...long), { cwd });
    const killed = await textloom(train('killed', '--workers', '2', ...long), {
      cwd,
      watch: (stderr, child) => {
        if (stderr.includes('train: epoch 8,')) child.kill('SIGKILL');
      },
    });
    expect(killed.code).toBe(null);
    expect(killed.stderr).not.toContain('train: epoch 150,');
    // Nothing tags before the training has ended.
    expect((await command(['predict', 'hello', '--out', 'killed'], cwd)).stderr).toContain('has no trained model');

    const resumed = await textloom(['train', '--resume', '--out', 'killed'], { cwd });
    expect(resumed.stderr).toMatch(/train: goes on after update \d+ of \d+/);
    expect(resumed.stderr).not.toContain('train: epoch 2,');
    expect(resumed.code).toBe(0);
    expect((await whole).code).toBe(0);
    expect(weights('killed')).toBe(weights('whole'));
    for (const file of ['tokenizer.json', 'model/config.json']) {
      expect(readFileSync(join(cwd, 'killed', file), 'utf8')).toBe(readFileSync(join(cwd, 'whole', file), 'utf8'));
    }
  });
});
