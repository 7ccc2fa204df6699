import { createTokenizer } from '@textloom/tokenizers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundaryPlaces, createBoundaryFinder } from './word-boundaries.ts';

const placesOf = createBoundaryFinder();
const named = (tokens: readonly string[]): string => Array.from(placesOf(tokens), (place) => boundaryPlaces[place][0]).join('');

describe('createBoundaryFinder', () => {
  it('says where each Chinese character stands in a word: begin, inside, end or single', () => {
    expect(named([...'我们在中国'])).toBe('besbe');
  });

  it('finds the words that the segmenter of the tokenizers finds', () => {
    const segmenter = createTokenizer({ kind: 'mixed', unspaced: 'words', normalizer: { lowercase: false } });
    const pieces = ['经济', '发展', '公司', '董事长', '王小明', '在', '上海', '的', '银行', '工作', '大学', '生活'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 8 }), (parts) => {
        const text = parts.join('');
        const expected = segmenter.tokenize(text).map(({ start, end }) => {
          const length = end - start;
          return length === 1 ? 's' : `b${'i'.repeat(length - 2)}e`;
        });
        expect(named([...text])).toBe(expected.join(''));
      }),
    );
  });

  it('takes tokens of spaced scripts, numbers and punctuation as words of their own', () => {
    expect(named(['Ada', 'moved', 'to', 'New', 'York', '.'])).toBe('ssssss');
    expect(named(['1', '9', '9', '6', ',', "'s"])).toBe('ssssss');
    expect(named(['我', '们', 'like', '中', '国', '。'])).toBe('besbes');
    expect(named(['中', '。', '国'])).toBe('sss');
  });

  it('also reads tokens of several characters, and no tokens', () => {
    expect(named(['我们', '在', '中国'])).toBe('sss');
    expect(named(['中', '华人民', '在'])).toBe('bes');
    expect(named([])).toBe('');
    expect(named(['', '我', '们', ''])).toHaveLength(4);
  });
});
