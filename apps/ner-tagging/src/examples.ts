import type { Splits } from '@textloom/pipeline';
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
export type NerSplits = Splits<NerExample>;

const position = z.int().min(0);
/** A sentence as it stands in the prepared data of a run. */
export const exampleSchema: z.ZodType<NerExample> = z.object({
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
