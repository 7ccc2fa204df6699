import { renameSync, rmSync } from 'node:fs';
import type { TextExample } from '@textloom/datasets';
import { UserError } from '@textloom/datasets';
import type { RunFolder } from '@textloom/pipeline';
import { z } from 'zod';

/** One utterance with what the customer wants by it. */
export interface IntentExample {
  readonly text: string;
  readonly intent: string;
  /** An answer that was given to it, where the data has one. */
  readonly answer?: string | undefined;
  readonly source: { readonly file: string; readonly line: number };
}

/** The three parts of the data. Out-of-scope utterances are among them, under the out-of-scope label. */
export interface IntentSplits {
  readonly train: readonly IntentExample[];
  readonly valid: readonly IntentExample[];
  readonly test: readonly IntentExample[];
}

export type SplitName = keyof IntentSplits;

const splitNames: readonly SplitName[] = ['train', 'valid', 'test'];

const exampleSchema = z.object({
  text: z.string(),
  intent: z.string(),
  answer: z.string().optional(),
  source: z.object({ file: z.string(), line: z.number() }),
});

/** A text example of the data sets as an utterance with its intent (the first of its labels). */
export function intentExample({ text, labels, answer, source }: TextExample, label: string): IntentExample {
  return { text, intent: labels[label], ...(answer === undefined || answer === '' ? {} : { answer }), source };
}

/** Writes the parts to `data/*.jsonl` of the run, where the other stages find them: all three, or on failure none. */
export async function writeSplits(run: RunFolder, splits: IntentSplits): Promise<void> {
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
 * @throws UserError when a part is missing or a line of it is damaged
 */
export function readSplits(run: RunFolder): IntentSplits {
  run.require('data');
  const read = (name: SplitName): IntentExample[] => {
    const file = `data/${name}.jsonl`;
    const lines = run.readText(file).split('\n');
    return lines.flatMap((line, index) => (line === '' ? [] : [readExample(line, run.path(file), index + 1)]));
  };
  return { train: read('train'), valid: read('valid'), test: read('test') };
}

function readExample(line: string, file: string, number: number): IntentExample {
  try {
    return exampleSchema.parse(JSON.parse(line));
  } catch {
    throw new UserError('this line is not a prepared example', {
      file,
      line: number,
      hint: 'prepare the data again: the data stage of the same run',
    });
  }
}

/** The intents of the examples in the order of their names; the out-of-scope label is not one, unless it is trained as a class. */
export function intentsOf(examples: readonly IntentExample[], outOfScopeLabel: string | undefined): string[] {
  return [...new Set(examples.map(({ intent }) => intent))].filter((intent) => intent !== outOfScopeLabel).sort();
}
