import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Parameter } from '@textloom/tensor';
import type { Vocabulary } from '@textloom/tokenizers';
import { fault } from './user-error.ts';

/** Word vectors of a file, all of the same dimension. */
export interface WordVectors {
  readonly dimension: number;
  readonly vectors: ReadonlyMap<string, Float32Array>;
}

export interface GloveOptions {
  /** which words to keep, so that a file of gigabytes leaves only what is needed in memory; default all */
  readonly wanted?: (word: string) => boolean;
}

/**
 * Reads vectors in GloVe's text format: a word and its numbers on each line, with spaces between. A first line of two whole numbers (as
 * word2vec and fastText write) is skipped. A word that occurs twice keeps its first vector.
 *
 * @throws UserError with the line where the numbers are not those of the first line's dimension
 */
export async function readGloveText(file: string, { wanted = () => true }: GloveOptions = {}): Promise<WordVectors> {
  const vectors = new Map<string, Float32Array>();
  let dimension = 0;
  let line = 0;
  const stream = createReadStream(file, 'utf8');
  try {
    for await (const text of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      line++;
      if (text.trim() === '' || (line === 1 && /^\d+ \d+\s*$/.test(text))) continue;
      const fields = text.trimEnd().split(' ');
      // Some words of the large files contain spaces themselves, so the numbers are counted from the end once their count is known.
      if (dimension === 0) dimension = fields.length - 1;
      const word = fields.slice(0, fields.length - dimension).join(' ');
      if (word === '' || fields.length <= dimension) {
        throw fault(`${fields.length - 1} numbers`, { file, line, expected: `a word and ${dimension} numbers` });
      }
      if (!wanted(word) || vectors.has(word)) continue;
      const vector = Float32Array.from(fields.slice(-dimension), Number);
      const wrong = vector.findIndex((value) => !Number.isFinite(value));
      if (wrong >= 0)
        throw fault(`'${fields.at(wrong - dimension)}' is not a number`, { file, line, expected: `a word and ${dimension} numbers` });
      vectors.set(word, vector);
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw fault('no such file', { file, expected: 'vectors in GloVe text format' });
    throw error;
  } finally {
    stream.destroy();
  }
  if (dimension === 0) throw fault('the file is empty', { file, expected: 'vectors in GloVe text format' });
  return { dimension, vectors };
}

/**
 * Reads vectors from a JSON object of a word and an array of numbers each.
 *
 * @throws UserError that names the word whose numbers are wrong
 */
export async function readJsonVectors(file: string, { wanted = () => true }: GloveOptions = {}): Promise<WordVectors> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw fault(missing ? 'no such file' : `this is no JSON (${String(error)})`, {
      file,
      expected: 'a JSON object of words and their vectors',
    });
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw fault('this is not an object', { file, expected: 'a JSON object of words and their vectors' });
  }
  const vectors = new Map<string, Float32Array>();
  let dimension = 0;
  for (const [word, numbers] of Object.entries(content)) {
    const right = Array.isArray(numbers) && numbers.length > 0 && numbers.every((number) => typeof number === 'number');
    if (dimension === 0 && right) dimension = numbers.length;
    if (!right || numbers.length !== dimension) {
      throw fault(`the vector of '${word}' is wrong`, { file, expected: dimension === 0 ? 'an array of numbers' : `${dimension} numbers` });
    }
    if (wanted(word)) vectors.set(word, Float32Array.from(numbers));
  }
  if (dimension === 0) throw fault('the file has no vectors', { file, expected: 'a JSON object of words and their vectors' });
  return { dimension, vectors };
}

/** Reads pretrained vectors by the file's ending: `.json` as {@link readJsonVectors}, anything else as {@link readGloveText} (GloVe, fastText, word2vec text). */
export function readWordVectors(file: string, options: GloveOptions = {}): Promise<WordVectors> {
  return file.toLowerCase().endsWith('.json') ? readJsonVectors(file, options) : readGloveText(file, options);
}

/**
 * Puts the vectors into the rows of their words; a word without a vector takes that of its lower-case form, and without one of either it
 * keeps what it has.
 *
 * @param table [words + buckets, dimension], words first
 * @returns the rows that were set: what a classifier's `frozenRows` are when the vectors shall stay as they are
 * @throws UserError when the dimensions differ
 */
export function initialiseWordRows(table: Parameter, vocabulary: Vocabulary, { dimension, vectors }: WordVectors): Set<number> {
  const columns = table.shape[1];
  if (columns !== dimension) {
    throw fault(`the vectors have ${dimension} numbers and the embedding ${columns}`, { expected: `embedding.dimension: ${dimension}` });
  }
  const rows = new Set<number>();
  for (let id = 0; id < vocabulary.size; id++) {
    const word = vocabulary.token(id);
    const vector = vectors.get(word) ?? vectors.get(word.toLowerCase());
    if (vector === undefined || id === vocabulary.paddingId || id === vocabulary.unknownId) continue;
    table.value.set(vector, id * columns);
    rows.add(id);
  }
  return rows;
}
