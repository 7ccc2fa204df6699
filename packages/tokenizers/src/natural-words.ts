import { createRequire } from 'node:module';
import type { EmitSpan } from './word-scanner.ts';

/** Word tokenizers of the `natural` package. `words` and `aggressive` know Latin (and Cyrillic) letters only and drop all else, Chinese included. */
export type NaturalAlgorithm = 'words' | 'word-punct' | 'treebank' | 'aggressive' | 'case';

type NaturalTokenizers = typeof import('natural/lib/natural/tokenizers/index.js');

/**
 * A tokenizer of `natural` with offsets, which it does not give: they are found by searching on from the token before, exact because its
 * tokens are substrings in text order. White-space tokens are left out, halves of surrogate pairs put together again.
 *
 * Only its tokenizers are loaded, and only when asked for: the package's main entry also loads its database clients.
 */
export function createNaturalScanner(algorithm: NaturalAlgorithm): (text: string, emit: EmitSpan) => void {
  const natural = createRequire(import.meta.url)('natural/lib/natural/tokenizers/index.js') as NaturalTokenizers;
  const tokenizer = {
    words: () => new natural.WordTokenizer(),
    'word-punct': () => new natural.WordPunctTokenizer(),
    treebank: () => new natural.TreebankWordTokenizer(),
    aggressive: () => new natural.AggressiveTokenizer(),
    case: () => new natural.CaseTokenizer(),
  }[algorithm]();
  return (text, emit) => {
    let searched = 0;
    let start = -1;
    for (const token of tokenizer.tokenize(text)) {
      if (token.trim() === '') continue;
      const found = text.indexOf(token, searched);
      if (found < 0) continue;
      if (start < 0) start = splitsPair(text, found) ? found - 1 : found;
      searched = found + token.length;
      if (splitsPair(text, searched)) continue;
      emit(start, searched);
      start = -1;
    }
    if (start >= 0) emit(start, Math.min(text.length, searched + 1));
  };
}

function splitsPair(text: string, position: number): boolean {
  return position > 0 && text.codePointAt(position - 1)! > 0xffff;
}
