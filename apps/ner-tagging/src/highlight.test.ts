import { describe, expect, it } from 'vitest';
import type { NerExample } from './examples.ts';
import { errorSentences, markedSentence } from './highlight.ts';

const example: NerExample = {
  text: 'R&D in 上海 <b>',
  tokens: [
    { text: 'R&D', start: 0, end: 3 },
    { text: 'in', start: 4, end: 6 },
    { text: '上', start: 7, end: 8 },
    { text: '海', start: 8, end: 9 },
    { text: '<b>', start: 10, end: 13 },
  ],
  entities: [{ start: 2, end: 4, type: 'LOC' }],
  document: 0,
  source: { file: 'news.conll', line: 7 },
};

describe('markedSentence', () => {
  it('shows the whole text, what is right in one colour and what is wrong in another', () => {
    const found = [
      { start: 0, end: 1, type: 'ORG', confidence: 0.75 },
      { start: 2, end: 4, type: 'LOC', confidence: 0.5 },
    ];
    const page = markedSentence(example, found, example.entities).text;
    expect(page).toMatch(/--wrong\)">R&amp;D<sub[^>]*> ORG 0\.75<\/sub><\/span> in <span[^>]*--right\)">上海<sub/);
    expect(page.replaceAll(/<sub.*?<\/sub>|<[^>]*>/g, '')).toBe('R&amp;D in 上海 &lt;b&gt;');
  });
});

describe('errorSentences', () => {
  it('lists the sentences with the surest errors first, and none that are right', () => {
    const wrong = (confidence: number, line: number) => ({
      example: { ...example, source: { file: 'news.conll', line } },
      predicted: [{ start: 0, end: 1, type: 'ORG', confidence }],
    });
    const right = {
      example: { ...example, source: { file: 'news.conll', line: 1 } },
      predicted: [{ ...example.entities[0], confidence: 1 }],
    };
    const page = errorSentences([wrong(0.2, 5), right, wrong(0.9, 6)]).text;
    expect([...page.matchAll(/news\.conll:(\d)/g)].map(([, line]) => line)).toEqual(['6', '5']);
    expect(errorSentences([right]).text).toContain('There was no error.');
  });
});
