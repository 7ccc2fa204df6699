import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { characterNgrams, hashedNgrams, hashNgram, LONGEST_TOKEN } from './character-ngrams.ts';
import { fnv1a } from './hash.ts';
import { anyText } from './testing/texts.ts';

describe('characterNgrams', () => {
  it('marks the ends of the word and counts code points', () => {
    expect(characterNgrams('pay', 3, 4)).toEqual(['<pa', '<pay', 'pay', 'pay>', 'ay>']);
    expect(characterNgrams('𠮷a', 2, 3)).toEqual(['<𠮷', '<𠮷a', '𠮷a', '𠮷a>', 'a>']);
    expect(characterNgrams('退', 1, 2)).toEqual(['<退', '退', '退>']);
    expect(characterNgrams('', 3, 5)).toEqual([]);
  });

  it('takes the beginning only of an endless token', () => {
    const started = performance.now();
    const ngrams = characterNgrams('x'.repeat(10_000_000), 3, 5);
    expect(ngrams.length).toBeLessThan(3 * (LONGEST_TOKEN + 2));
    expect(ngrams.at(-1)).toBe('xxx');
    expect(performance.now() - started).toBeLessThan(500);
  });

  it('names a range that is none', () => {
    expect(() => characterNgrams('a', 0, 3)).toThrow('min: expected a whole number of at least 1, found 0');
    expect(() => characterNgrams('a', 4, 3)).toThrow('max: expected a whole number of at least 4, found 3');
  });
});

describe('hashing', () => {
  it('is FNV-1a over UTF-8', () => {
    // Published test vectors of the 32-bit FNV-1a.
    expect(fnv1a('')).toBe(0x811c9dc5);
    expect(fnv1a('a')).toBe(0xe40c292c);
    expect(fnv1a('foobar')).toBe(0xbf9cf968);
  });

  it('agrees with the definition on the bytes of every text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const bytes = new TextEncoder().encode(text);
        expect(fnv1a(text)).toBe(bytes.reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), 0x811c9dc5) >>> 0);
      }),
    );
  });

  it('gives hashedNgrams the buckets of characterNgrams', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 4 }), fc.nat(3), fc.integer({ min: 1, max: 2 ** 21 }), (token, min, more, buckets) => {
        const max = min + more;
        const one = characterNgrams(token, min, max).map((ngram) => hashNgram(ngram, buckets));
        expect([...hashedNgrams(token, { buckets, min, max })]).toEqual(one);
      }),
    );
  });

  it('refuses a number of buckets that is none', () => {
    expect(() => hashNgram('a', 0)).toThrow('buckets: expected a whole number of at least 1, found 0');
  });
});
