import type { Engine, Parameter } from '@textloom/tensor';
import { TextCodec, Vocabulary } from '@textloom/tokenizers';
import type { HeadConfig } from '../config.ts';
import { fault } from '../user-error.ts';
import { TextClassifier } from './text-classifier.ts';

/** What a model shall know in addition. */
export interface Additions {
  /** head → labels; those it has already are passed over */
  readonly labels?: Readonly<Record<string, readonly string[]>>;
  /** words that get a row of their own; those it has already are passed over */
  readonly words?: readonly string[];
}

/**
 * A model that answers as the old one does and has room for more, to be trained further: a copy of it on another engine with added labels and
 * words. Rows of known words, n-grams and labels are copied, so nothing learnt is lost; a new word starts as a random row, a new label as a
 * fresh row of its head and, in the linear half, as zeros.
 *
 * @param engine one that has no classifier yet
 * @throws UserError for a head that the old model does not have
 */
export function extendClassifier(old: TextClassifier, { labels = {}, words = [] }: Additions, engine: Engine): TextClassifier {
  for (const name of Object.keys(labels)) {
    if (!old.config.heads.some((head) => head.name === name))
      throw fault(`the model has no head '${name}'`, { expected: old.config.heads.map((head) => head.name).join(', ') });
  }
  const heads = old.config.heads.map(
    ({ name, labels: known }): HeadConfig => ({ name, labels: [...new Set([...known, ...(labels[name] ?? [])])] }),
  );
  const codec = withWords(old.codec, words);
  const model = TextClassifier.assemble(engine, engine, {
    config: { ...old.config, heads },
    codec,
    vectorizer: old.vectorizer,
    frozenRows: old.frozenRows,
    calibration: old.calibration,
  });
  const oldWords = old.codec.vocabulary.size;
  const grown = new Map(model.parameters.map((parameter) => [parameter.name, parameter]));
  for (const from of old.parameters) {
    const to = grown.get(from.name)!;
    if (from === old.network.table) {
      const columns = from.shape[1];
      to.value.set(from.value.subarray(0, oldWords * columns), 0);
      to.value.set(from.value.subarray(oldWords * columns), codec.vocabulary.size * columns);
    } else if (from.name.startsWith('linear.') && from.shape.length === 2) copyColumns(from, to);
    else to.value.set(from.value);
  }
  return model;
}

/** The codec with further words behind those it has; the ids of the others stay. */
function withWords(codec: TextCodec, words: readonly string[]): TextCodec {
  const { specials, tokens } = codec.vocabulary.toJSON();
  const added = [...new Set(words)].filter((word) => !codec.vocabulary.has(word));
  return new TextCodec(codec.tokenizer.config, Vocabulary.of([...tokens, ...added], specials), codec.subwords);
}

/** Copies the columns that the narrower [features, labels] has; the others stay zero. */
function copyColumns(from: Parameter, to: Parameter): void {
  const [rows, columns] = from.shape;
  for (let row = 0; row < rows; row++) to.value.set(from.value.subarray(row * columns, (row + 1) * columns), row * to.shape[1]);
}

/** Words of the texts that occur often enough for a row of their own and have none yet, most frequent first. */
export function frequentNewWords(model: TextClassifier, texts: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const text of texts) {
    const { ids, tokens } = model.codec.encode(text);
    tokens.forEach((token, i) => {
      if (ids[i] === model.codec.vocabulary.unknownId) counts.set(token.text, (counts.get(token.text) ?? 0) + 1);
    });
  }
  const frequent = [...counts].filter(([, count]) => count >= model.config.embedding.minFrequency);
  return frequent.sort((a, b) => b[1] - a[1]).map(([word]) => word);
}
