import { existsSync, statSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { type DecodeOptions, parseEncoding, readJsonl, readPieces, readText, UserError } from '@textloom/datasets';
import type { OptionValues } from '@textloom/pipeline';
import type { Tokenizer } from '@textloom/tokenizers';
import { sentencesOf } from '../documents/document.ts';
import type { DocumentOrigin, SourceDocument } from '../documents/tag-documents.ts';
import { columnDocuments } from './column-documents.ts';

/** Characters of one document: far beyond any book; one full of entities takes some 100 bytes of memory a character. */
export const longestDocument = 20_000_000;

export type SourceFormat = 'text' | 'jsonl' | 'conll';

/** One place that texts come from. */
export interface Source {
  /** What errors call it, and `file` in the output. */
  readonly name: string;
  readonly path: string | 'stdin';
  readonly format: SourceFormat;
  /** One document a line; only of text. */
  readonly lines: boolean;
}

/** The parts of a tokenizer that reading takes. */
export type TextTokenizer = Pick<Tokenizer, 'tokenize' | 'normalizer'>;

/** The texts of a command line, checked before anything is read or written. */
export interface Sources {
  /** Texts given as arguments. */
  readonly texts: readonly string[];
  readonly files: readonly Source[];
  readonly textField: string;
  readonly wordsColumn: number;
  readonly decode: DecodeOptions;
  /** True where somebody may be waiting for the answer to each text. */
  readonly live: boolean;
}

const columnEndings = ['.conll', '.iob', '.iob2', '.bio', '.bioes'];

/** @throws UserError for texts in two places, a file that is not there, a format that does not go with the other options */
export function readSourceOptions(options: OptionValues, positionals: readonly string[], cwd: string): Sources {
  const names = options.list('file');
  if (positionals.length > 0 && names.length > 0)
    throw new UserError('Texts are given as arguments and with --file: one of them is enough.');
  const format = options.text('format');
  if (positionals.length > 0 && format !== undefined && format !== 'text') {
    throw new UserError(`--format ${format}: texts given as arguments are plain text.`, { hint: 'give files with --file, or stdin' });
  }
  const encoding = options.text('encoding');
  const stdin = names.filter((name) => name === '-').length;
  if (stdin > 1) throw new UserError('--file -: stdin can be read only once.');
  const wanted = positionals.length > 0 ? [] : names.length === 0 ? ['-'] : names;
  const files = wanted.map((name) => sourceOf(name, format, options.flag('lines'), cwd));
  return {
    texts: positionals,
    files,
    textField: options.text('text-field') ?? 'text',
    wordsColumn: options.number('words-column') ?? 0,
    decode: encoding === undefined ? {} : { encoding: parseEncoding(encoding) },
    live: files.some(({ path }) => path === 'stdin'),
  };
}

function sourceOf(name: string, wanted: string | undefined, lines: boolean, cwd: string): Source {
  const path = name === '-' ? 'stdin' : resolve(cwd, name);
  const format = wanted === 'text' || wanted === 'jsonl' || wanted === 'conll' ? wanted : byEnding(name);
  if (name === '-') return { name: 'stdin', path, format, lines: format === 'text' && (lines || process.stdin.isTTY === true) };
  if (!existsSync(path))
    throw new UserError('there is no such file', { file: name, hint: 'check the path; it is taken from the current folder' });
  if (statSync(path).isDirectory()) throw new UserError('this is a folder', { file: name, expected: 'a file; --file may be repeated' });
  return { name, path, format, lines: format === 'text' && lines };
}

function byEnding(name: string): SourceFormat {
  const ending = extname(basename(name).replace(/\.gz$/i, '')).toLowerCase();
  return ending === '.jsonl' || ending === '.ndjson' ? 'jsonl' : columnEndings.includes(ending) ? 'conll' : 'text';
}

/**
 * The documents of the sources, one at a time; only the document that is read is in memory. Offsets of a text file that is one document
 * are those of the file, CRLF and all, after a byte order mark.
 *
 * @throws UserError with file and line for what cannot be read
 */
export async function* documentsOf(
  sources: Sources,
  tokenizer: TextTokenizer,
  signal: AbortSignal,
): AsyncGenerator<SourceDocument, void, undefined> {
  const document = (origin: DocumentOrigin, text: string): SourceDocument => ({ origin, text, sentences: sentencesOf(text, tokenizer) });
  for (const text of sources.texts) yield document({}, text);
  for (const source of sources.files) {
    const { name, path, format } = source;
    const fromStdin = path === 'stdin';
    const options = {
      ...sources.decode,
      longestLine: longestDocument,
      ...(fromStdin ? { input: addAbortSignal(signal, process.stdin) } : {}),
    };
    // The readers' messages name the file as the user did, where that is also where it lies.
    const file = fromStdin || resolve(name) === path ? name : path;
    if (format === 'conll') {
      yield* columnDocuments(file, { ...options, name, wordsColumn: sources.wordsColumn, normalizer: tokenizer.normalizer });
    } else if (format === 'jsonl') {
      for await (const { line, value } of readJsonl(file, options)) {
        const text = textOf(value, sources.textField, name, line);
        yield document({ file: name, line, ...idOf(value) }, text);
      }
    } else if (source.lines) {
      for await (const { line, text } of readText(file, options)) if (text.trim() !== '') yield document({ file: name, line }, text);
    } else yield document({ file: name }, await wholeText(file, name, options));
  }
}

async function wholeText(file: string, name: string, options: DecodeOptions): Promise<string> {
  const pieces: string[] = [];
  let length = 0;
  for await (const piece of readPieces(file, { ...options, lineBreaks: 'kept' })) {
    length += piece.length;
    if (length > longestDocument) {
      throw new UserError(`a document of more than ${longestDocument.toLocaleString('en')} characters`, {
        file: name,
        hint: 'if the file holds one document a line, say so with --lines; else split it',
      });
    }
    pieces.push(piece);
  }
  return pieces.join('');
}

function textOf(value: Record<string, unknown>, field: string, file: string, line: number): string {
  const text = value[field];
  if (typeof text === 'string') return text;
  const found = text === undefined ? `this line has no field "${field}"` : `the field "${field}" is no text`;
  throw new UserError(found, {
    file,
    line,
    expected: `a text in one of: ${Object.keys(value).slice(0, 20).join(', ') || '(no fields)'}`,
    hint: 'name the field with --text-field',
  });
}

function idOf({ id }: Record<string, unknown>): { id?: string | number } {
  return typeof id === 'string' || typeof id === 'number' ? { id } : {};
}
