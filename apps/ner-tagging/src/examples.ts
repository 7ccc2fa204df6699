import { renameSync, rmSync } from 'node:fs';
import { UserError } from '@textloom/datasets';
import type { RunFolder } from '@textloom/pipeline';
import { z } from 'zod';

/** A token and where it stands in the text of its example: UTF-16 code units, end exclusive. */
export interface NerToken {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** An entity over the tokens `start..end` (end exclusive). */
export interface EntitySpan {
  readonly start: number;
  readonly end: number;
  readonly type: string;
}

/** One sentence with its tokens and the entities that are marked in it. */
export interface NerExample {
  readonly text: string;
  readonly tokens: readonly NerToken[];
  /** In the order of the text, without overlap. */
  readonly entities: readonly EntitySpan[];
  /** Sentences of one document follow each other and have its number. */
  readonly document: number;
  readonly source: { readonly file: string; readonly line: number };
}

/** The three parts of the data. */
export interface NerSplits {
  readonly train: readonly NerExample[];
  readonly valid: readonly NerExample[];
  readonly test: readonly NerExample[];
}

export type SplitName = keyof NerSplits;

const splitNames: readonly SplitName[] = ['train', 'valid', 'test'];

const position = z.int().min(0);
const exampleSchema = z.object({
  text: z.string(),
  tokens: z.array(z.object({ text: z.string(), start: position, end: position })),
  entities: z.array(z.object({ start: position, end: position, type: z.string() })),
  document: position,
  source: z.object({ file: z.string(), line: z.number() }),
});

/** The words of an example, as the model reads them. */
export function wordsOf({ tokens }: Pick<NerExample, 'tokens'>): string[] {
  return tokens.map(({ text }) => text);
}

/** The entity types of the examples in the order of their names. */
export function typesOf(examples: Iterable<Pick<NerExample, 'entities'>>): string[] {
  const types = new Set<string>();
  for (const { entities } of examples) for (const { type } of entities) types.add(type);
  return [...types].sort();
}

/** Writes the parts to `data/*.jsonl` of the run, where the other stages find them: all three, or on failure none. */
export async function writeSplits(run: RunFolder, splits: NerSplits): Promise<void> {
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
export function readSplits(run: RunFolder): NerSplits {
  run.require('data');
  const read = (name: SplitName): NerExample[] => {
    const file = `data/${name}.jsonl`;
    const lines = run.readText(file).split('\n');
    return lines.flatMap((line, index) => (line === '' ? [] : [readExample(line, run.path(file), index + 1)]));
  };
  return { train: read('train'), valid: read('valid'), test: read('test') };
}

function readExample(line: string, file: string, number: number): NerExample {
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
