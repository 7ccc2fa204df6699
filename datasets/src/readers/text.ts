import { UserError } from '../user-error.ts';
import { type DecodeOptions, readPieces } from './decode.ts';

/** One line of a text file, without its line break. */
export interface TextLine {
  /** 1-based. */
  line: number;
  text: string;
}

export interface LineOptions extends DecodeOptions {
  /** Longest line (record, field) that is accepted, in characters; default `defaultLongestLine`. */
  longestLine?: number;
}

/** One million characters: far beyond any sentence, small enough that a wrong file fails fast. */
export const defaultLongestLine = 1_000_000;

/**
 * The lines of a text file (`\n` or `\r\n`; the last may lack its break), one at a time. Blank lines are kept.
 * Throws a `UserError` for a missing file, bytes outside the encoding, and a line longer than `longestLine`.
 */
export async function* readText(file: string, options: LineOptions = {}): AsyncGenerator<TextLine, void, undefined> {
  const longest = options.longestLine ?? defaultLongestLine;
  let line = 1;
  let rest = '';
  for await (const piece of readPieces(file, options)) {
    const lines = piece.split('\n');
    lines[0] = rest + lines[0];
    rest = lines.pop() ?? '';
    for (const text of lines) {
      if (text.length > longest) throw tooLong(file, line, longest);
      yield { line, text };
      line++;
    }
    if (rest.length > longest) throw tooLong(file, line, longest);
  }
  if (rest !== '') yield { line, text: rest };
}

/** The error for a line, record or field beyond the limit. */
export function tooLong(file: string, line: number, longest: number): UserError {
  return new UserError(`a text of more than ${longest.toLocaleString('en')} characters`, {
    file,
    line,
    expected: `at most ${longest.toLocaleString('en')} characters in one line or field`,
    hint: 'is this the right file? A missing closing quote also makes one long field; split long documents into shorter texts',
  });
}
