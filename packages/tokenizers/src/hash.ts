const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/** The 32-bit FNV-1a hash (Fowler, Noll, Vo) of nothing; where {@link hashCodePoint} starts. */
export const EMPTY_HASH: number = OFFSET_BASIS | 0;

/** The hash of a text that goes on with one more code point, taken as UTF-8. Lone surrogates count as U+FFFD, as in UTF-8 encoders. */
export function hashCodePoint(hash: number, codePoint: number): number {
  if (codePoint < 0x80) return Math.imul(hash ^ codePoint, PRIME);
  if (codePoint < 0x800) return hashTail(Math.imul(hash ^ (0xc0 | (codePoint >> 6)), PRIME), codePoint, 1);
  const scalar = codePoint >= 0xd800 && codePoint <= 0xdfff ? 0xfffd : codePoint;
  if (scalar < 0x10000) return hashTail(Math.imul(hash ^ (0xe0 | (scalar >> 12)), PRIME), scalar, 2);
  return hashTail(Math.imul(hash ^ (0xf0 | (scalar >> 18)), PRIME), scalar, 3);
}

function hashTail(hash: number, codePoint: number, bytes: number): number {
  let result = hash;
  for (let shift = 6 * (bytes - 1); shift >= 0; shift -= 6) result = Math.imul(result ^ (0x80 | ((codePoint >> shift) & 0x3f)), PRIME);
  return result;
}

/** FNV-1a, 32 bits, over the UTF-8 bytes of a text; in 0 .. 2^32 - 1. */
export function fnv1a(text: string): number {
  let hash = EMPTY_HASH;
  for (let i = 0; i < text.length; i++) {
    const codePoint = text.codePointAt(i)!;
    if (codePoint > 0xffff) i++;
    hash = hashCodePoint(hash, codePoint);
  }
  return hash >>> 0;
}
