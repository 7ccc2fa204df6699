import type { EmitSpan } from './word-scanner.ts';

/** Segmenting a text in blocks keeps each call to the dictionary bounded; blocks end after a character that ends a word anyway. */
const BLOCK = 8192;
const WORD_BOUNDARY = /[\s\p{P}]/u;

/**
 * Words by the Unicode segmenter with its Chinese dictionary (English between them is cut at spaces and punctuation). Which words it
 * knows depends on the ICU version of the runtime.
 *
 * @param punctuation whether what is neither word nor white space is given out too.
 */
export function createChineseScanner(punctuation: 'tokens' | 'drop'): (text: string, emit: EmitSpan) => void {
  const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
  return (text, emit) => {
    for (let start = 0; start < text.length; ) {
      const end = blockEnd(text, start);
      for (const { segment, index, isWordLike } of segmenter.segment(text.slice(start, end))) {
        if (isWordLike || (punctuation === 'tokens' && segment.trim() !== '')) emit(start + index, start + index + segment.length);
      }
      start = end;
    }
  };
}

function blockEnd(text: string, start: number): number {
  const most = start + BLOCK;
  if (most >= text.length) return text.length;
  for (let end = most; end > start + BLOCK / 2; end--) if (/\s/.test(text[end - 1]!)) return end;
  for (let end = most; end > start + BLOCK / 2; end--) if (WORD_BOUNDARY.test(text[end - 1]!)) return end;
  // No place to cut in thousands of characters: never inside a surrogate pair.
  return text.codePointAt(most - 1)! > 0xffff ? most + 1 : most;
}
