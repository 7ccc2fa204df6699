import type { Tokenizer } from './tokenizer.ts';

export interface FeatureConfig {
  /** Shortest and longest word n-gram, or null for none. */
  wordNgrams: readonly [number, number] | null;
  /** Shortest and longest character n-gram, or null for none. */
  characterNgrams: readonly [number, number] | null;
  /** `true`: character n-grams inside `<word>`; `false`: across the whole normalised text. */
  withinWords: boolean;
}

/** Words are told from character n-grams by this first character, which no normalised text holds. */
const WORD_MARK = '\u0001';

/**
 * Gives every occurrence of every feature of a text to `visit`: word n-grams (tokens joined by spaces) and character n-grams.
 * Nothing is collected, so a long text costs time but no memory.
 */
export function visitFeatures(text: string, tokenizer: Tokenizer, config: FeatureConfig, visit: (feature: string) => void): void {
  const words = config.wordNgrams !== null || config.withinWords ? tokenizer.words(text) : [];
  if (config.wordNgrams !== null) visitWordNgrams(words, config.wordNgrams, visit);
  if (config.characterNgrams === null) return;
  if (config.withinWords) for (const word of words) visitWithinWord(`<${word}>`, config.characterNgrams, visit);
  else visitSlices(tokenizer.normalizer.normalize(text).text, config.characterNgrams, visit);
}

function visitWordNgrams(words: readonly string[], [min, max]: readonly [number, number], visit: (feature: string) => void): void {
  for (let start = 0; start < words.length; start++) {
    let ngram = WORD_MARK;
    for (let length = 1; length <= max && start + length <= words.length; length++) {
      ngram += (length > 1 ? ' ' : '') + words[start + length - 1]!;
      if (length >= min) visit(ngram);
    }
  }
}

/** A word shorter than the shortest n-gram counts whole. */
function visitWithinWord(word: string, range: readonly [number, number], visit: (feature: string) => void): void {
  if (visitSlices(word, range, visit) === 0) visit(word);
}

/** All slices of `min` to `max` code points; returns how many. */
function visitSlices(text: string, [min, max]: readonly [number, number], visit: (feature: string) => void): number {
  let visited = 0;
  for (let start = 0; start < text.length; start += codePointWidth(text, start)) {
    let end = start;
    for (let length = 1; length <= max && end < text.length; length++) {
      end += codePointWidth(text, end);
      if (length < min) continue;
      visit(text.slice(start, end));
      visited++;
    }
  }
  return visited;
}

function codePointWidth(text: string, position: number): number {
  return text.codePointAt(position)! > 0xffff ? 2 : 1;
}
