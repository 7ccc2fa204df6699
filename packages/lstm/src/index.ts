export { type Batch, type Batcher, type BatcherOptions, createBatcher } from './batch.ts';
export {
  classifierOptionsSchema,
  type EmbeddingConfig,
  type EncoderConfig,
  type HeadConfig,
  type LinearHalfConfig,
  type PoolingKind,
  resolveTextClassifierConfig,
  type TextClassifierConfig,
  type TextClassifierOptions,
  tokenizerSchema,
} from './config.ts';
export { type EncodedCorpus, type EncodingOptions, encodeCorpus, type LabelledText, type TypeTable, unknownType } from './corpus.ts';
export { type FeatureMatrix, selectRows } from './feature-matrix.ts';
export { type CharacterEncoder, type CharCnnConfig, createCharCnn } from './layers/char-cnn.ts';
export { type CharLstmConfig, createCharLstm } from './layers/char-lstm.ts';
export { type AllowedTransitions, createTagDecoder, type DecodedTags, type TagDecoder, type TagDecoderConfig } from './layers/crf.ts';
export { createDropout, type Dropout, type DropoutConfig, dropWords } from './layers/dropout.ts';
export { createEmbedding, type Embedding, type EmbeddingLayerConfig } from './layers/embedding.ts';
export { createLayerNorm, type LayerNorm, type LayerNormConfig } from './layers/layer-norm.ts';
export { createLinear, type Linear, type LinearConfig } from './layers/linear.ts';
export {
  createLstm,
  type Lstm,
  type LstmConfig,
  type LstmDirection,
  type LstmOptions,
  type LstmOutput,
  type LstmState,
} from './layers/lstm.ts';
export { createPooling, type Pooling, type PoolingConfig } from './layers/pooling.ts';
export {
  type Bag,
  createSubwordEmbedding,
  type SubwordEmbedding,
  type SubwordEmbeddingConfig,
  type TypeBatch,
} from './layers/subword-embedding.ts';
export { type Additions, extendClassifier, frequentNewWords } from './models/extend-classifier.ts';
export { extendTagger, type TaggerAdditions } from './models/extend-tagger.ts';
export { type Calibration, type HeadScores, mixScores } from './models/mixture.ts';
export { type HeadPrediction, type LabelProbability, type Prediction, rankLabels } from './models/prediction.ts';
export { SequenceTagger, type SequenceTaggerParts, type TagOptions } from './models/sequence-tagger.ts';
export type { SentenceTags, TaggedEntity, TagReading } from './models/tag-corpus.ts';
export { createTaggerNetwork, type TaggerNetwork, type TaggerSizes } from './models/tagger-network.ts';
export { type PredictOptions, TextClassifier, type TextClassifierParts } from './models/text-classifier.ts';
export { createTextNetwork, type TextNetwork } from './models/text-network.ts';
export { createTfidfClassifier, type TfidfClassifier } from './models/tfidf-classifier.ts';
export { existingParameters, type ParameterSource } from './parameter-source.ts';
export { inferencePass, type Pass, type PassKeys, trainingPass } from './pass.ts';
export {
  type GloveOptions,
  initialiseWordRows,
  readGloveText,
  readJsonVectors,
  readWordVectors,
  type WordVectors,
} from './pretrained-vectors.ts';
export { type Casing, casingOf, casings } from './tagging/casing.ts';
export { createTaggedBatcher, type TaggedBatch, type TaggedBatcher, type TaggedBatcherOptions } from './tagging/tagged-batch.ts';
export { encodeTagged, type TaggedCorpus, type TaggerSentence, type TokenTypes } from './tagging/tagged-corpus.ts';
export {
  type CharactersConfig,
  resolveTaggerConfig,
  type SequenceTaggerConfig,
  type SequenceTaggerOptions,
  type TaggerWordsConfig,
  taggerOptionsSchema,
} from './tagging/tagger-config.ts';
export { TokenCodec, type TokenVocabularies } from './tagging/token-codec.ts';
export { type BoundaryFinder, boundaryPlaces, createBoundaryFinder } from './tagging/word-boundaries.ts';
export { type ClassificationObjective, type ClassificationSpec, classificationTask } from './tasks/classification-task.ts';
export type { ModelTask } from './tasks/model-task.ts';
export { type TaggingSpec, taggingTask } from './tasks/tagging-task.ts';
export { type TfidfSpec, tfidfTask } from './tasks/tfidf-task.ts';
export { type Growable, growable, type Storage } from './typed-storage.ts';
