import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Vocabulary } from './vocabulary.ts';

describe('Vocabulary', () => {
  const vocabulary = Vocabulary.build(['refund', '退款', 'refund', 'hello', '<pad>', '退款', 'refund'], { minFrequency: 2 });

  it('numbers specials first, then tokens by falling frequency', () => {
    expect(vocabulary.tokens()).toEqual(['<pad>', '<unk>', 'refund', '退款']);
    expect(vocabulary.id('退款')).toBe(3);
    expect(vocabulary.id('hello')).toBe(vocabulary.unknownId);
    expect(vocabulary.token(2)).toBe('refund');
    expect([vocabulary.size, vocabulary.paddingId, vocabulary.unknownId]).toEqual([4, 0, 1]);
    expect([vocabulary.frequency('refund'), vocabulary.frequency('<unk>'), vocabulary.frequency('hello')]).toEqual([3, 0, 0]);
  });

  it('does not let a text spell a special', () => {
    expect(vocabulary.id('<pad>')).toBe(0);
    expect(vocabulary.textId('<pad>')).toBe(1);
    expect(vocabulary.textId('refund')).toBe(2);
  });

  it('keeps to a size, the most frequent first', () => {
    expect(Vocabulary.build(['b', 'a', 'b', 'c'], { maxSize: 4 }).tokens()).toEqual(['<pad>', '<unk>', 'b', 'a']);
  });

  it('holds labels, without specials', () => {
    const labels = Vocabulary.of(['refund', 'delivery']);
    expect(labels.id('delivery')).toBe(1);
    expect(() => labels.id('other')).toThrow('"other" is not in the vocabulary of 2 entries, which has no <unk>');
    expect(() => labels.token(2)).toThrow('id 2 is not in the vocabulary, expected 0 .. 1');
    expect(() => Vocabulary.of(['a', 'a'])).toThrow('"a" occurs twice');
  });

  it('does not depend on the order of the tokens, and survives JSON', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 2 })), fc.integer({ min: 1, max: 3 }), (tokens, minFrequency) => {
        const built = Vocabulary.build(tokens, { minFrequency });
        expect(Vocabulary.build(tokens.toReversed(), { minFrequency }).toJSON()).toEqual(built.toJSON());
        const read = Vocabulary.fromJSON(JSON.parse(JSON.stringify(built)));
        expect(read.toJSON()).toEqual(built.toJSON());
        for (const token of tokens) if (built.has(token)) expect(read.token(built.id(token))).toBe(token);
      }),
    );
  });

  it('says what is wrong with a saved one', () => {
    const wrong = (value: unknown) => () => Vocabulary.fromJSON(value, 'tokenizer.json: vocabulary');
    expect(wrong(null)).toThrow('tokenizer.json: vocabulary: expected an object, found null');
    expect(wrong({ specials: [] })).toThrow('tokenizer.json: vocabulary.tokens: expected a list of strings, found nothing');
    expect(wrong({ specials: [], tokens: ['a', 3] })).toThrow('vocabulary.tokens[1]: expected a string, found 3');
    expect(wrong({ specials: [], tokens: ['a'], frequencies: [] })).toThrow('expected 1 numbers, one for each token');
    expect(wrong({ specials: [], tokens: ['a'], frequencies: [-1] })).toThrow(
      'frequencies[0]: expected a whole number of at least 0, found -1',
    );
  });
});
