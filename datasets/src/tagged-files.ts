import { basename } from 'node:path';
import { byEnding } from './file-ending.ts';
import { countingBadRows, type OnBadRow } from './readers/bad-row.ts';
import type { SpannedText } from './readers/character-spans.ts';
import { type ConllSeparator, columnPlaces, recogniseColumns } from './readers/conll-columns.ts';
import type { Encoding } from './readers/decode.ts';
import { readInlineBrackets } from './readers/inline-brackets.ts';
import { readSpansJsonl } from './readers/spans-jsonl.ts';
import { readColumns, type TaggedSentence } from './tagged-sources.ts';
import { collect } from './text-sources.ts';
import { count } from './traps.ts';
import { UserError } from './user-error.ts';

/** `conll`: columns, a token a line. `jsonl`: JSON lines with character spans. `brackets`: `[Ada Lovelace](PER)` within the text. */
export type TaggedFormat = 'conll' | 'jsonl' | 'brackets';

/** A sentence as its file has it: tokens with tags, or a text with the character spans of its entities. */
export type TaggedItem = ({ kind: 'columns' } & TaggedSentence) | ({ kind: 'spans' } & SpannedText);

export interface TaggedFilesOptions {
  /** Default: by the file's ending, {@link taggedFormatOf}. */
  format?: TaggedFormat;
  /** Column files: the token's column, from 0, negative from the end; default 0. */
  tokenColumn?: number;
  /** Column files: the tag's column, from 0, negative from the end; default -1. */
  tagColumn?: number;
  /** Column files: what parts the columns; default `auto`. */
  separator?: ConllSeparator;
  /** JSON lines: in what the spans count; default `utf-16`, Python writes `code-points`. */
  offsets?: 'utf-16' | 'code-points';
  encoding?: Encoding;
  onBadRow?: OnBadRow;
}

export interface TaggedFilesRead {
  sentences: TaggedItem[];
  /** What to put between the tokens of column files to make a text of them: {@link joinerOf}; a space where there are none. */
  joiner: ' ' | '';
  /** How each file was understood, so that a wrong guess is seen, and what was changed in it, with counts. */
  notes: string[];
  /** Rows handed to `onBadRow`. */
  badRows: number;
}

/**
 * Reads a user's files of tagged sentences, one after the other, each in its own format.
 * Throws a `UserError` for an unknown ending, column options for files without columns, an empty file or one of which no sentence can
 * be used, and (unless `onBadRow` takes them) for the bad rows of the readers.
 */
export async function readTaggedFiles(files: string | readonly string[], options: TaggedFilesOptions = {}): Promise<TaggedFilesRead> {
  const list = (typeof files === 'string' ? [files] : files).map((file) => ({ file, format: options.format ?? taggedFormatOf(file) }));
  if (list.length === 0) throw new UserError('no file was given', { expected: 'at least one file of tagged sentences' });
  refuseColumns(list, options);
  const read: TaggedFilesRead = { sentences: [], joiner: ' ', notes: [], badRows: 0 };
  for (const { file, format } of list) {
    const items = await readItems(
      file,
      format,
      { ...options, onBadRow: countingBadRows(options.onBadRow, () => read.badRows++) },
      read.notes,
    );
    if (items.length === 0) throw new UserError('no sentence of the file can be used', { file, expected: expectedOf[format] });
    for (const item of items) read.sentences.push(item);
  }
  return { ...read, joiner: joinerOf(read.sentences.flatMap((item) => (item.kind === 'columns' ? [item] : []))) };
}

/**
 * Nothing where most tokens with letters are of a script that is written without spaces (Chinese, Japanese), whether a token is a
 * character or a word; else a space.
 */
export function joinerOf(sentences: readonly Pick<TaggedSentence, 'tokens'>[]): ' ' | '' {
  let [words, unspaced] = [0, 0];
  for (const { tokens } of sentences) {
    for (const token of tokens) {
      if (/\p{L}/u.test(token)) words++;
      if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(token)) unspaced++;
    }
  }
  return unspaced * 2 > words ? '' : ' ';
}

const expectedOf: Readonly<Record<TaggedFormat, string>> = {
  conll: 'tokens with their tags, one a line',
  jsonl: 'one text with its spans on each line',
  brackets: 'one text on each line, as in [Ada Lovelace](PER)',
};

const endings: Readonly<Record<string, TaggedFormat>> = {
  ...Object.fromEntries(
    ['conll', 'conllu', 'conll2003', 'bio', 'iob', 'iob1', 'iob2', 'bioes', 'iobes', 'bilou', 'bmes', 'tsv', 'txt'].map(
      (ending) => [ending, 'conll'] as const,
    ),
  ),
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  md: 'brackets',
  brackets: 'brackets',
};

/** The format that a file's ending names. Throws a `UserError` for another ending. */
export function taggedFormatOf(file: string): TaggedFormat {
  return byEnding(file, endings, {
    expected: '.conll, .bio, .iob, .bmes, .tsv, .txt (columns), .jsonl (spans) or .md (brackets)',
    formats: 'conll, jsonl or brackets',
  });
}

/** A column that is named for files without columns is a mistake that would go unseen. */
function refuseColumns(list: readonly { file: string; format: TaggedFormat }[], { tokenColumn, tagColumn }: TaggedFilesOptions): void {
  if ((tokenColumn === undefined && tagColumn === undefined) || list.some(({ format }) => format === 'conll')) return;
  throw new UserError('this file has no columns', {
    file: list[0].file,
    expected: 'no column options beside spans or brackets',
    hint: 'leave out --token-column and --tag-column, or give --format conll',
  });
}

async function readItems(file: string, format: TaggedFormat, options: TaggedFilesOptions, notes: string[]): Promise<TaggedItem[]> {
  const { tokenColumn, tagColumn, separator, encoding, offsets, onBadRow } = options;
  const lines = { ...(encoding === undefined ? {} : { encoding }), ...(onBadRow === undefined ? {} : { onBadRow }) };
  if (format === 'conll') {
    const columns = {
      ...lines,
      ...(tokenColumn === undefined ? {} : { tokenColumn }),
      ...(tagColumn === undefined ? {} : { tagColumn }),
      ...(separator === undefined ? {} : { separator }),
    };
    const layout = await recogniseColumns(file, columns);
    const sentences = await readColumns(file, columns, file);
    if (layout !== undefined) {
      const { token, tag } = columnPlaces(columns);
      const place = (column: number): number => (column < 0 ? layout.columnCount + column : column);
      notes.push(
        `${basename(file)}: tokens from column ${place(token)}, tags from column ${place(tag)} of ${layout.columnCount} (the first is 0), ${separators[layout.separator] ?? `separated by ${JSON.stringify(layout.separator)}`}`,
      );
    }
    return sentences.map((sentence) => ({ kind: 'columns', ...sentence }));
  }
  let trimmed = 0;
  const onTrimmed = (spans: number): void => {
    trimmed += spans;
  };
  const texts =
    format === 'jsonl'
      ? readSpansJsonl(file, { ...lines, onTrimmed, ...(offsets === undefined ? {} : { offsets }) })
      : readInlineBrackets(file, { ...lines, onTrimmed });
  const items = await collect(texts, (text): TaggedItem => ({ kind: 'spans', ...text }));
  if (trimmed > 0) notes.push(`${basename(file)}: white space taken off the ends of ${count(trimmed, 'span')}`);
  return items;
}

const separators: Readonly<Record<string, string>> = {
  spaces: 'separated by spaces',
  tab: 'separated by tabs',
  'last-space': 'separated by the last space of a line',
};
