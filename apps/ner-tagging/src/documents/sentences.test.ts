import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitSentences } from './sentences.ts';

const split = (text: string): string[] => splitSentences(text).map(({ start, end }) => text.slice(start, end));

describe('splitSentences', () => {
  it.each([
    ['Mr. Smith met Dr. Lee. They talked.', ['Mr. Smith met Dr. Lee.', 'They talked.']],
    ['J. K. Rowling and George W. Bush met. Nobody knew why.', ['J. K. Rowling and George W. Bush met.', 'Nobody knew why.']],
    ['The U.S. Treasury sold bonds. It did well.', ['The U.S. Treasury sold bonds.', 'It did well.']],
    ['He lives in the U.S. The house is large.', ['He lives in the U.S.', 'The house is large.']],
    ['Apple Inc. Chief Executive Tim Cook spoke.', ['Apple Inc. Chief Executive Tim Cook spoke.']],
    ['She works at Acme Corp. He does not.', ['She works at Acme Corp.', 'He does not.']],
    ['See No. 5 Baker St. London, e.g. in Sept. 2024.', ['See No. 5 Baker St. London, e.g. in Sept. 2024.']],
    ['It rose 3.5 percent to $1,000.50. Analysts cheered!', ['It rose 3.5 percent to $1,000.50.', 'Analysts cheered!']],
    ['"Stop!" he said. "Why?" she asked.', ['"Stop!" he said.', '"Why?" she asked.']],
    ['He said no. 5 others agreed.', ['He said no. 5 others agreed.']],
  ])('English: %s', (text, sentences) => expect(split(text)).toEqual(sentences));

  it.each([
    ['马云创办了阿里巴巴。公司在杭州！真的吗？是的', ['马云创办了阿里巴巴。', '公司在杭州！', '真的吗？', '是的']],
    ['他说：“我去北京。”然后走了。', ['他说：“我去北京。”', '然后走了。']],
    ['张伟买入100股；李娜卖出50股。', ['张伟买入100股；', '李娜卖出50股。']],
    ['华为在U.S. Treasury的名单上。共3.5亿元。', ['华为在U.S. Treasury的名单上。', '共3.5亿元。']],
    ['你去哪？“我去北京。”他说。《红楼梦》很长。', ['你去哪？', '“我去北京。”', '他说。', '《红楼梦》很长。']],
    ['（完。）下一句。', ['（完。）', '下一句。']],
  ])('Chinese: %s', (text, sentences) => expect(split(text)).toEqual(sentences));

  it('ends sentences at line breaks of any kind, but not in a paragraph that is wrapped', () => {
    expect(split('Budget 2024\r\nBy Ada Lee\r\n\r\n第一行\u2028第二行')).toEqual(['Budget 2024', 'By Ada Lee', '第一行', '第二行']);
    const wrapped =
      'The board of the company met on Tuesday and decided that Goldman\nSachs should sell the plant in Leeds. Workers were told it in\nthe evening.';
    expect(split(wrapped)).toEqual([
      'The board of the company met on Tuesday and decided that Goldman\nSachs should sell the plant in Leeds.',
      'Workers were told it in\nthe evening.',
    ]);
    const list =
      '- a list of names that is long enough to be taken for a paragraph,\n- Ada Lovelace of London, who wrote the first program of them all,\n- Grace';
    expect(split(list)).toHaveLength(3);
  });

  const piece = fc.oneof(
    fc.constantFrom(
      'Mr. ',
      'U.S. ',
      'Inc.',
      '。',
      '！',
      '”',
      '；',
      '\n',
      '\r\n',
      '\n\n',
      ' ',
      '\u3000',
      'Ada ',
      'they ',
      '北京',
      '🙂',
      '. ',
      '? ',
      '\ud83d',
      '\u0085',
      '5',
    ),
    fc.string({ unit: 'binary', maxLength: 3 }),
  );
  const anyDocument = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));

  // U+0085 breaks lines, and is white space to Unicode but not to JavaScript.
  const blank = /^[\s\u0085]*$/;

  it('covers every visible character, in order and without overlap', () => {
    fc.assert(
      fc.property(anyDocument, (text) => {
        let at = 0;
        for (const { start, end } of splitSentences(text)) {
          expect(start).toBeGreaterThanOrEqual(at);
          expect(end).toBeGreaterThan(start);
          expect(text.slice(at, start)).toMatch(blank);
          expect(text.slice(start, end).trim()).toBe(text.slice(start, end));
          at = end;
        }
        expect(text.slice(at)).toMatch(blank);
      }),
      { numRuns: 500 },
    );
  });

  it('finds the same sentences in every paragraph, whatever stands around it', () => {
    fc.assert(
      fc.property(anyDocument, (text) => {
        const shift = '前言。\n\n'.length;
        const moved = splitSentences(`前言。\n\n${text}`).slice(1);
        expect(moved.map(({ start, end }) => ({ start: start - shift, end: end - shift }))).toEqual(splitSentences(text));
      }),
    );
  });

  it('takes megabytes of one line in a moment', () => {
    const line = 'Dr. Lee of Acme Inc. met 李娜 in Paris. 他们谈了很久。'.repeat(40_000);
    expect(splitSentences(line)).toHaveLength(80_000);
  });
});
