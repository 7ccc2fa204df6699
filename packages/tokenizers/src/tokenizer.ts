import { isUnspaced } from './character-class.ts';
import { createCharacterScanner } from './character-scanner.ts';
import { createChineseScanner } from './chinese-words.ts';
import type { MappedText } from './mapped-text.ts';
import { createNaturalScanner } from './natural-words.ts';
import { createNormalizer, type Normalizer } from './normalizer.ts';
import { type ResolvedConfig, resolveTokenizerConfig, type TokenizerConfig } from './tokenizer-config.ts';
import { type EmitSpan, scanWords } from './word-scanner.ts';

/** A piece of text. */
export interface Token {
  /** As the normalizer left it. */
  text: string;
  /** Where it starts in the original string, in UTF-16 code units. */
  start: number;
  /** Where it ends in the original string (exclusive). */
  end: number;
}

export interface Tokenizer {
  /** With every default filled in; what a checkpoint stores. */
  readonly config: ResolvedConfig<TokenizerConfig>;
  readonly normalizer: Normalizer;
  /** Tokens in text order. They do not overlap (except with `unspaced: 'characters+words'`). Time is linear in the text. */
  tokenize(text: string): Token[];
  /** The texts of the tokens alone. */
  words(text: string): string[];
}

type Scan = (text: string, emit: EmitSpan) => void;

/**
 * Builds a tokenizer; without a config the mixed one, which serves English and Chinese.
 *
 * @throws TokenizerError for an unknown kind, key or value.
 */
export function createTokenizer(config: TokenizerConfig = { kind: 'mixed' }): Tokenizer {
  const resolved = resolveTokenizerConfig(config);
  const normalizer = createNormalizer(resolved.normalizer);
  const scan = createScan(resolved);
  const overlapping = resolved.kind === 'mixed' && resolved.unspaced === 'characters+words';
  const tokenize = (text: string): Token[] => locate(normalizer.normalize(text), scan, overlapping);
  return { config: resolved, normalizer, tokenize, words: (text) => tokenize(text).map((token) => token.text) };
}

/**
 * Maps tokens back to the original. Where normalisation made several tokens of one original character (½ becomes 1⁄2) they are
 * merged into one, since they have one place between them.
 */
function locate(mapped: MappedText, scan: Scan, overlapping: boolean): Token[] {
  const tokens: Token[] = [];
  let tokenStart = 0;
  scan(mapped.text, (start, end) => {
    const place = mapped.toOriginal(start, end);
    const last = tokens.at(-1);
    if (last !== undefined && place.start < last.end && !overlapping) {
      last.text = mapped.text.slice(tokenStart, end);
      last.end = Math.max(last.end, place.end);
    } else {
      tokenStart = start;
      tokens.push({ text: mapped.text.slice(start, end), start: place.start, end: place.end });
    }
  });
  return tokens;
}

function createScan(config: ResolvedConfig<TokenizerConfig>): Scan {
  switch (config.kind) {
    case 'words':
    case 'unicode-words':
      return (text, emit) => scanWords(text, { ...config, unspaced: 'letters' }, emit);
    case 'mixed':
      return createMixedScan(config);
    case 'chinese-words':
      return createChineseScanner(config.punctuation);
    case 'characters':
      return createCharacterScanner(config);
    case 'natural-words':
      return createNaturalScanner(config.algorithm);
    case 'whitespace':
      return scanWhitespace;
  }
}

function createMixedScan(config: Extract<ResolvedConfig<TokenizerConfig>, { kind: 'mixed' }>): Scan {
  const { unspaced, ...words } = config;
  if (unspaced === 'characters') return (text, emit) => scanWords(text, { ...words, unspaced: 'characters' }, emit);
  const characters = { ...words, unspaced: 'characters' } as const;
  const withCharacters: EmitWord = (text, start, end, emit) => {
    let pieces = 0;
    const word = text.slice(start, end);
    scanWords(word, characters, () => pieces++);
    if (pieces > 1) emit(start, end);
    scanWords(word, characters, (from, to) => emit(start + from, start + to));
  };
  const wordAlone: EmitWord = (_, start, end, emit) => emit(start, end);
  const segment = createChineseScanner('tokens');
  const emitWord = unspaced === 'words' ? wordAlone : withCharacters;
  return (text, emit) =>
    scanWords(text, { ...words, unspaced: 'runs' }, (start, end) => {
      if (!isUnspaced(text.codePointAt(start)!)) emit(start, end);
      else segment(text.slice(start, end), (from, to) => emitWord(text, start + from, start + to, emit));
    });
}

type EmitWord = (text: string, start: number, end: number, emit: EmitSpan) => void;

function scanWhitespace(text: string, emit: EmitSpan): void {
  for (const match of text.matchAll(/\S+/g)) emit(match.index, match.index + match[0].length);
}
