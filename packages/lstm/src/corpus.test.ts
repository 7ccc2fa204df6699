import { TextCodec, TfidfVectorizer, Vocabulary } from '@textloom/tokenizers';
import { describe, expect, it } from 'vitest';
import { encodeCorpus, unknownType } from './corpus.ts';
import { selectRows } from './feature-matrix.ts';

const heads = [{ name: 'intent', labels: ['refund', 'delivery'] }];
const vocabulary = Vocabulary.build(['refund', 'refund', '退', '款'], {});
const codec = new TextCodec({ kind: 'mixed' }, vocabulary, { buckets: 50, min: 3, max: 5 });
const options = { heads, maxTokens: 10 };

describe('encodeCorpus', () => {
  it('gives each distinct token its word row, if it has one, and its n-gram rows behind those of the words', () => {
    const { types, starts, tokens, labels, size } = encodeCorpus(
      codec,
      [{ text: 'Refund refund 退款', labels: { intent: 'delivery' } }, { text: 'reefund' }],
      options,
    );
    expect(size).toBe(2);
    expect([...starts]).toEqual([0, 4, 5]);
    expect([...tokens]).toEqual([1, 1, 2, 3, 4]);
    expect([...types.wordRows]).toEqual([vocabulary.unknownId, vocabulary.id('refund'), vocabulary.id('退'), vocabulary.id('款'), -1]);
    const ngrams = (type: number): number[] => [...types.ngramRows.subarray(types.ngramStarts[type], types.ngramStarts[type + 1])];
    expect(ngrams(unknownType)).toEqual([]);
    expect(ngrams(1)).toEqual([...codec.subwordIds('refund')].map((bucket) => vocabulary.size + bucket));
    expect(ngrams(2)).toHaveLength(1);
    expect(ngrams(4)).toHaveLength(codec.subwordIds('reefund').length);
    expect([...labels.intent]).toEqual([1, -1]);
  });

  it('without n-grams makes of every unknown word the one unknown word', () => {
    const words = new TextCodec({ kind: 'mixed' }, vocabulary);
    const { tokens, types } = encodeCorpus(words, [{ text: 'refund parcel letter' }], options);
    expect([...tokens]).toEqual([1, unknownType, unknownType]);
    expect(types.wordRows).toHaveLength(2);
  });

  it('reads a text without tokens as one unknown word and a long one as far as it may', () => {
    const { starts, tokens } = encodeCorpus(codec, [{ text: '' }, { text: ' \n' }, { text: 'refund '.repeat(50) }], options);
    expect([...starts]).toEqual([0, 1, 2, 12]);
    expect([...tokens.subarray(0, 2)]).toEqual([unknownType, unknownType]);
  });

  it('lies in memory that threads share, unless it is for this thread alone', () => {
    const examples = [{ text: 'refund', labels: { intent: 'refund' } }];
    const vectorizer = TfidfVectorizer.fit(['refund', 'refund']);
    const shared = encodeCorpus(codec, examples, { ...options, vectorizer });
    const local = encodeCorpus(codec, examples, { ...options, vectorizer, storage: 'local' });
    const arrays = ({ starts, tokens, types, labels, features }: typeof shared): ArrayBufferView[] => [
      ...[starts, tokens, labels.intent],
      ...Object.values(types),
      ...Object.values(features!),
    ];
    expect(arrays(shared).every(({ buffer }) => buffer instanceof SharedArrayBuffer)).toBe(true);
    expect(arrays(local).every(({ buffer }) => buffer instanceof ArrayBuffer)).toBe(true);
    expect(structuredClone(shared).tokens.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(arrays(shared).map((view) => new Uint8Array(view.buffer.slice(0)))).toEqual(
      arrays(local).map((view) => new Uint8Array(view.buffer.slice(0))),
    );
  });

  it('holds the tf-idf of each text, of which any may be selected', () => {
    const texts = ['where is my parcel', 'i want a refund', '我要退款', 'where is my refund'];
    const vectorizer = TfidfVectorizer.fit(texts, { minimumDocuments: 1 });
    const { features } = encodeCorpus(
      codec,
      texts.map((text) => ({ text })),
      { ...options, vectorizer },
    );
    const { starts, ids, weights } = selectRows(features!, [2, 0, 2]);
    for (const [row, text] of [texts[2], texts[0], texts[2]].entries()) {
      const expected = vectorizer.transform(text);
      expect(ids.subarray(starts[row], starts[row + 1])).toEqual(expected.ids);
      expect(weights.subarray(starts[row], starts[row + 1])).toEqual(expected.values);
    }
  });

  it('refuses a label that its head lacks, with the text', () => {
    expect(() => encodeCorpus(codec, [{ text: 'hello', labels: { intent: 'greeting' } }], options)).toThrow(
      /'hello' has the intent 'greeting'.*expected one of 2 labels: refund, delivery/,
    );
  });
});
