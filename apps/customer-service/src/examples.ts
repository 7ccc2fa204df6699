import type { TextExample } from '@textloom/datasets';
import type { Splits } from '@textloom/pipeline';
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
export type IntentSplits = Splits<IntentExample>;

/** An utterance as it stands in the prepared data of a run. */
export const exampleSchema: z.ZodType<IntentExample> = z.object({
  text: z.string(),
  intent: z.string(),
  answer: z.string().optional(),
  source: z.object({ file: z.string(), line: z.number() }),
});

/** A text example of the data sets as an utterance with its intent (the first of its labels). */
export function intentExample({ text, labels, answer, source }: TextExample, label: string): IntentExample {
  return { text, intent: labels[label], ...(answer === undefined || answer === '' ? {} : { answer }), source };
}

/** The intents of the examples in the order of their names; the out-of-scope label is not one, unless it is trained as a class. */
export function intentsOf(examples: readonly IntentExample[], outOfScopeLabel: string | undefined): string[] {
  return [...new Set(examples.map(({ intent }) => intent))].filter((intent) => intent !== outOfScopeLabel).sort();
}
