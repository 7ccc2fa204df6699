/** What a character is to a word tokenizer. */
export const CharacterClass = {
  /** Punctuation, symbols, controls, unassigned. */
  other: 0,
  space: 1,
  /** Letters of scripts that put spaces between words, and connecting punctuation such as _. */
  letter: 2,
  digit: 3,
  /** Combining marks and joiners: belong to what stands before them. */
  mark: 4,
  /** Letters of scripts written without spaces: Han, Kana, Bopomofo, Thai, Lao, Khmer, Burmese. */
  unspaced: 5,
  pictograph: 6,
  regionalIndicator: 7,
} as const;
export type CharacterClass = (typeof CharacterClass)[keyof typeof CharacterClass];

/** Later lines win. */
const PATTERNS: readonly (readonly [CharacterClass, RegExp])[] = [
  [CharacterClass.space, /[\s\x85]+/gu],
  [CharacterClass.letter, /[\p{L}\p{Pc}]+/gu],
  [CharacterClass.digit, /\p{N}+/gu],
  [CharacterClass.mark, /[\p{M}\u200c\u200d]+/gu],
  [
    CharacterClass.unspaced,
    /(?:(?=[\p{L}\p{Nl}])[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Bopomofo}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}])+/gu,
  ],
  [CharacterClass.pictograph, /\p{Extended_Pictographic}+/gu],
  [CharacterClass.regionalIndicator, /\p{Regional_Indicator}+/gu],
];

/** The first two planes, where nearly all text lives, are looked up in a table; it is filled in blocks, each when it is first asked for. */
const TABLE_SIZE = 0x20000;
const BLOCK_BITS = 8;
const TABLE: Uint8Array = new Uint8Array(TABLE_SIZE);
const FILLED: Uint8Array = new Uint8Array(TABLE_SIZE >> BLOCK_BITS);

function fillBlock(block: number): void {
  FILLED[block] = 1;
  const start = block << BLOCK_BITS;
  // Lone surrogates keep the class `other`; left in a string they could pair up.
  if (start >= 0xd800 && start < 0xe000) return;
  const text = String.fromCodePoint(...Array.from({ length: 1 << BLOCK_BITS }, (_, i) => start + i));
  const width = widthOf(start);
  for (const [characterClass, pattern] of PATTERNS) {
    for (const run of text.matchAll(pattern)) {
      const from = start + run.index / width;
      TABLE.fill(characterClass, from, from + run[0].length / width);
    }
  }
}

/** The class of a code point; lone surrogates are `other`. */
export function classOf(codePoint: number): CharacterClass {
  if (codePoint < TABLE_SIZE) {
    if (FILLED[codePoint >> BLOCK_BITS] === 0) fillBlock(codePoint >> BLOCK_BITS);
    return TABLE[codePoint] as CharacterClass;
  }
  const character = String.fromCodePoint(codePoint);
  let found: CharacterClass = CharacterClass.other;
  for (const [characterClass, pattern] of PATTERNS) if (character.search(pattern) === 0) found = characterClass;
  return found;
}

/** Whether a character belongs to a script written without spaces. */
export function isUnspaced(codePoint: number): boolean {
  return classOf(codePoint) === CharacterClass.unspaced;
}

/** How many UTF-16 code units a code point takes. */
export function widthOf(codePoint: number): number {
  return codePoint > 0xffff ? 2 : 1;
}
