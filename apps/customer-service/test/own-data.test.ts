import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentOf, type Ended, jsonLines, temporaryFolder } from '@textloom/pipeline/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { quick, writeTable } from './shop.ts';
import { textloom } from './textloom.ts';

const cwd = temporaryFolder();
const messages = ['where is my parcel please', 'reset my password', '周末什么时候开门', 'how can i return shoes'];
let run: Ended;

beforeAll(async () => {
  writeTable(cwd, 'shop.csv');
  run = await textloom(['run', '--train', 'shop.csv', '--out', 'shop', '--json', '--workers', '1', ...quick], { cwd });
}, 60_000);

describe("the user's own CSV", { timeout: 60_000 }, () => {
  it('is trained and evaluated by one command, which ends with one JSON object', () => {
    expect({ code: run.code, lines: jsonLines(run.stdout).length }).toEqual({ code: 0, lines: 1 });
    const [result] = jsonLines(run.stdout);
    expect(Object.keys(result)).toEqual(['app', 'dataset', 'train', 'test', 'baselines', 'run']);
    expect(result).toMatchObject({
      app: 'customer-service',
      dataset: 'shop.csv',
      train: { seconds: expect.any(Number), examples: 60, tokensPerSecond: expect.any(Number), epochs: 8 },
      test: { accuracy: 1, macroF1: 1, topK: 1, k: 3, examples: 12 },
      baselines: { majority: { accuracy: 0.25 }, bayes: { accuracy: expect.any(Number) } },
      run: 'shop',
    });
  });

  it('leaves a run folder with report and model card, without what training needed on the way', () => {
    expect(Object.keys(contentOf(join(cwd, 'shop'))).sort()).toEqual(
      [
        ...['MODEL_CARD.md', 'answers.jsonl', 'config.yaml', 'data.json', 'decision.json', 'evaluation.json', 'metrics.jsonl'],
        ...['data/test.jsonl', 'data/train.jsonl', 'data/valid.jsonl', 'report.html', 'run.json', 'summary.txt', 'train.json'],
        ...['model/config.json', 'model/features.json', 'model/model.safetensors', 'model/tokenizer.json'],
      ].sort(),
    );
    expect(JSON.parse(readFileSync(join(cwd, 'shop', 'data.json'), 'utf8'))).toMatchObject({
      dataset: 'shop.csv',
      splits: { train: { examples: 60, languages: { en: 45, zh: 15 } }, valid: { examples: 8 }, test: { examples: 12 } },
      perIntent: { account: 15, hours: 15, refund: 15, track: 15 },
      files: [{ file: 'shop.csv', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
    });
    expect(readFileSync(join(cwd, 'shop', 'summary.txt'), 'utf8')).toMatch(/hybrid \(LSTM \+ linear\) +100\.0 +100\.0 +100\.0/);
    const report = readFileSync(join(cwd, 'shop', 'report.html'), 'utf8');
    expect(report).toContain('Learning curves');
    expect(report).not.toMatch(/(?:src|href)="https?:/);
  });

  it('answers English and Chinese with what was answered before, the best fitting first', async () => {
    const { code, stdout, stderr } = await textloom(['predict', ...messages, '--out', 'shop'], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const replies = jsonLines(stdout);
    expect(replies.map(({ text, language, intent, answer }) => ({ text, language, intent, answer }))).toEqual([
      { text: messages[0], language: 'en', intent: 'track', answer: 'Parcels take two days.' },
      { text: messages[1], language: 'en', intent: 'account', answer: 'Use the reset link.' },
      { text: messages[2], language: 'zh', intent: 'hours', answer: '九点开门。' },
      { text: messages[3], language: 'en', intent: 'refund', answer: 'Shoes can be returned unworn.' },
    ]);
    expect(Object.keys(replies[0])).toEqual([
      'text',
      'language',
      'intent',
      'inScope',
      'confidence',
      'top',
      'answer',
      'answers',
      'latencyMs',
    ]);
    expect(replies[0]).toMatchObject({ inScope: true, top: [{ intent: 'track' }, {}, {}], answers: [{ filled: {}, open: [] }, {}, {}] });
    expect(replies[0].latencyMs).toBeGreaterThan(0);
  });

  it('reads messages from a file and from stdin, one a line', async () => {
    const text = `\u{feff}${messages[0]}\r\n\r\n  ${messages[1]}\n${messages[2]}\n${messages[3]}`;
    writeFileSync(join(cwd, 'messages.txt'), text);
    const ways = await Promise.all([
      textloom(['predict', ...messages, '--out', 'shop', '--top-k', '1'], { cwd }),
      textloom(['predict', '--file', 'messages.txt', '--out', 'shop', '--top-k', '1'], { cwd }),
      textloom(['predict', '--out', 'shop', '--top-k', '1'], { cwd, stdin: text }),
    ]);
    const [given, file, stdin] = ways.map(({ stdout }) =>
      jsonLines(stdout).map((reply): Record<string, unknown> => ({ ...reply, latencyMs: 0 })),
    );
    expect(given).toHaveLength(4);
    expect(given[0].top).toHaveLength(1);
    expect(file).toEqual(given);
    expect(stdin).toEqual(given);
  });

  it('answers nothing to an empty message', async () => {
    const { stdout } = await textloom(['predict', '', '--out', 'shop', '--json'], { cwd });
    expect(jsonLines(stdout)).toMatchObject([
      { text: '', intent: null, inScope: false, answer: null },
      { app: 'customer-service', dataset: 'shop.csv', predict: { answered: 1, inScope: 0 }, run: 'shop' },
    ]);
  });
});
