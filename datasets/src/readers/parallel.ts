import { UserError } from '../user-error.ts';
import type { OnBadRow } from './bad-row.ts';
import { emptyFile, readTsv } from './csv.ts';
import { type LineOptions, readText } from './text.ts';

/** A pair of texts that say the same (or a text and what belongs to it). */
export interface ParallelPair {
  /** 1-based line in both files. */
  line: number;
  source: string;
  target: string;
}

/**
 * Two files read side by side, line n of the one with line n of the other.
 * Throws a `UserError` where one file has more lines than the other (naming both) and where both are empty.
 */
export async function* readParallel(
  sourceFile: string,
  targetFile: string,
  options: LineOptions = {},
): AsyncGenerator<ParallelPair, void, undefined> {
  const sources = readText(sourceFile, options);
  const targets = readText(targetFile, options);
  let line = 0;
  try {
    for (;;) {
      const [source, target] = await Promise.all([sources.next(), targets.next()]);
      if (source.done && target.done) break;
      line++;
      if (source.done || target.done) {
        const [shorter, longer] = source.done ? [sourceFile, targetFile] : [targetFile, sourceFile];
        throw new UserError(`the file ends after ${line - 1} lines, but ${longer} goes on`, {
          file: shorter,
          line: line - 1,
          expected: 'as many lines in both files: line n of one belongs to line n of the other',
        });
      }
      yield { line, source: source.value.text, target: target.value.text };
    }
  } finally {
    await Promise.all([sources.return(), targets.return()]);
  }
  if (line === 0) throw emptyFile(sourceFile);
}

export interface ParallelTsvOptions extends LineOptions {
  /** Position of the source text among the columns, from 0. Default 0. */
  sourceColumn?: number;
  /** Position of the target text among the columns, from 0. Default 1. */
  targetColumn?: number;
  /** How many columns each line has. Default 2. */
  columnCount?: number;
  onBadRow?: OnBadRow;
}

/** Pairs from one tab-separated file without a header line; further columns (attributions, ids) are passed over. */
export async function* readParallelTsv(file: string, options: ParallelTsvOptions = {}): AsyncGenerator<ParallelPair, void, undefined> {
  const { sourceColumn = 0, targetColumn = 1, columnCount = 2, ...reading } = options;
  const header = Array.from({ length: Math.max(columnCount, sourceColumn + 1, targetColumn + 1) }, (_, index) => String(index));
  for await (const { line, fields } of readTsv(file, { ...reading, header })) {
    yield { line, source: fields[String(sourceColumn)], target: fields[String(targetColumn)] };
  }
}
