import { describe, expect, it } from 'vitest';
import type { NerSplits } from '../examples.ts';
import { bracketed } from '../testing/bracketed.ts';
import { publicSets, publicSplits } from '../testing/public-sets.ts';
import { checkData } from './check.ts';
import { renderCheck } from './render-check.ts';

const english = (texts: string[], file = 'train.txt') => texts.map((text, index) => bracketed(text, { file, line: index + 1 }));
const chinese = (texts: string[]) => texts.map((text, index) => bracketed(text, { file: 'zh.txt', line: index + 1, joiner: '' as const }));

const splits: NerSplits = {
  train: [
    ...english([...Array.from({ length: 12 }, (_, n) => `[PER Ada${n}] met [PER Bo${n}] in [LOC Berlin]`), '[PRE Ada0] left', 'it rained']),
    ...chinese(['[PER 王伟]住在[LOC 上海]', '今天下雨']),
  ],
  valid: [],
  test: english(['[PER Ada0] met [LOC Ada1] in [LOC Rome]', '[PER Ada0] met [PER Bo0] in [LOC Berlin]'], 'test.txt'),
};

describe('checkData', () => {
  const report = checkData(splits, { maxTokens: 6, fewEntities: 14 });

  it('counts sentences, tokens, entities and lengths of each part', () => {
    expect(report.parts).toMatchObject({
      train: { sentences: 16, tokens: 12 * 5 + 2 + 2 + 6 + 4, entities: 39, withoutEntity: 2, byType: { LOC: 13, PER: 25, PRE: 1 } },
      valid: { sentences: 0, tokens: 0, entities: 0, lengths: { median: 0, longest: 0 } },
      test: { sentences: 2, lengths: { median: 5, p95: 5, longest: 5 } },
    });
    for (const { histogram, sentences } of Object.values(report.parts)) {
      expect(histogram.reduce((sum, bin) => sum + bin.sentences, 0)).toBe(sentences);
    }
  });

  it('counts the types by language', () => {
    expect(report.languages).toEqual({
      en: { sentences: 16, entities: 43, byType: { LOC: 15, PER: 27, PRE: 1 } },
      zh: { sentences: 2, entities: 2, byType: { LOC: 1, PER: 1 } },
    });
  });

  it('suspects a rare type of being a frequent one misspelt', () => {
    expect(report.misspeltTypes).toEqual([
      { type: 'PRE', entities: 1, perhaps: 'PER', perhapsEntities: 28, places: [{ split: 'train', file: 'train.txt', line: 13 }] },
    ]);
  });

  it('names the types with few training entities', () => {
    expect(report.rareTypes.map(({ type, train, test }) => [type, train, test])).toEqual([
      ['PRE', 1, 0],
      ['LOC', 13, 3],
    ]);
  });

  it('tells what of the test training has not shown: by how it is written, and by type', () => {
    expect(report.unseen.test).toEqual({
      entities: 6,
      unseen: 1,
      otherType: 1,
      byType: { LOC: { entities: 3, unseen: 1, otherType: 1 }, PER: { entities: 3, unseen: 0, otherType: 0 } },
    });
  });

  it('lists sentences that are too long with their place', () => {
    expect(checkData(splits, { maxTokens: 5 }).longSentences).toEqual([{ tokens: 6, place: { split: 'train', file: 'zh.txt', line: 1 } }]);
    expect(report.longSentences).toEqual([]);
  });

  it('can be written as JSON without loss', () => {
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('takes data without anything in it', () => {
    const empty = checkData({ train: [], valid: [], test: [] });
    expect(empty).toMatchObject({ twoTypes: [], bareMentions: [], languages: {} });
    expect(renderCheck(empty)).toContain('sentences');
  });
});

describe('renderCheck', () => {
  it('shows tables and lists with file and line, and leaves out what was not found', () => {
    const text = renderCheck(checkData(splits));
    expect(text).toContain('PRE (1): perhaps PER (28)? train.txt:13');
    expect(text).toContain('"Ada1": LOC 1, PER 1; PER in train.txt:2');
    expect(text).toContain('"Ada0 met Bo0 in Berlin" (1.00) test.txt:2, train.txt:1');
    expect(text).not.toContain('odd boundaries');
    expect(text).not.toContain('NaN');
  });

  it('shows ten of a list and says how many more there are', () => {
    const many: NerSplits = { train: english(Array.from({ length: 25 }, (_, n) => `[LOC Berlin${n} ,]`)), valid: [], test: [] };
    const text = renderCheck(checkData(many));
    expect(text).toContain('odd boundaries (25)');
    expect(text).toContain('… and 15 more in check.json');
    expect(text.match(/ends with ,/g)).toHaveLength(10);
  });
});

// Counted anew by a few lines of another language that compare all sentences with all.
describe.skipIf(publicSets === undefined)('checkData on public sets (needs ../shared)', () => {
  it('finds in CoNLL-2003 what is known of it', async () => {
    const report = checkData(await publicSplits('conll2003-en'));
    expect(report.parts).toMatchObject({
      train: { sentences: 14_041, tokens: 203_621, byType: { LOC: 7140, MISC: 3438, ORG: 6321, PER: 6600 } },
      valid: { sentences: 3250, tokens: 51_362, entities: 5942 },
      test: { sentences: 3453, tokens: 46_435, entities: 5648 },
    });
    expect(report.repetitions).toMatchObject({
      train: { exact: 1360, near: 35 },
      valid: { exact: 196, near: 3 },
      test: { exact: 132, near: 2 },
    });
    expect(report.unseen).toMatchObject({ valid: { unseen: 1900, otherType: 37 }, test: { unseen: 2600, otherType: 85 } });
    expect(report.twoTypes[0]).toMatchObject({
      surface: 'Berlin',
      types: [
        { type: 'LOC', count: 26 },
        { type: 'MISC', count: 1 },
      ],
    });
    // Marked as MISC in training, bare in the test: known errors of testb.
    expect(report.bareMentions[0]).toMatchObject({ surface: 'EASTERN DIVISION', marked: 20, bare: 2 });
  });

  it('finds the test sentences of ResumeNER that are in its training data', async () => {
    const { repetitions, languages } = checkData(await publicSplits('resume-ner-zh'));
    expect(repetitions.test.exact).toBe(5);
    expect(languages.zh.sentences).toBeGreaterThan(4700);
  });
});
