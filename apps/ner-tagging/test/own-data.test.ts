import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SequenceTagger } from '@textloom/lstm';
import { contentOf, type Ended, jsonLines, temporaryFolder } from '@textloom/pipeline/testing';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { publicSets } from '../src/testing/public-sets.ts';
import { chineseSentences, englishSentences, quick, spannedText, write, writeColumns, writeSpans } from './corpus.ts';
import { command, textloom } from './textloom.ts';

const cwd = temporaryFolder();
const read = (...path: string[]): string => readFileSync(join(cwd, ...path), 'utf8');

beforeAll(() => {
  writeColumns(cwd, 'news.conll', englishSentences(), 'IOB2');
  writeColumns(cwd, 'news.bmes', chineseSentences(), 'BMES');
  writeSpans(cwd, 'both.jsonl', [...englishSentences(), ...chineseSentences()]);
});

describe('columns of English words', { timeout: 60_000 }, () => {
  let run: Ended;
  beforeAll(async () => {
    run = await textloom(['run', '--train', 'news.conll', '--out', 'english', '--json', '--workers', '1', ...quick], { cwd });
  }, 60_000);

  it('are trained on and evaluated by one command, which ends with one JSON object', () => {
    expect({ code: run.code, lines: jsonLines(run.stdout).length }).toEqual({ code: 0, lines: 1 });
    const [result] = jsonLines(run.stdout);
    expect(Object.keys(result)).toEqual(['app', 'dataset', 'train', 'test', 'baselines', 'run']);
    const scores = { precision: 1, recall: 1, f1: 1 };
    expect(result).toMatchObject({
      app: 'ner-tagging',
      dataset: 'news.conll',
      train: { examples: 36, epochs: 10, seconds: expect.any(Number), tokensPerSecond: expect.any(Number), types: ['LOC', 'ORG', 'PER'] },
      test: {
        ...scores,
        byType: { LOC: { ...scores, support: 7 }, ORG: scores, PER: scores },
        macroF1: 1,
        tokenAccuracy: 1,
        strict: scores,
        f1Interval: [1, 1],
        overlaps: { exact: 21, boundaryOnly: 0, missed: 0, partial: scores },
        ece: expect.any(Number),
        sentences: 7,
      },
      baselines: { longestMatch: { f1: 1 }, perceptron: { f1: expect.any(Number), modelLead: { f1: expect.any(Number) } } },
    });
    expect(run.stderr).toContain('news.conll: tokens from column 0, tags from column 2 of 3');
    expect(run.stderr).toContain('tags in IOB2');
  });

  it('leave a run folder with report, model card and what conlleval would print', () => {
    expect(Object.keys(contentOf(join(cwd, 'english'))).filter((name) => !name.startsWith('model/'))).toEqual([
      ...['MODEL_CARD.md', 'config.yaml', 'conlleval.txt', 'data.json', 'data/test.jsonl', 'data/train.jsonl', 'data/valid.jsonl'],
      ...['evaluation.json', 'metrics.jsonl', 'report.html', 'run.json', 'summary.txt', 'tokenizer.json', 'train.json'],
    ]);
    expect(JSON.parse(read('english', 'data.json'))).toMatchObject({
      scheme: 'IOB2',
      splits: { train: { sentences: 36, entities: 108, byType: { PER: 36 }, languages: { en: 36 } }, valid: { sentences: 5 } },
      types: ['LOC', 'ORG', 'PER'],
      files: [{ file: 'news.conll', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
    });
    expect(read('english', 'conlleval.txt')).toMatch(
      /^processed \d+ tokens with 21 phrases; found: 21 phrases; correct: 21\.\naccuracy: 100\.00%;/,
    );
    const report = read('english', 'report.html');
    for (const title of ['Learning curves', 'Kinds of errors', 'Confused types', 'Confidence', 'Worst errors'])
      expect(report).toContain(title);
    expect(report).not.toMatch(/(?:src|href)="https?:/);
    expect(read('english', 'MODEL_CARD.md')).toContain('# Entities of news.conll');
  });

  it('find the entities of raw text afterwards', async () => {
    const { code, stdout } = await command(['predict', 'Lena Berg joined Kestrel in Oslo.', '--out', 'english'], cwd);
    expect(code).toBe(0);
    expect(jsonLines(stdout)).toMatchObject([
      {
        entities: [
          { text: 'Lena Berg', type: 'PER', start: 0, end: 9 },
          { text: 'Kestrel', type: 'ORG', start: 17, end: 24 },
          { text: 'Oslo', type: 'LOC', start: 28, end: 32 },
        ],
      },
    ]);
  });
});

describe('word vectors', { timeout: 60_000 }, () => {
  it('start the words that they know, and stay as they are when frozen', async () => {
    write(cwd, 'vectors.txt', 'joined 1 0 0 0\noslo 0 1 0 0\nnowhere 0 0 1 0\n');
    const settings = ['pretrained.file=vectors.txt', 'pretrained.frozen=true', 'network.words.dimension=4'].flatMap((setting) => [
      '--set',
      setting,
    ]);
    const { code, stdout } = await command(['train', '--train', 'news.conll', '--out', 'vectors', '--json', ...quick, ...settings], cwd);
    expect(code).toBe(0);
    expect(jsonLines(stdout)[0]).toMatchObject({ train: { pretrained: { file: 'vectors.txt', words: 3 } } });
    const tagger = await SequenceTagger.load(join(cwd, 'vectors', 'model'));
    const rowOf = (word: string): number[] =>
      Array.from(tagger.network.table.value.subarray(4 * tagger.codec.words.id(word), 4 * tagger.codec.words.id(word) + 4));
    expect([rowOf('joined'), rowOf('oslo')]).toEqual([
      [1, 0, 0, 0],
      [0, 1, 0, 0],
    ]);
  });
});

describe('columns of Chinese characters', { timeout: 60_000 }, () => {
  it('are trained on and tag raw text', async () => {
    const { code, stdout, stderr } = await command(
      ['run', '--train', 'news.bmes', '--out', 'chinese', '--json', '--workers', '1', ...quick],
      cwd,
    );
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    expect(jsonLines(stdout)[0]).toMatchObject({ test: { f1: expect.closeTo(1, 0) } });
    expect(stderr).toContain('tags in BMES');
    expect(jsonLines(read('chinese', 'data', 'train.jsonl'))[0].text).toMatch(/^[^ ]+。$/);
    const predicted = await command(['predict', '李雪加入了上海的天河大学。', '--out', 'chinese'], cwd);
    expect(jsonLines(predicted.stdout)).toMatchObject([
      { entities: [{ text: '李雪' }, { text: '上海' }, { text: '天河大学', start: 8, end: 12 }] },
    ]);
  });
});

describe('JSON lines with spans, brackets, and files of each', { timeout: 60_000 }, () => {
  it('are cut into sentences and tokens, in both languages', async () => {
    const [first] = englishSentences();
    const { text, spans } = spannedText(first);
    write(cwd, 'documents.jsonl', `${JSON.stringify({ text: `${text} 李雪去了上海。`, spans })}\n`);
    write(cwd, 'extra.md', '[Tom Ash](PER) saw [Oslo](LOC).\n');
    const { code, stderr } = await command(
      ['data', '--train', 'both.jsonl', '--valid', 'documents.jsonl', '--test', 'extra.md', '--out', 'spans'],
      cwd,
    );
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(read('spans', 'data.json'))).toMatchObject({
      scheme: null,
      splits: {
        train: { sentences: 88, languages: { en: 48, zh: 40 } },
        valid: { sentences: 2, documents: 1 },
        test: { byType: { LOC: 1, PER: 1 } },
      },
    });
    expect(jsonLines(read('spans', 'data', 'test.jsonl'))).toMatchObject([
      {
        text: 'Tom Ash saw Oslo.',
        entities: [
          { start: 0, end: 2 },
          { start: 3, end: 4 },
        ],
        source: { line: 1 },
      },
    ]);
  });
});

describe.skipIf(publicSets === undefined)('registered sets (skipped where the public sets are not there)', { timeout: 60_000 }, () => {
  beforeAll(() => {
    vi.stubEnv('TEXTLOOM_MIRROR', publicSets);
    return () => vi.unstubAllEnvs();
  });

  it.each([
    ['conll2003-en', 'IOB1', { train: 23499, valid: 5942, test: 5648 }, 0],
    ['resume-ner-zh', 'BMES', { train: 13440, valid: 1497, test: 1630 }, 4],
    ['sec-filings-ner', 'IOB1', { train: 1052, valid: 116, test: 318 }, 0],
  ])('%s is read whole, what is wrong in it as conlleval reads it', async (name, scheme, entities, repaired) => {
    const { code } = await command(['data', '--dataset', name, '--out', name], cwd);
    expect(code).toBe(0);
    const data = JSON.parse(read(name, 'data.json')) as { splits: Record<string, { entities: number }> };
    expect(data).toMatchObject({ dataset: name, scheme, repaired });
    expect(Object.fromEntries(Object.entries(data.splits).map(([part, counts]) => [part, counts.entities]))).toEqual(entities);
  });
});
