import { describe, expect, it } from 'vitest';
import type { NerSplits } from '../examples.ts';
import { bracketed } from '../testing/bracketed.ts';
import { boundaryOddities, titleUses } from './boundaries.ts';

const splits = (texts: string[], joiner: ' ' | '' = ' '): NerSplits => ({
  train: texts.map((text, index) => bracketed(text, { line: index + 1, joiner })),
  valid: [],
  test: [],
});
const problems = (...texts: string[]) => boundaryOddities(splits(texts)).map(({ surface, problem }) => [surface, problem]);

describe('boundaryOddities', () => {
  it('finds stray punctuation at the edges, as a token and within one', () => {
    expect(problems('in [LOC Berlin ,] and', '[ORG , Globex] rose', 'to [LOC Rome,]', '[MISC --]')).toEqual([
      ['Berlin ,', 'ends with ,'],
      [', Globex', 'begins with ,'],
      ['Rome,', 'ends with ,'],
      ['--', 'has no letter or digit'],
    ]);
  });

  it('finds brackets and quotes that are open on one side', () => {
    expect(problems('[ORG IG Metall (] x', '[ORG Cercle )]', '[MISC " Hamlet]', '[MISC " Hamlet "]', '[ORG Oxford ( Press )]')).toEqual([
      ['IG Metall (', '( is not closed within it'],
      ['Cercle )', ') is not opened within it'],
      ['" Hamlet', 'has a quote that is alone'],
    ]);
    expect(boundaryOddities(splits(['读[MISC 《三体》]', '读[MISC 《三体]》', '[ORG 公司。]'], ''))).toMatchObject([
      { surface: '《三体', problem: '《 is not closed within it', place: { line: 2 } },
      { surface: '公司。', problem: 'ends with 。' },
    ]);
  });

  it('leaves signs alone that belong to an amount or a name', () => {
    expect(problems('[MONEY € 328]', '[MONEY 5 %]', '[MISC # MeToo]', '[PER @ ada]')).toEqual([]);
  });

  it('leaves abbreviations alone, unless the name stands without its full stop elsewhere', () => {
    expect(problems('[ORG Acme Inc.]', '[LOC U.S.]', '[LOC Wisc .]', '[ORG Yahoo!]')).toEqual([]);
    expect(problems('[LOC Rome .]', '[LOC Rome] is')).toEqual([['Rome .', 'ends with .']]);
  });
});

describe('titleUses', () => {
  it('finds titles that are inside some names and outside others', () => {
    expect(titleUses(splits(['Mr. [PER Smith] left', 'Mr [PER Brown]', '[PER Mr. Green] came', 'Dr. [PER White]']))).toEqual([
      {
        title: 'Mr',
        type: 'PER',
        inside: 1,
        outside: 2,
        rarer: 'inside',
        places: [{ split: 'train', file: 'train.txt', line: 3 }],
      },
    ]);
    expect(titleUses(splits(['[NAME 王伟]先生', '[NAME 李娜先生]', '[NAME 张敏]教授'], ''))).toMatchObject([
      { title: '先生', type: 'NAME', inside: 1, outside: 1 },
    ]);
  });

  it('does not take the end of a word for a title', () => {
    expect(titleUses(splits(['Adr [PER Smith]', '[PER Dr Smith]']))).toEqual([]);
  });
});
