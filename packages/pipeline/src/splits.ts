import { renameSync, rmSync } from 'node:fs';
import { UserError } from '@textloom/datasets';
import type { z } from 'zod';
import type { RunFolder } from './run-folder.ts';

/** The three parts of the data. */
export interface Splits<Example> {
  readonly train: readonly Example[];
  readonly valid: readonly Example[];
  readonly test: readonly Example[];
}

export type SplitName = keyof Splits<unknown>;

const splitNames: readonly SplitName[] = ['train', 'valid', 'test'];

/** Writes the parts to `data/*.jsonl` of the run, where the other stages find them: all three, or on failure none. */
export async function writeSplits<Example>(run: RunFolder, splits: Splits<Example>): Promise<void> {
  const beside = '.data.writing';
  try {
    for (const name of splitNames) {
      await run.writeText(`${beside}/${name}.jsonl`, splits[name].map((example) => `${JSON.stringify(example)}\n`).join(''));
    }
  } catch (error) {
    rmSync(run.path(beside), { recursive: true, force: true });
    throw error;
  }
  rmSync(run.path('data'), { recursive: true, force: true });
  renameSync(run.path(beside), run.path('data'));
}

/**
 * Reads what {@link writeSplits} wrote.
 *
 * @param schema what an example of the app is
 * @throws UserError when a part is missing or a line of it is damaged
 */
export function readSplits<Example>(run: RunFolder, schema: z.ZodType<Example>): Splits<Example> {
  run.require('data');
  const read = (name: SplitName): Example[] => {
    const file = `data/${name}.jsonl`;
    const lines = run.readText(file).split('\n');
    return lines.flatMap((line, index) => (line === '' ? [] : [readExample(line, schema, run.path(file), index + 1)]));
  };
  return { train: read('train'), valid: read('valid'), test: read('test') };
}

function readExample<Example>(line: string, schema: z.ZodType<Example>, file: string, number: number): Example {
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    throw new UserError('this line is not a prepared example', {
      file,
      line: number,
      hint: 'prepare the data again: the data stage of the same run',
    });
  }
}
