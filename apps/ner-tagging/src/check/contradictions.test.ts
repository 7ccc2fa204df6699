import { describe, expect, it } from 'vitest';
import type { NerSplits } from '../examples.ts';
import { bracketed } from '../testing/bracketed.ts';
import { bareMentions, markedDifferently, twoTypes } from './contradictions.ts';

const splits = (train: string[], test: string[] = [], joiner: ' ' | '' = ' '): NerSplits => ({
  train: train.map((text, index) => bracketed(text, { line: index + 1, joiner })),
  valid: [],
  test: test.map((text, index) => bracketed(text, { file: 'test.txt', line: index + 1, joiner })),
});

describe('twoTypes', () => {
  it('puts a rare type beside a frequent one first, with its place', () => {
    const found = twoTypes(
      splits(
        [...Array<string>(9).fill('in [LOC London] today'), '[ORG Leeds] won', 'from [LOC Leeds]', '[LOC Paris]'],
        ['[PER London] said', '[ORG Leeds] lost'],
      ),
    );
    expect(found.map(({ surface, types }) => [surface, ...types.map(({ type, count }) => `${type} ${count}`)])).toEqual([
      ['London', 'LOC 9', 'PER 1'],
      ['Leeds', 'ORG 2', 'LOC 1'],
    ]);
    expect(found[0].types[1].places).toEqual([{ split: 'test', file: 'test.txt', line: 1 }]);
  });

  it('compares Chinese names as they are written', () => {
    expect(twoTypes(splits(['[ORG 招商银行]公告', '在[LOC 招商银行]门口'], [], ''))).toMatchObject([{ surface: '招商银行' }]);
  });
});

describe('bareMentions', () => {
  it('finds what is marked mostly and bare at times, with the places', () => {
    const found = bareMentions(splits(['[ORG Acme] rose', '[ORG Acme] fell', '[ORG Globex] rose'], ['Acme and [ORG Globex] fell']));
    expect(found).toEqual([{ surface: 'Acme', type: 'ORG', marked: 2, bare: 1, places: [{ split: 'test', file: 'test.txt', line: 1 }] }]);
  });

  it('counts the longest of several, and nothing within a marked entity', () => {
    const train = ['[LOC China]', '[ORG Bank of China]', 'the Bank of China', '[ORG Air China] flies'];
    expect(bareMentions(splits(train))).toMatchObject([{ surface: 'Bank of China', marked: 1, bare: 1 }]);
  });

  it('leaves out words that are bare more often than marked, and single characters', () => {
    expect(bareMentions(splits(['[PER May] spoke', 'in May', 'by May']))).toEqual([]);
    expect(bareMentions(splits(['[LOC 美]国', '[LOC 美]', '很美'], [], ''))).toEqual([]);
    expect(bareMentions(splits(['[LOC 北京]', '去北京'], [], ''))).toMatchObject([{ surface: '北京', bare: 1 }]);
  });
});

describe('markedDifferently', () => {
  it('finds equal sentences with different entities, one place for each marking', () => {
    const found = markedDifferently(splits(['[ORG EASTERN] DIVISION', '[ORG EASTERN] DIVISION', 'a b'], ['EASTERN DIVISION', 'a b']));
    expect(found).toEqual([
      {
        text: 'EASTERN DIVISION',
        places: [
          { split: 'train', file: 'train.txt', line: 1 },
          { split: 'test', file: 'test.txt', line: 1 },
        ],
      },
    ]);
  });
});
