import type { TaggedSource } from './descriptor.ts';
import { type ConllOptions, readConll } from './readers/conll.ts';
import { readParallel } from './readers/parallel.ts';
import { collect } from './text-sources.ts';
import { UserError } from './user-error.ts';

/** A sentence of tokens, each with its tag. */
export interface TaggedSentence {
  tokens: string[];
  /** As many as tokens, as they stand in the file: in the scheme of the file. */
  tags: string[];
  source: {
    file: string;
    /** 1-based line of the first token. */
    line: number;
  };
  /** 1-based line of each token. */
  lines: number[];
  /** True for the first sentence of a document, in a file that marks documents. */
  opensDocument: boolean;
}

/** The registry paths of the files that a source needs. */
export function filesOfTagged(source: TaggedSource): string[] {
  return source.format === 'columns' ? [source.file] : [source.tokens, source.tags];
}

/** Reads one source; `places` tells where each registry path lies. The sentences name their source by registry path. */
export async function readTaggedSource(source: TaggedSource, places: Readonly<Record<string, string>>): Promise<TaggedSentence[]> {
  if (source.format === 'parallel-lines') return readLines(source, places);
  const { file, separator } = source;
  return readColumns(places[file], separator === undefined ? {} : { separator }, file);
}

/**
 * The sentences of a column file. Where it marks documents, its first sentence opens one, whether a mark stands before it or not.
 *
 * @param name what the sentences call their file
 */
export async function readColumns(file: string, options: ConllOptions, name: string): Promise<TaggedSentence[]> {
  const sentences = await collect(
    readConll(file, options),
    ({ line, tokens, tags, lines, opensDocument }): TaggedSentence => ({
      tokens,
      tags,
      source: { file: name, line },
      lines,
      opensDocument,
    }),
  );
  if (sentences.some(({ opensDocument }) => opensDocument)) sentences[0].opensDocument = true;
  return sentences;
}

async function readLines(
  { tokens: file, tags: tagFile }: Extract<TaggedSource, { format: 'parallel-lines' }>,
  places: Readonly<Record<string, string>>,
): Promise<TaggedSentence[]> {
  return collect(readParallel(places[file], places[tagFile]), ({ line, source, target }): TaggedSentence => {
    const [tokens, tags] = [words(source), words(target)];
    if (tokens.length !== tags.length) {
      throw new UserError(`${tags.length} tags for ${tokens.length} tokens`, {
        file: tagFile,
        line,
        expected: `a tag for each token of ${file}:${line}`,
      });
    }
    return { tokens, tags, source: { file, line }, lines: tokens.map(() => line), opensDocument: false };
  });
}

function words(line: string): string[] {
  return line.split(/\s+/).filter((word) => word !== '');
}
