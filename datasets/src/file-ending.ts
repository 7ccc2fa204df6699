import { statSync } from 'node:fs';
import { UserError } from './user-error.ts';

/**
 * What a file's ending (with `.gz` after it or not) stands for. Throws a `UserError` for an ending that is not among them, and for a folder.
 *
 * @param known endings without their dot, in lower case
 * @param expected the endings, for the message
 * @param formats the choices of `--format`, for the message
 */
export function byEnding<Format extends string>(
  file: string,
  known: Readonly<Record<string, Format>>,
  { expected, formats }: { expected: string; formats: string },
): Format {
  const ending = /\.([a-z0-9]+)(?:\.gz)?$/.exec(file.toLowerCase())?.[1] ?? '';
  if (Object.hasOwn(known, ending)) return known[ending];
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw new UserError('this is a folder', { file, expected: 'a file' });
  throw new UserError('the format cannot be told from the ending', {
    file,
    expected: `a file that ends in ${expected} (also with .gz)`,
    hint: `give the format: --format ${formats}`,
  });
}
