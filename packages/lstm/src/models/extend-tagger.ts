import type { Engine, Parameter } from '@textloom/tensor';
import type { TaggerSentence } from '../tagging/tagged-corpus.ts';
import { SequenceTagger } from './sequence-tagger.ts';

/** What a tagger shall know in addition. */
export interface TaggerAdditions {
  /** types of entities; those it has already are passed over */
  readonly types?: readonly string[];
  /** sentences whose words, characters and pairs of neighbours get rows of their own */
  readonly sentences?: readonly TaggerSentence[];
}

/**
 * A tagger that tags as the old one does and has room for more, to be trained further: a copy of it on another engine with added types and
 * words. All that was learnt is copied; a new word starts as a random row, a new type's tags as fresh rows of the last layer, with transitions of 0.
 *
 * @param engine one that has no tagger yet
 */
export function extendTagger(old: SequenceTagger, { types = [], sentences = [] }: TaggerAdditions, engine: Engine): SequenceTagger {
  const codec = old.codec.extend(sentences.map(({ tokens }) => tokens));
  const config = { ...old.config, types: [...new Set([...old.config.types, ...types])] };
  const tagger = SequenceTagger.assemble(engine, engine, { config, codec, frozenRows: old.frozenRows });
  const grown = new Map(tagger.parameters.map((parameter) => [parameter.name, parameter]));
  for (const from of old.parameters) {
    const to = grown.get(from.name)!;
    if (from === old.network.table) copyTable(from, to, old.codec.words.size, codec.words.size);
    else copyCorner(from, to);
  }
  return tagger;
}

/** Words first, then the buckets of the n-grams, which move back by the words added. */
function copyTable(from: Parameter, to: Parameter, oldWords: number, words: number): void {
  const columns = from.shape[1];
  to.value.set(from.value.subarray(0, oldWords * columns), 0);
  to.value.set(from.value.subarray(oldWords * columns), words * columns);
}

/** Copies what the smaller [rows, ...] has to the beginning of each axis of the larger; tags and words are only ever added at the end. */
function copyCorner(from: Parameter, to: Parameter): void {
  const [rows] = from.shape;
  const width = from.size / rows;
  const stride = to.size / to.shape[0];
  for (let row = 0; row < rows; row++) to.value.set(from.value.subarray(row * width, (row + 1) * width), row * stride);
}
