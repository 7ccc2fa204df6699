import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StageContext } from '@textloom/pipeline';
import { readAnswerBook } from './answer-book.ts';
import type { Config } from './config.ts';

/** Where the answers of the run are kept, once they have been checked. */
export const answersFile = 'answers.yaml';

const appFolder = fileURLToPath(new URL('..', import.meta.url));

/** Answer templates that were found and fit the intents. */
export interface FoundAnswers {
  /** As the user named the file. */
  readonly name: string;
  readonly text: string;
  readonly notes: readonly string[];
}

/**
 * The answer templates of a run: those of `--answers`, else of the config, else the app's own (sample data only). A run that goes on
 * from an earlier one keeps that one's, also where new intents have none.
 *
 * @param intents every intent the model will know
 * @param from folder of the run it goes on from
 * @returns undefined where there are none: answers come from the history alone
 * @throws UserError for a file that cannot be read, or that does not fit the intents (with its line)
 */
export async function findAnswers(
  { options, config, cwd }: Pick<StageContext<Config>, 'options' | 'config' | 'cwd'>,
  intents: readonly string[],
  dataset: string,
  from: string | undefined,
): Promise<FoundAnswers | undefined> {
  const given = options.text('answers');
  const name = given ?? config.answers ?? (dataset === 'sample' ? answersFile : undefined);
  if (name !== undefined) {
    const near = resolve(cwd, name);
    // The config of the app names files of the app.
    const file = given !== undefined || existsSync(near) ? near : join(appFolder, name);
    await readAnswerBook(file, intents);
    return { name, text: await readFile(file, 'utf8'), notes: [] };
  }
  const earlier = from === undefined ? undefined : join(from, answersFile);
  if (earlier === undefined || !existsSync(earlier)) return undefined;
  const book = await readAnswerBook(earlier);
  const without = intents.filter((intent) => !Object.hasOwn(book.intents, intent));
  const note = `no answer templates yet for ${without.join(', ')}: add them to a copy of ${earlier} and name it with --answers`;
  return { name: answersFile, text: await readFile(earlier, 'utf8'), notes: without.length === 0 ? [] : [note] };
}
