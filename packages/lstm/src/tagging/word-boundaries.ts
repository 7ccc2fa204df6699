import { createTokenizer, type Tokenizer } from '@textloom/tokenizers';

/** Places of a token in a word: at its beginning, inside, at its end, or all of it. */
export const boundaryPlaces = ['begin', 'inside', 'end', 'single'] as const;

/** The place of each token of a sentence, numbers of {@link boundaryPlaces}. */
export type BoundaryFinder = (tokens: readonly string[]) => Int32Array;

/**
 * Where each token of a sentence stands in the words that a segmenter finds, which tells a tagger of Chinese characters where words begin
 * ("softword", Zhang and Yang 2018). Characters of scripts without spaces are put together before they are cut; other tokens are words already.
 * The words come from `Intl.Segmenter`, so they depend on the ICU of the runtime.
 */
export function createBoundaryFinder(): BoundaryFinder {
  const segmenter: Tokenizer = createTokenizer({
    kind: 'mixed',
    unspaced: 'words',
    normalizer: { stripInvisible: false, nfkc: false, fullWidth: false, quotes: false, lowercase: false, whitespace: false },
  });
  return (tokens) => {
    const places = new Int32Array(tokens.length).fill(boundaryPlaces.indexOf('single'));
    const starts: number[] = [];
    let text = '';
    tokens.forEach((token, i) => {
      if (i > 0 && !(unspaced(tokens[i - 1]) && unspaced(token))) text += ' ';
      starts.push(text.length);
      text += token;
    });
    let i = 0;
    for (const word of segmenter.tokenize(text)) {
      while (i < tokens.length && starts[i] < word.start) i++;
      const first = i;
      while (i < tokens.length && starts[i] < word.end) i++;
      if (i - first < 2) continue;
      places.fill(boundaryPlaces.indexOf('inside'), first, i);
      places[first] = boundaryPlaces.indexOf('begin');
      places[i - 1] = boundaryPlaces.indexOf('end');
    }
    return places;
  };
}

/** Letters of a script that is written without spaces. */
function unspaced(token: string): boolean {
  return /^(?:\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Thai})+$/u.test(token);
}
