import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NerExample, NerSplits } from '../examples.ts';
import { bracketed } from '../testing/bracketed.ts';
import { findRepetitions } from './near-duplicates.ts';

const lines = (file: string, texts: readonly string[], joiner: ' ' | '' = ' '): NerExample[] =>
  texts.map((text, index) => bracketed(text, { file, line: index + 1, joiner }));
const splits = (train: NerExample[], test: NerExample[] = []): NerSplits => ({ train, valid: [], test });

describe('findRepetitions', () => {
  it('tells the same words and nearly the same words apart', () => {
    const long = 'the central bank of the country left its main interest rate unchanged on Tuesday';
    const found = findRepetitions(
      splits(
        lines('train.txt', [long, 'shares fell sharply after the report was published']),
        lines('test.txt', [long.toUpperCase(), `${long} .`, 'nothing of the kind was ever said here']),
      ),
      0.8,
    );
    // 12 triples, and one more with the full stop: 12 / 13.
    expect(found.test).toEqual({
      exact: 1,
      near: 1,
      repetitions: [
        { text: `${long} .`, place: at('test', 2), of: at('train', 1), similarity: 12 / 13 },
        { text: long.toUpperCase(), place: at('test', 1), of: at('train', 1), similarity: 1 },
      ],
    });
  });

  it('finds what training repeats of itself, in Chinese character by character', () => {
    const train = lines(
      'train.txt',
      ['公司今日宣布完成新一轮融资，投后估值超过十亿元', '公司昨日宣布完成新一轮融资，投后估值超过十亿元', '天气很好'],
      '',
    );
    expect(findRepetitions(splits(train), 0.7).train).toMatchObject({
      exact: 0,
      near: 1,
      repetitions: [{ place: { line: 2 }, of: { line: 1 } }],
    });
    expect(findRepetitions(splits(train), 0.9).train.near).toBe(0);
  });

  it('counts short sentences only when they are the same, and does not list them', () => {
    const found = findRepetitions(
      splits(lines('train.txt', ['REUTERS', 'LONDON 1996-08-22']), lines('test.txt', ['Reuters', 'LONDON 1996-08-23'])),
      0.1,
    );
    expect(found.test).toEqual({ exact: 1, near: 0, repetitions: [] });
  });

  it('misses no pair that comparing all with all finds', () => {
    const word = fc.constantFrom('a', 'b', 'c', 'd', 'e', '中', '国');
    const sentence = fc.array(word, { minLength: 5, maxLength: 10 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(fc.array(sentence, { maxLength: 20 }), sentence, (texts, asked) => {
        const { exact, near } = findRepetitions(splits(lines('train.txt', texts), lines('test.txt', [asked])), 0.8).test;
        const same = texts.includes(asked);
        const similar = texts.some((text) => jaccard(text, asked) >= 0.8);
        expect([exact, near]).toEqual([Number(same), Number(similar && !same)]);
      }),
      // Banding may miss one pair in thousands; a fixed seed keeps that from failing a day's work.
      { seed: 5, numRuns: 500 },
    );
  });

  it('takes thousands of sentences from one template', () => {
    const train = lines(
      'train.txt',
      Array.from({ length: 5000 }, (_, index) => `${index} : your parcel left our warehouse in the city this morning`),
    );
    expect(findRepetitions(splits(train), 0.8).train).toMatchObject({ exact: 0, near: 4999 });
  });
});

function at(split: 'train' | 'test', line: number) {
  return { split, file: `${split}.txt`, line };
}

function jaccard(a: string, b: string): number {
  const [x, y] = [a, b].map((text) => {
    const words = text.split(' ');
    return new Set(words.slice(2).map((_, start) => words.slice(start, start + 3).join(' ')));
  });
  const shared = [...x].filter((triple) => y.has(triple)).length;
  return shared / (x.size + y.size - shared);
}
