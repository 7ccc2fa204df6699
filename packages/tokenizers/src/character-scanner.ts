import type { EmitSpan } from './word-scanner.ts';

export interface CharacterScan {
  /** `codepoint`: a Unicode character; `grapheme`: what a reader sees as one, with its marks. */
  unit: 'codepoint' | 'grapheme';
  spaces: 'keep' | 'drop';
}

/** Every character by itself. Half a surrogate pair counts as a character. */
export function createCharacterScanner({ unit, spaces }: CharacterScan): (text: string, emit: EmitSpan) => void {
  const characters = unit === 'grapheme' ? graphemes() : codePoints;
  return (text, emit) => {
    let position = 0;
    for (const character of characters(text)) {
      const start = position;
      position += character.length;
      if (spaces === 'keep' || character.trim() !== '') emit(start, position);
    }
  };
}

function codePoints(text: string): Iterable<string> {
  return text;
}

function graphemes(): (text: string) => Iterable<string> {
  const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });
  return function* (text) {
    for (const { segment } of segmenter.segment(text)) yield segment;
  };
}
