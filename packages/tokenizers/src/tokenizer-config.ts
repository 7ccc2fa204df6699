import { checkChoice, checkKeys, describe } from './config-check.ts';
import type { NaturalAlgorithm } from './natural-words.ts';
import { createNormalizer, type NormalizerConfig } from './normalizer.ts';
import { TokenizerError } from './tokenizer-error.ts';

interface WordOptions {
  /** `join` (default): don't is one word. */
  apostrophes?: 'join' | 'split';
  /** `split` (default): top-up is three tokens. */
  hyphens?: 'join' | 'split';
  /** `tokens` (default) or `drop`. Emoji are always tokens. */
  punctuation?: 'tokens' | 'drop';
}

interface Normalized {
  /** See {@link NormalizerConfig} for the defaults. */
  normalizer?: NormalizerConfig;
}

/** Unicode words; a run of Han characters is one word. `words` is another name for it. */
export type UnicodeWordsConfig = { kind: 'words' | 'unicode-words' } & WordOptions & Normalized;

/** Unicode words where a script has spaces; where it has none (Han, Kana, Thai, ...) what `unspaced` says. */
export type MixedConfig = {
  kind: 'mixed';
  /**
   * `characters` (default): each is a token. `words`: the words of Intl.Segmenter. `characters+words`: each word of several characters, followed
   * by its characters; the only setting in which tokens overlap.
   */
  unspaced?: 'characters' | 'words' | 'characters+words';
} & WordOptions &
  Normalized;

/** Words by the Unicode segmenter with its Chinese dictionary. */
export type ChineseWordsConfig = { kind: 'chinese-words'; punctuation?: 'tokens' | 'drop' } & Normalized;

/** Characters, by code point (default) or grapheme, without (default) or with white space. */
export type CharactersConfig = { kind: 'characters'; unit?: 'codepoint' | 'grapheme'; spaces?: 'keep' | 'drop' } & Normalized;

/** A word tokenizer of the `natural` package; default `words`. */
export type NaturalWordsConfig = { kind: 'natural-words'; algorithm?: NaturalAlgorithm } & Normalized;

/** What stands between white space, for text that is already in tokens. */
export type WhitespaceConfig = { kind: 'whitespace' } & Normalized;

export type TokenizerConfig =
  | UnicodeWordsConfig
  | MixedConfig
  | ChineseWordsConfig
  | CharactersConfig
  | NaturalWordsConfig
  | WhitespaceConfig;

/** The choices of each kind, each option's default first. */
const CHOICES = {
  words: { apostrophes: ['join', 'split'], hyphens: ['split', 'join'], punctuation: ['tokens', 'drop'] },
  'unicode-words': { apostrophes: ['join', 'split'], hyphens: ['split', 'join'], punctuation: ['tokens', 'drop'] },
  mixed: {
    apostrophes: ['join', 'split'],
    hyphens: ['split', 'join'],
    punctuation: ['tokens', 'drop'],
    unspaced: ['characters', 'words', 'characters+words'],
  },
  'chinese-words': { punctuation: ['tokens', 'drop'] },
  characters: { unit: ['codepoint', 'grapheme'], spaces: ['drop', 'keep'] },
  'natural-words': { algorithm: ['words', 'word-punct', 'treebank', 'aggressive', 'case'] },
  whitespace: {},
} as const satisfies Record<TokenizerConfig['kind'], Record<string, readonly string[]>>;

/** The config of one kind with every option present. */
export type ResolvedConfig<Config extends TokenizerConfig> = Config extends TokenizerConfig ? Required<Config> : never;

/**
 * Fills in defaults and checks a config that may come from a file.
 *
 * @throws TokenizerError for an unknown kind, key or value, naming the choices.
 */
export function resolveTokenizerConfig(config: TokenizerConfig): ResolvedConfig<TokenizerConfig> {
  const kind = (config as { kind?: unknown } | null)?.kind;
  if (typeof kind !== 'string' || !Object.hasOwn(CHOICES, kind)) {
    throw new TokenizerError(`tokenizer.kind: expected one of ${Object.keys(CHOICES).join(', ')}, found ${describe(kind)}`);
  }
  const choices: Record<string, readonly string[]> = CHOICES[kind as TokenizerConfig['kind']];
  checkKeys(config, { kind, normalizer: {}, ...choices }, `tokenizer (${kind})`);
  const given: Record<string, unknown> = config;
  const resolved: Record<string, unknown> = { kind };
  for (const [option, values] of Object.entries(choices)) {
    const value = given[option] ?? values[0];
    checkChoice(value, values, `tokenizer.${option}`);
    resolved[option] = value;
  }
  resolved.normalizer = createNormalizer(config.normalizer).config;
  return resolved as ResolvedConfig<TokenizerConfig>;
}
