import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';

const word = fc.constantFrom('der', 'Hund', 'beißt', 'the', 'dog', 'bit', 'собака', '我', '狗咬人。', '3,14', 'a-b', 'it.');

/** A sentence of words that often repeat, so that translations and references have something in common. */
export const segment: fc.Arbitrary<string> = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => words.join(' '));

/** Translations and, of each, one to three references. */
export const translations: fc.Arbitrary<{ hypothesis: string; references: string[] }[]> = fc.array(
  fc.record({ hypothesis: segment, references: fc.array(segment, { minLength: 1, maxLength: 3 }) }),
  { minLength: 1, maxLength: 6 },
);

/** The data sets beside the repository. */
export const sharedDatasets: string = join(
  resolve(import.meta.dirname, '../../../../..', process.env.TEXTLOOM_SHARED ?? 'shared'),
  'datasets',
);
export const hasSharedDatasets: boolean = existsSync(sharedDatasets);

/** Lines of a file of the shared data sets. */
export function sharedLines(file: string): string[] {
  const bytes = readFileSync(join(sharedDatasets, file));
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text.replace(/\n$/, '').split('\n');
}
