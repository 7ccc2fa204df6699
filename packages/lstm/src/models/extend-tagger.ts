import type { Engine, Parameter } from '@textloom/tensor';
import type { TaggerSentence } from '../tagging/tagged-corpus.ts';
import type { TokenCodec } from '../tagging/token-codec.ts';
import { SequenceTagger } from './sequence-tagger.ts';

/** What a tagger shall know in addition. */
export interface TaggerAdditions {
  /** types of entities; those it has already are passed over */
  readonly types?: readonly string[];
  /** sentences whose words, characters and pairs of neighbours get rows of their own */
  readonly sentences?: readonly TaggerSentence[];
}

/** A new tag starts as O with its odds divided by this. */
const newTagOdds = 1000;

/**
 * A tagger that tags as the old one does and has room for more, to be trained further: a copy of it on another engine with added types and
 * words. All that was learnt is copied, and what is new starts as what the old tagger saw in its place: a word, character or pair as the unknown one
 * (a word with n-grams as their mean), a new type's tags as O, a thousand times less likely. A sequence with a new type therefore always scores less
 * than the same one with O there, until training says otherwise.
 *
 * @param engine one that has no tagger yet
 */
export function extendTagger(old: SequenceTagger, { types = [], sentences = [] }: TaggerAdditions, engine: Engine): SequenceTagger {
  const codec = old.codec.extend(sentences.map(({ tokens }) => tokens));
  const config = { ...old.config, types: [...new Set([...old.config.types, ...types])] };
  const tagger = SequenceTagger.assemble(engine, engine, { config, codec, frozenRows: old.frozenRows });
  const grown = new Map(tagger.parameters.map((parameter) => [parameter.name, parameter]));
  // The row that an added row starts from; in the tables of tags it is O's.
  const models: Record<string, number | undefined> = {
    'characters.weight': old.codec.characters?.unknownId,
    'bigrams.weight': old.codec.bigrams?.unknownId,
  };
  for (const from of old.parameters) {
    const to = grown.get(from.name)!;
    if (from === old.network.table) growWords(from, to, old.codec, codec);
    else grow(from, to, models[from.name] ?? 0);
  }
  const bias = grown.get('tags.bias')!.value;
  for (let tag = old.tags.length; tag < tagger.tags.length; tag++) bias[tag] -= Math.log(newTagOdds);
  return tagger;
}

/** Copies all of [rows, ..] or, where the second axis grew too, [rows, columns]; what was added is a copy of row, and column, `model`. */
function grow(from: Parameter, to: Parameter, model: number): void {
  const [[rows], [newRows]] = [from.shape, to.shape];
  const [width, newWidth] = [from.size / rows, to.size / newRows];
  for (let row = 0; row < newRows; row++) {
    const values = from.value.subarray((row < rows ? row : model) * width).subarray(0, width);
    to.value.set(values, row * newWidth);
    to.value.fill(values[model], row * newWidth + width, (row + 1) * newWidth);
  }
}

/** Words first, then the buckets of the n-grams, which move back by the words added. */
function growWords(from: Parameter, to: Parameter, old: TokenCodec, codec: TokenCodec): void {
  const columns = from.shape[1];
  const [words, newWords] = [old.words.size, codec.words.size];
  to.value.set(from.value.subarray(0, words * columns), 0);
  to.value.set(from.value.subarray(words * columns), newWords * columns);
  for (let id = words; id < newWords; id++) {
    const word = codec.words.token(id);
    const known = old.wordRow(word);
    const ngrams = old.ngrams(word);
    if (known >= 0) to.value.copyWithin(id * columns, known * columns, (known + 1) * columns);
    else if (ngrams.length === 0) to.value.copyWithin(id * columns, old.words.unknownId * columns, (old.words.unknownId + 1) * columns);
    else {
      for (let column = 0; column < columns; column++) {
        const sum = ngrams.reduce((total, bucket) => total + to.value[(newWords + bucket) * columns + column], 0);
        to.value[id * columns + column] = sum / ngrams.length;
      }
    }
  }
}
