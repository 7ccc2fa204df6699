export { BytePairCodec, type SavedBytePairs } from './byte-pair/byte-pair-codec.ts';
export type { BytePairModel, Unseen } from './byte-pair/byte-pair-model.ts';
export type { Merge } from './byte-pair/learn-merges.ts';
export type { MergeDropout } from './byte-pair/merge-table.ts';
export { BYTE_PAIR_NORMALIZER, type BytePairOptions, trainBytePairs } from './byte-pair/train-byte-pairs.ts';
export type { ChineseSplit, MosesSplit, WhitespaceSplit, WordSplit } from './byte-pair/word-split.ts';
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
