import { concat, embedding, gatherRows, normal, type Parameter, type Tensor } from '@textloom/tensor';
import { tagSetOf, tagTransitions } from '@textloom/tokenizers';
import { createCharCnn } from '../layers/char-cnn.ts';
import { createCharLstm } from '../layers/char-lstm.ts';
import { createTagDecoder, type TagDecoder } from '../layers/crf.ts';
import { createDropout } from '../layers/dropout.ts';
import { createEmbedding } from '../layers/embedding.ts';
import { createLinear } from '../layers/linear.ts';
import { createLstm } from '../layers/lstm.ts';
import { createSubwordEmbedding } from '../layers/subword-embedding.ts';
import { notedSource, type ParameterSource } from '../parameter-source.ts';
import type { Pass } from '../pass.ts';
import { casings } from '../tagging/casing.ts';
import type { TaggedBatch } from '../tagging/tagged-batch.ts';
import type { SequenceTaggerConfig } from '../tagging/tagger-config.ts';
import { boundaryPlaces } from '../tagging/word-boundaries.ts';

/** Rows of a tagger's tables. */
export interface TaggerSizes {
  readonly words: number;
  readonly characters: number;
  readonly bigrams: number;
}

/** The network of a sequence tagger. */
export interface TaggerNetwork {
  readonly parameters: readonly Parameter[];
  /** [words + buckets, dimension] */
  readonly table: Parameter;
  /** Scores of the tags, [T, B, K]. */
  scores(batch: TaggedBatch, pass: Pass): Tensor;
  readonly decoder: TagDecoder;
}

/**
 * Word, characters and casing of each distinct token, its place in a word and its pairs with its neighbours → locked dropout → stacked BiLSTM → locked
 * dropout → linear layer → CRF or softmax.
 */
export function createTaggerNetwork(source: ParameterSource, config: SequenceTaggerConfig, sizes: TaggerSizes): TaggerNetwork {
  const noted = notedSource(source);
  const { words, characters, casing, boundaries, bigrams, encoder } = config;
  const wordTable = createSubwordEmbedding(noted, 'words', {
    words: sizes.words,
    buckets: words.subwords?.buckets ?? 0,
    dimension: words.dimension,
    init: normal(words.deviation),
  });
  const spelling = characters === null ? undefined : createSpelling(noted, characters, sizes.characters);
  const table = (name: string, rows: number, dimension: number): Parameter =>
    createEmbedding(noted, name, { words: rows, dimension, init: normal(words.deviation) }).weight;
  const casingTable = casing === 0 ? undefined : table('casing', casings.length, casing);
  const boundaryTable = boundaries === 0 ? undefined : table('boundaries', boundaryPlaces.length, boundaries);
  const bigramTable = bigrams === null ? undefined : table('bigrams', sizes.bigrams, bigrams.dimension);
  const lstm = createLstm(noted, 'encoder', {
    inputs: words.dimension + (characters?.outputs ?? 0) + casing + boundaries + 2 * (bigrams?.dimension ?? 0),
    hidden: encoder.hidden,
    layers: encoder.layers,
    bidirectional: true,
    betweenDropout: encoder.betweenDropout,
    recurrentDropout: encoder.recurrentDropout,
  });
  const tags = tagSetOf(config.types, 'BIOES');
  const head = createLinear(noted, 'tags', { inputs: lstm.outputs, outputs: tags.length });
  const decoder = createTagDecoder(noted, 'crf', { tags: tags.length, kind: config.decoder, allowed: tagTransitions(tags, 'BIOES') });
  const inputDropout = createDropout('encoder.input', { rate: encoder.inputDropout, kind: 'locked' });
  const outputDropout = createDropout('encoder.output', { rate: encoder.outputDropout, kind: 'locked' });
  const { engine } = wordTable.weight;

  return {
    parameters: noted.parameters,
    table: wordTable.weight,
    decoder,
    scores(batch, pass) {
      const { steps, size } = batch;
      const placed = (of: Parameter, ids: Int32Array): Tensor => embedding(of, engine.ints(ids, [steps, size])); // [T, B, D]
      const ofTokens = [wordTable.types(batch)]; // each [U, ·]
      if (spelling !== undefined) ofTokens.push(spelling(batch));
      if (casingTable !== undefined) ofTokens.push(embedding(casingTable, engine.ints(batch.casings, [batch.casings.length])));
      const inputs = [gatherRows(joined(ofTokens), engine.ints(batch.indices, [steps, size]))];
      if (boundaryTable !== undefined) inputs.push(placed(boundaryTable, batch.boundaries!));
      if (bigramTable !== undefined) inputs.push(placed(bigramTable, batch.bigrams!.left), placed(bigramTable, batch.bigrams!.right));
      const x = inputDropout.forward(joined(inputs), pass); // [T, B, inputs]
      const { y } = lstm.forward(x, pass, { lengths: engine.ints(batch.lengths, [size]) }); // [T, B, 2 hidden]
      return head.forward(outputDropout.forward(y, pass));
    },
  };
}

/** The distinct tokens of a batch by their characters, [U, outputs]. */
function createSpelling(
  source: ParameterSource,
  config: NonNullable<SequenceTaggerConfig['characters']>,
  rows: number,
): (batch: TaggedBatch) => Tensor {
  const { kind, dimension, outputs, widths } = config;
  const vectors = createEmbedding(source, 'characters', { words: rows, dimension, init: normal(0.3) });
  const encoder =
    kind === 'cnn'
      ? createCharCnn(source, 'spelling', { inputs: dimension, outputs, widths })
      : createCharLstm(source, 'spelling', { inputs: dimension, outputs });
  const { engine } = vectors.weight;
  return ({ characters }) => {
    const { longest, ids, lengths } = characters!;
    const x = vectors.forward(engine.ints(ids, [longest, lengths.length])); // [L, U, dimension]
    return encoder.forward(x, engine.ints(lengths, [lengths.length]));
  };
}

function joined(tensors: readonly Tensor[]): Tensor {
  return tensors.length === 1 ? tensors[0] : concat(tensors);
}
