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
export { type Calibration, type HeadScores, mixScores } from './models/mixture.ts';
export { type HeadPrediction, type LabelProbability, type Prediction, rankLabels } from './models/prediction.ts';
export { type PredictOptions, TextClassifier, type TextClassifierParts } from './models/text-classifier.ts';
export { createTextNetwork, type TextNetwork } from './models/text-network.ts';
export { createTfidfClassifier, type TfidfClassifier } from './models/tfidf-classifier.ts';
export { existingParameters, type ParameterSource } from './parameter-source.ts';
export { inferencePass, type Pass, type PassKeys, trainingPass } from './pass.ts';
export { type GloveOptions, initialiseWordRows, readGloveText, type WordVectors } from './pretrained-vectors.ts';
export { type ClassificationObjective, type ClassificationSpec, classificationTask } from './tasks/classification-task.ts';
export type { ModelTask } from './tasks/model-task.ts';
export { type TfidfSpec, tfidfTask } from './tasks/tfidf-task.ts';
export { type Growable, growable, type Storage } from './typed-storage.ts';
