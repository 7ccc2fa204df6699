/** The spelling of a byte as a vocabulary entry, `<0x0A>` as in SentencePiece. */
export function bytePiece(byte: number): string {
  return `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
}

/** All 256 of them, by value. */
export function bytePieces(): string[] {
  return Array.from({ length: 256 }, (_, byte) => bytePiece(byte));
}

/** The UTF-8 bytes of one code point. */
export function utf8Bytes(codePoint: number): number[] {
  if (codePoint < 0x80) return [codePoint];
  const tail = (shift: number): number => 0x80 | ((codePoint >> shift) & 0x3f);
  if (codePoint < 0x800) return [0xc0 | (codePoint >> 6), tail(0)];
  if (codePoint < 0x10000) return [0xe0 | (codePoint >> 12), tail(6), tail(0)];
  return [0xf0 | (codePoint >> 18), tail(12), tail(6), tail(0)];
}
