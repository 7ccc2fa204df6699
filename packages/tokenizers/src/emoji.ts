import { CharacterClass, classOf, widthOf } from './character-class.ts';

const ZERO_WIDTH_JOINER = 0x200d;
const KEYCAP = 0x20e3;

/**
 * The end of the emoji that starts at `start`, or `start` when none does: a pictograph with variation selector, skin tone or tag
 * sequence, joined by zero-width joiners to others (families, professions); a flag of two regional indicators; a keycap.
 */
export function emojiEnd(text: string, start: number): number {
  const first = text.codePointAt(start);
  if (first === undefined) return start;
  if (isKeycapBase(first)) return keycapEnd(text, start);
  const characterClass = classOf(first);
  if (characterClass === CharacterClass.regionalIndicator) {
    const second = text.codePointAt(start + 2);
    return second !== undefined && classOf(second) === CharacterClass.regionalIndicator ? start + 4 : start + 2;
  }
  if (characterClass !== CharacterClass.pictograph) return start;
  let end = pictographEnd(text, start, first);
  while (text.charCodeAt(end) === ZERO_WIDTH_JOINER) {
    const next = text.codePointAt(end + 1);
    if (next === undefined || classOf(next) !== CharacterClass.pictograph) break;
    end = pictographEnd(text, end + 1, next);
  }
  return end;
}

/** 0-9, # and *, which a combining keycap may follow. */
export function isKeycapBase(codePoint: number): boolean {
  return (codePoint >= 0x30 && codePoint <= 0x39) || codePoint === 0x23 || codePoint === 0x2a;
}

function keycapEnd(text: string, start: number): number {
  const keycap = isVariationSelector(text.charCodeAt(start + 1)) ? start + 2 : start + 1;
  return text.charCodeAt(keycap) === KEYCAP ? keycap + 1 : start;
}

function pictographEnd(text: string, start: number, pictograph: number): number {
  let end = start + widthOf(pictograph);
  for (let next = text.codePointAt(end); next !== undefined && isModifier(next); next = text.codePointAt(end)) end += widthOf(next);
  return end;
}

/** Variation selectors, skin tones, keycap and tag characters (flags of England, Scotland, ...). */
function isModifier(codePoint: number): boolean {
  return (
    isVariationSelector(codePoint) ||
    (codePoint >= 0x1f3fb && codePoint <= 0x1f3ff) ||
    codePoint === KEYCAP ||
    (codePoint >= 0xe0020 && codePoint <= 0xe007f)
  );
}

function isVariationSelector(unit: number): boolean {
  return unit === 0xfe0f || unit === 0xfe0e;
}
