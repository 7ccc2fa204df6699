import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from './testing/texts.ts';
import { TfidfVectorizer } from './tfidf.ts';

const texts = ['refund my order', 'refund please', 'where is my order', '我想退款', '退款多久到账'];

describe('TfidfVectorizer', () => {
  it('agrees with a sum by hand', () => {
    const vectorizer = TfidfVectorizer.fit(['a a b', 'a c'], { wordNgrams: [1, 1], characterNgrams: null, minimumDocuments: 1 });
    const { ids, values } = vectorizer.transform('a a b zzz');
    const a = (1 + Math.log(2)) * (Math.log(3 / 3) + 1);
    const b = Math.log(3 / 2) + 1;
    expect([...ids]).toEqual([0, 1]);
    expect(values[0]).toBeCloseTo(a / Math.hypot(a, b), 6);
    expect(values[1]).toBeCloseTo(b / Math.hypot(a, b), 6);
  });

  it('takes character n-grams inside words with marks, or across the text', () => {
    const only = { wordNgrams: null, characterNgrams: [3, 3], minimumDocuments: 1 } as const;
    const features = (withinWords: boolean) =>
      TfidfVectorizer.fit(['to be', '退 ok'], { ...only, withinWords })
        .toJSON()
        .features.split('\n');
    expect(features(true)).toEqual(['<be', '<ok', '<to', '<退>', 'be>', 'ok>', 'to>']);
    expect(features(false)).toEqual([' be', 'o b', 'to ', '退 o', ' ok'].sort());
  });

  it('keeps what occurs in enough texts, the commonest first when there are too many', () => {
    const fit = (config: object) => TfidfVectorizer.fit(texts, { wordNgrams: [1, 2], characterNgrams: null, ...config }).toJSON().features;
    const plain = (features: string) => features.replaceAll('\u0001', '').split('\n');
    expect(plain(fit({}))).toEqual(['my', 'my order', 'order', 'refund', '款', '退', '退 款']);
    expect(plain(fit({ maximumFeatures: 2 }))).toEqual(['my', 'my order']);
  });

  it('gives vectors of length 1 with ascending ids, whatever the text, and the same after JSON', () => {
    const vectorizer = TfidfVectorizer.fit([...texts, 'カード ありがとう refund'], { minimumDocuments: 1 });
    const read = TfidfVectorizer.parse(JSON.stringify(vectorizer));
    expect(read.toJSON()).toEqual(vectorizer.toJSON());
    fc.assert(
      fc.property(anyText, (text) => {
        const { ids, values } = vectorizer.transform(text);
        expect([...ids].every((id, i) => id >= 0 && id < vectorizer.size && (i === 0 || ids[i - 1]! < id))).toBe(true);
        const square = values.reduce((sum, value) => sum + value * value, 0);
        if (ids.length > 0) expect(square).toBeCloseTo(1, 5);
        expect(read.transform(text)).toEqual({ ids, values });
      }),
    );
  });

  it('does not depend on the order of the texts', () => {
    expect(TfidfVectorizer.fit(texts.toReversed()).toJSON()).toEqual(TfidfVectorizer.fit(texts).toJSON());
  });

  it('loads 100,000 features in a moment', () => {
    const features = Array.from({ length: 100_000 }, (_, i) => `特征${i}`);
    const json = JSON.stringify({
      ...TfidfVectorizer.fit(texts).toJSON(),
      documents: 1000,
      features: features.join('\n'),
      documentFrequencies: features.map((_, i) => (i % 999) + 1),
    });
    const started = performance.now();
    expect(TfidfVectorizer.parse(json).size).toBe(100_000);
    // About 60 ms on an idle machine; the bound leaves room for a busy one.
    expect(performance.now() - started).toBeLessThan(500);
  });

  it('takes a long text', () => {
    const vectorizer = TfidfVectorizer.fit(texts);
    const started = performance.now();
    expect(vectorizer.transform('refund my order 退款 '.repeat(20_000)).ids.length).toBeGreaterThan(10);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('says what is wrong with a config or a saved one', () => {
    expect(() => TfidfVectorizer.fit(texts, { wordNgrams: [2, 1] })).toThrow(
      'tfidf.wordNgrams[1]: expected a whole number of at least 2, found 1',
    );
    expect(() => TfidfVectorizer.fit(texts, JSON.parse('{"words":[1,2]}') as object)).toThrow("tfidf: unknown key 'words'");
    const saved = TfidfVectorizer.fit(texts).toJSON();
    expect(() => TfidfVectorizer.fromJSON({ ...saved, documentFrequencies: [1] })).toThrow('one for each feature, found 1 entries');
    expect(() => TfidfVectorizer.fromJSON({ ...saved, version: 9 }, 'run/tfidf.json')).toThrow('run/tfidf.json: version 9 is not readable');
    expect(() => TfidfVectorizer.parse('{', 'run/tfidf.json')).toThrow('run/tfidf.json: not valid JSON');
  });
});
