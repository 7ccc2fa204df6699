import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { casingOf, casings } from './casing.ts';

describe('casingOf', () => {
  it.each([
    ['moved', 'lower'],
    ['x', 'lower'],
    ['EU', 'upper'],
    ['U.S.', 'upper'],
    ['A', 'upper'],
    ['Paris', 'initial'],
    ["O'neil", 'initial'],
    ['Élan', 'initial'],
    ['Ǆungla', 'initial'],
    ['McDonald', 'mixed'],
    ['iPhone', 'mixed'],
    ['eBAY', 'mixed'],
    ['1996', 'digits'],
    ['２０２４', 'digits'],
    ['3.75', 'mostly digits'],
    ['7th', 'some digits'],
    ['G20', 'mostly digits'],
    ['B2B', 'some digits'],
    ['5月', 'some digits'],
    ['.', 'punctuation'],
    ['，', 'punctuation'],
    ['', 'punctuation'],
    ['😀', 'punctuation'],
    ['京', 'unspaced'],
    ['北京市', 'unspaced'],
    ['ニュース', 'unspaced'],
    ['A股', 'upper'],
  ] as const)('%s is %s', (token, casing) => {
    expect(casingOf(token)).toBe(casing);
  });

  it('knows every string, and looks at nothing but the kinds of its characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (token) => {
        expect(casings).toContain(casingOf(token));
      }),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,8}$/), (word) => {
        expect(casingOf(word)).toBe('lower');
        expect(casingOf(word.toUpperCase())).toBe('upper');
        expect(casingOf(`${word[0].toUpperCase()}${word}`)).toBe('initial');
        expect(casingOf(`${word}${word[0].toUpperCase()}`)).toBe('mixed');
      }),
    );
  });
});
