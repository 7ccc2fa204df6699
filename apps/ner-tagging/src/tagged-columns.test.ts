import type { TaggedSentence } from '@textloom/datasets';
import { createTokenizer } from '@textloom/tokenizers';
import { describe, expect, it } from 'vitest';
import { columnExamples, schemeOf, schemesOf } from './tagged-columns.ts';

const tokenizer = createTokenizer({ kind: 'mixed', normalizer: { lowercase: false } });

/** Sentences of `token/tag` pairs, the first in line 1. */
function sentences(...lines: string[]): TaggedSentence[] {
  let line = 1;
  return lines.map((text): TaggedSentence => {
    const pairs = text.split(' ').map((pair) => [pair.slice(0, pair.indexOf('/')), pair.slice(pair.indexOf('/') + 1)]);
    const source = { file: 'news.conll', line };
    const numbers = pairs.map(() => line++);
    line++;
    return { tokens: pairs.map(([token]) => token), tags: pairs.map(([, tag]) => tag), source, lines: numbers, opensDocument: false };
  });
}

describe('schemeOf', () => {
  it('finds the scheme, or takes the one that is named', () => {
    expect(schemeOf(sentences('Mira/B-PER Holt/E-PER spoke/O'), 'auto', false)).toBe('BIOES');
    expect(schemeOf(sentences('王/B-PER 小/M-PER 明/E-PER'), 'auto', false)).toBe('BMES');
    expect(schemeOf(sentences('Vienna/I-LOC'), 'IOB2', false)).toBe('IOB2');
  });

  it('names the line of a tag that is none, and of one from another scheme', () => {
    expect(() => schemeOf(sentences('in/O', 'Mira/B-PER Holt/PER'), 'auto', false)).toThrow(
      /^news\.conll:4: .*'PER'.*\n {2}expected: .*B-PER\n {2}hint: .*--tag-column/,
    );
    const mixed = sentences('Mira/B-PER Holt/E-PER', 'Tom/B-PER Ash/L-PER');
    expect(() => schemeOf(mixed, 'auto', false)).toThrow(/^news\.conll:5: .*'L-PER'.*\n.*\n {2}hint: .*--repair/);
    expect(schemeOf(mixed, 'auto', true)).toBe('IOB2');
  });
});

describe('schemesOf', () => {
  it('is one scheme for all parts where one fits them, else that of each part', () => {
    const iob1 = sentences('Vienna/I-LOC Graz/B-LOC');
    const either = sentences('in/O Linz/I-LOC');
    expect(schemesOf({ train: iob1, valid: either, test: [] }, 'auto', false)).toEqual({ train: 'IOB1', valid: 'IOB1' });
    const bilou = sentences('Mira/B-PER Holt/L-PER spoke/O', '维也纳/U-LOC');
    const iob2 = sentences('Mira/B-PER Holt/I-PER left/O');
    expect(schemesOf({ train: bilou, test: iob2 }, 'auto', false)).toEqual({ train: 'BILOU', test: 'IOB2' });
    expect(schemesOf({ train: bilou, test: iob2 }, 'BILOU', false)).toEqual({ train: 'BILOU', test: 'BILOU' });
  });
});

describe('columnExamples', () => {
  it('joins tokens with spaces, Chinese characters without, and normalises what the model reads', () => {
    const english = columnExamples(sentences('in/O New/B-LOC Delhi/I-LOC'), { scheme: 'IOB2', joiner: ' ', tokenizer, repair: false });
    expect(english.examples).toEqual([
      {
        text: 'in New Delhi',
        tokens: [
          { text: 'in', start: 0, end: 2 },
          { text: 'New', start: 3, end: 6 },
          { text: 'Delhi', start: 7, end: 12 },
        ],
        entities: [{ start: 1, end: 3, type: 'LOC' }],
        document: 0,
        source: { file: 'news.conll', line: 1 },
      },
    ]);
    const chinese = columnExamples(sentences('李/B-PER 雪/E-PER ，/O'), { scheme: 'BMES', joiner: '', tokenizer, repair: false });
    expect(chinese.examples[0]).toMatchObject({
      text: '李雪，',
      tokens: [{ text: '李' }, { text: '雪' }, { text: ',', start: 2, end: 3 }],
    });
  });

  it('names the line of a tag that cannot stand where it stands, and what could; --repair reads it as conlleval does', () => {
    const wrong = sentences('so/O', 'the/O Nile/I-LOC rose/O');
    expect(() => columnExamples(wrong, { scheme: 'IOB2', joiner: ' ', tokenizer, repair: false })).toThrow(
      /^news\.conll:4: I-LOC cannot follow O in IOB2\n {2}expected: O or B-.*\n {2}hint: .*--repair/,
    );
    const { examples, mended } = columnExamples(wrong, { scheme: 'IOB2', joiner: ' ', tokenizer, repair: true });
    expect(mended).toBe(1);
    expect(examples[1].entities).toEqual([{ start: 1, end: 2, type: 'LOC' }]);
  });

  it('numbers documents where the file says what they are, else every sentence is one', () => {
    const three = sentences('a/O', 'b/O', 'c/O');
    const reading = { scheme: 'IOB2', joiner: ' ', tokenizer, repair: false } as const;
    expect(columnExamples(three, reading).examples.map(({ document }) => document)).toEqual([0, 1, 2]);
    const marked = three.map((sentence, index) => ({ ...sentence, opensDocument: index !== 1 }));
    expect(columnExamples(marked, reading).examples.map(({ document }) => document)).toEqual([0, 0, 1]);
  });
});
