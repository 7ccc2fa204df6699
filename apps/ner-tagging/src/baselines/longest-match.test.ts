import { entityScores } from '@textloom/metrics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordsOf } from '../examples.ts';
import { bracketed } from '../testing/bracketed.ts';
import { markedWords, publicSets, publicSplits } from '../testing/public-sets.ts';
import { createLongestMatch } from './longest-match.ts';

const fitted = (...texts: string[]) => {
  const baseline = createLongestMatch();
  baseline.fit(markedWords(texts.map((text) => bracketed(text))));
  return (text: string) => baseline.tag(text.split(' '));
};

describe('longest match', () => {
  it('marks what was an entity in training, the longest first, from left to right', () => {
    const tag = fitted('[ORG Bank of China] and [LOC China]', '[ORG China Telecom] in [LOC Bank]');
    expect(tag('the Bank of China Telecom')).toEqual([{ start: 1, end: 4, type: 'ORG' }]);
    expect(tag('Bank of England , China')).toEqual([
      { start: 0, end: 1, type: 'LOC' },
      { start: 4, end: 5, type: 'LOC' },
    ]);
    expect(tag('bank of china')).toEqual([]);
  });

  it('gives a phrase its most frequent type, of equals the first by name', () => {
    const tag = fitted('[ORG Paris] [LOC Paris] [LOC Paris]', '[PER Jordan] [LOC Jordan]');
    expect(tag('Jordan in Paris')).toEqual([
      { start: 0, end: 1, type: 'LOC' },
      { start: 2, end: 3, type: 'LOC' },
    ]);
  });

  it('works on Chinese characters', () => {
    const baseline = createLongestMatch();
    baseline.fit(markedWords(['[LOC 北京]很大', '[ORG 北京大学]在[LOC 北京]'].map((text) => bracketed(text, { joiner: '' }))));
    expect(baseline.tag([...'我在北京大学读书，住北京。'])).toEqual([
      { start: 2, end: 6, type: 'ORG' },
      { start: 10, end: 12, type: 'LOC' },
    ]);
  });

  it('learns nothing from sentences without annotation', () => {
    const baseline = createLongestMatch();
    baseline.fit([{ tokens: ['London'] }]);
    expect(baseline.tag(['London'])).toEqual([]);
  });

  it('finds spans in order, inside the sentence, without overlap', () => {
    const words = fc.array(fc.constantFrom('a', 'b', '中'), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(words, words, (learnt, asked) => {
        const baseline = createLongestMatch();
        baseline.fit(learnt.map((_, start) => ({ tokens: learnt, entities: [{ start, end: learnt.length, type: 'X' }] })));
        let end = 0;
        for (const span of baseline.tag(asked)) {
          expect(span.start).toBeGreaterThanOrEqual(end);
          expect(span.end).toBeGreaterThan(span.start);
          end = span.end;
        }
        expect(end).toBeLessThanOrEqual(asked.length);
      }),
    );
  });
});

describe.skipIf(publicSets === undefined)('longest match on CoNLL-2003 (needs ../shared)', () => {
  it('has the published scores of the shared task, to the digit', async () => {
    const { train, valid, test } = await publicSplits('conll2003-en');
    const baseline = createLongestMatch();
    baseline.fit(markedWords(train));
    const scores = [valid, test].map((examples) => {
      const { precision, recall, f1 } = entityScores(
        examples.map(({ entities }) => entities),
        examples.map((example) => baseline.tag(wordsOf(example))),
      ).micro;
      return [precision, recall, f1].map((score) => (score * 100).toFixed(2));
    });
    // Tjong Kim Sang and De Meulder 2003, table 5, last line of each half.
    expect(scores).toEqual([
      ['78.33', '65.23', '71.18'],
      ['71.91', '50.90', '59.61'],
    ]);
  });
});
