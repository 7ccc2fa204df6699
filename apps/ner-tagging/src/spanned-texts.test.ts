import type { BadRow } from '@textloom/datasets';
import { createTokenizer } from '@textloom/tokenizers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spannedExamples } from './spanned-texts.ts';

const tokenizer = createTokenizer({ kind: 'mixed', normalizer: { lowercase: false } });
const source = { file: 'news.jsonl', line: 3 };

describe('spannedExamples', () => {
  it('cuts a text into sentences of one document, entities in tokens and tokens in places of the sentence', () => {
    const text = 'Mira Holt left Vienna. 她去了上海。';
    const spans = [
      { start: 0, end: 9, type: 'PER' },
      { start: 15, end: 21, type: 'LOC' },
      { start: text.indexOf('上海'), end: text.indexOf('上海') + 2, type: 'LOC' },
    ];
    const { examples, widened } = spannedExamples([{ text, spans, source }], { tokenizer, repair: false });
    expect(widened).toBe(0);
    expect(examples.map(({ text, entities, document }) => ({ text, entities, document }))).toEqual([
      {
        text: 'Mira Holt left Vienna.',
        entities: [
          { start: 0, end: 2, type: 'PER' },
          { start: 3, end: 4, type: 'LOC' },
        ],
        document: 0,
      },
      { text: '她去了上海。', entities: [{ start: 3, end: 5, type: 'LOC' }], document: 0 },
    ]);
    for (const { text, tokens } of examples) for (const token of tokens) expect(text.slice(token.start, token.end)).toBe(token.text);
  });

  it('ends no sentence inside an entity', () => {
    const text = 'They read Stop! Go! yesterday. Then they slept.';
    const spans = [{ start: 10, end: 19, type: 'WORK' }];
    const { examples } = spannedExamples([{ text, spans, source }], { tokenizer, repair: false });
    expect(examples.map((example) => example.text)).toEqual(['They read Stop! Go! yesterday.', 'Then they slept.']);
    expect(examples[0].entities).toEqual([{ start: 2, end: 6, type: 'WORK' }]);
  });

  it('says where a span that cuts a token could begin and end, or widens it', () => {
    const text = 'Two iPhones broke.';
    const texts = [{ text, spans: [{ start: 4, end: 10, type: 'PRODUCT' }], source }];
    expect(() => spannedExamples(texts, { tokenizer, repair: false })).toThrow(
      /^news\.jsonl:3: the span 4 to 10 "iPhone" \(PRODUCT\) .*\n {2}expected: .* 4 to 11 "iPhones"\n {2}hint: .*--repair/,
    );
    const { examples, widened } = spannedExamples(texts, { tokenizer, repair: true });
    expect({ entities: examples[0].entities, widened }).toEqual({ entities: [{ start: 1, end: 2, type: 'PRODUCT' }], widened: 1 });
  });

  it('hands texts with such spans to onBadRow, and goes on with the next', () => {
    const bad: BadRow[] = [];
    const texts = [
      { text: 'It works. Two iPhones broke.', spans: [{ start: 14, end: 20, type: 'PRODUCT' }], source },
      { text: 'Fine.', spans: [], source: { ...source, line: 4 } },
    ];
    const { examples } = spannedExamples(texts, { tokenizer, repair: false, onBadRow: (row) => bad.push(row) });
    expect(examples.map(({ text, document }) => ({ text, document }))).toEqual([{ text: 'Fine.', document: 1 }]);
    expect(bad).toMatchObject([{ file: 'news.jsonl', line: 3, problem: expect.stringContaining('14 to 20'), raw: texts[0].text }]);
  });

  it('does not widen two spans into each other', () => {
    const spans = [
      { start: 0, end: 4, type: 'A' },
      { start: 4, end: 8, type: 'B' },
    ];
    expect(() => spannedExamples([{ text: 'overturn it', spans, source }], { tokenizer, repair: true })).toThrow(
      /news\.jsonl:3: two spans share the token "overturn"/,
    );
  });

  it('keeps every entity, wherever it stands among words of both languages', () => {
    const words = fc.constantFrom('Vienna', 'is', '上', '海', 'U.S.', 'great.', '好。', '!', '5.2', 'e.g.');
    fc.assert(
      fc.property(fc.array(fc.tuple(words, fc.boolean()), { minLength: 1, maxLength: 30 }), (pieces) => {
        let text = '';
        const spans: { start: number; end: number; type: string }[] = [];
        for (const [word, marked] of pieces) {
          if (marked) spans.push({ start: text.length, end: text.length + word.length, type: 'X' });
          text += `${word} `;
        }
        const { examples } = spannedExamples([{ text, spans, source }], { tokenizer, repair: false });
        const found = examples.flatMap((example) =>
          example.entities.map(({ start, end }) => example.text.slice(example.tokens[start].start, example.tokens[end - 1].end)),
        );
        expect(found).toEqual(spans.map(({ start, end }) => text.slice(start, end)));
      }),
    );
  });
});
