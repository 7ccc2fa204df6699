import type { EmitSpan } from './word-scanner.ts';

export interface CharacterScan {
  /** `codepoint`: a Unicode character; `grapheme`: what a reader sees as one, with its marks. */
  unit: 'codepoint' | 'grapheme';
  spaces: 'keep' | 'drop';
}

/** Every character by itself. Half a surrogate pair counts as a character. */
export function scanCharacters(text: string, scan: CharacterScan, emit: EmitSpan): void {
  if (scan.unit === 'grapheme') {
    for (const { segment, index } of new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text)) {
      if (scan.spaces === 'keep' || segment.trim() !== '') emit(index, index + segment.length);
    }
    return;
  }
  let position = 0;
  for (const character of text) {
    const start = position;
    position += character.length;
    if (scan.spaces === 'keep' || character.trim() !== '') emit(start, position);
  }
}
