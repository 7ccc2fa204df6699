import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CharacterClass, classOf, isUnspaced } from './character-class.ts';

const of = (character: string): number => classOf(character.codePointAt(0)!);

describe('classOf', () => {
  it('tells scripts, digits, marks, emoji and all else apart, in any order of asking', () => {
    expect(['🇪', '😀', '订', 'か', 'ไ', '़', '٣', '½', 'ß', '_', '\u3000', '，', '$', '𠮷', '\ud800'].map(of)).toEqual([
      CharacterClass.regionalIndicator,
      CharacterClass.pictograph,
      CharacterClass.unspaced,
      CharacterClass.unspaced,
      CharacterClass.unspaced,
      CharacterClass.mark,
      CharacterClass.digit,
      CharacterClass.digit,
      CharacterClass.letter,
      CharacterClass.letter,
      CharacterClass.space,
      CharacterClass.other,
      CharacterClass.other,
      CharacterClass.unspaced,
      CharacterClass.other,
    ]);
  });

  it('agrees with the Unicode properties of any character', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0x10ffff }), (codePoint) => {
        const character = String.fromCodePoint(codePoint);
        const found = classOf(codePoint);
        if (found === CharacterClass.letter) expect(character).toMatch(/[\p{L}\p{Pc}]/u);
        if (found === CharacterClass.digit) expect(character).toMatch(/\p{N}/u);
        if (found === CharacterClass.mark) expect(character).toMatch(/[\p{M}\u200c\u200d]/u);
        if (found === CharacterClass.other) expect(character).not.toMatch(/[\p{L}\p{N}\p{M}\s]/u);
        expect(isUnspaced(codePoint)).toBe(found === CharacterClass.unspaced);
      }),
      { numRuns: 2000 },
    );
  });
});
