import { createTokenizer } from '@textloom/tokenizers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clauses, sentencesOf } from './document.ts';

const tokenizer = createTokenizer({ kind: 'mixed', normalizer: { lowercase: false } });
const cut = (text: string, longest?: number) => [...sentencesOf(text, tokenizer, longest)];

describe('sentencesOf', () => {
  it('gives tokens with offsets into the document, beyond emoji, CRLF and full-width forms', () => {
    const text = '🙂 Ada lives in Paris.\r\n\r\nＡＢＣ公司在北京。';
    const sentences = cut(text);
    expect(sentences.map(({ start, end }) => text.slice(start, end))).toEqual(['🙂 Ada lives in Paris.', 'ＡＢＣ公司在北京。']);
    expect(sentences[1].tokens.map(({ start, end }) => text.slice(start, end))).toEqual(['ＡＢＣ', '公', '司', '在', '北', '京', '。']);
    // The model reads what the normalizer makes of it, the offsets stay.
    expect(sentences[1].tokens[0].text).toBe('ABC');
  });

  it('has nothing to say about documents without tokens', () => {
    expect(cut('')).toEqual([]);
    expect(cut(' \r\n\t\u3000')).toEqual([]);
  });

  it('cuts long sentences after commas, else at spaces, and never goes beyond the limit', () => {
    const names = 'Ada, Bob, Cy, Dan, Eve';
    expect(cut(names, 4).map(({ start, end }) => names.slice(start, end))).toEqual(['Ada, Bob,', 'Cy, Dan,', 'Eve']);
    expect(cut('甲乙丙丁戊己', 4).map(({ tokens }) => tokens.length)).toEqual([4, 2]);
    expect(cut('one two three 四五六七八', 5).map(({ tokens }) => tokens.length)).toEqual([3, 5]);
  });

  it('leaves out no token and gives none twice, however long a sentence may be', () => {
    const text = fc.array(fc.constantFrom('Ada ', 'U.S. ', ', ', '北京', '，', '。', '\r\n', '🙂', 'ﬁ', '½', '. '), { maxLength: 60 });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 12 }), (pieces, longest) => {
        const document = pieces.join('');
        const sentences = cut(document, longest);
        for (const { tokens } of sentences) expect(tokens.length).toBeLessThanOrEqual(longest);
        const tokens = sentences.flatMap((sentence) => sentence.tokens);
        const covered = tokens.map(({ start, end }) => document.slice(start, end)).join('');
        expect(covered).toBe(document.replaceAll(/\s/g, ''));
        expect(tokens).toEqual(tokens.toSorted((a, b) => a.start - b.start));
      }),
    );
  });
});

describe('clauses', () => {
  it('keeps what is short enough whole', () => {
    const { tokens } = cut('Ada lives in Paris.')[0];
    expect(clauses(tokens, tokens.length)).toEqual([tokens]);
    expect(clauses([], 5)).toEqual([]);
  });
});
