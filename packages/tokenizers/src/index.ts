export { characterNgrams, hashedNgrams, hashNgram, LONGEST_TOKEN, type SubwordConfig } from './character-ngrams.ts';
export { detectLanguage } from './detect-language.ts';
export { fnv1a } from './hash.ts';
export type { MappedText, Span } from './mapped-text.ts';
export type { NaturalAlgorithm } from './natural-words.ts';
export { createNormalizer, NORMALIZER_DEFAULTS, type Normalizer, type NormalizerConfig } from './normalizer.ts';
export { type DecodedTags, decodeTags, type TagFault } from './tagging/decode-tags.ts';
export { detectScheme, type SchemeDetection, type SchemeProblem } from './tagging/detect-scheme.ts';
export { convertTags, encodeSpans } from './tagging/encode-spans.ts';
export { type TaggingScheme, type TokenSpan, taggingSchemes, tagSetOf } from './tagging/scheme.ts';
export { type TagTransitions, tagTransitions } from './tagging/transitions.ts';
export { type EncodedText, type SavedCodec, TextCodec } from './text-codec.ts';
export { type SavedTfidf, type SparseVector, type TfidfConfig, TfidfVectorizer } from './tfidf.ts';
export { createTokenizer, type Token, type Tokenizer } from './tokenizer.ts';
export type {
  CharactersConfig,
  ChineseWordsConfig,
  MixedConfig,
  NaturalWordsConfig,
  ResolvedConfig,
  TokenizerConfig,
  UnicodeWordsConfig,
  WhitespaceConfig,
} from './tokenizer-config.ts';
export { TokenizerError } from './tokenizer-error.ts';
export { PADDING, type SavedVocabulary, UNKNOWN, Vocabulary, type VocabularyOptions } from './vocabulary.ts';
