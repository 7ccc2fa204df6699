import type { ReadFile } from './fine-tuning.ts';
import type { Splits } from './splits.ts';

/** New examples mixed with old ones. */
export interface Mixed<Example, FineTuning> {
  readonly splits: Splits<Example>;
  /** What the run remembers of it. */
  readonly record: FineTuning;
  readonly notes: string[];
  /** Files of the old data, with their hashes as they were then. */
  readonly files: readonly ReadFile[];
}

/** Examples whose key is not among the others'. */
export function without<Example>(examples: readonly Example[], others: readonly Example[], keyOf: (example: Example) => string): Example[] {
  const seen = new Set(others.map(keyOf));
  return examples.filter((example) => !seen.has(keyOf(example)));
}

/**
 * New examples as they can stand beside old ones without one example in two parts: those of the old validation or test data are left
 * out of training, those that the old model was trained or judged on are left out of validation and test.
 *
 * @param keyOf the same for two examples that count as one
 * @param what the examples in the notes: `sentences`
 * @returns the notes say how many were left out
 */
export function besideOld<Example>(
  fresh: Splits<Example>,
  old: Splits<Example>,
  keyOf: (example: Example) => string,
  what: string,
): { readonly splits: Splits<Example>; readonly notes: string[] } {
  const train = without(fresh.train, [...old.valid, ...old.test], keyOf);
  const valid = without(fresh.valid, [...old.train, ...old.valid, ...old.test], keyOf);
  const test = without(fresh.test, [...old.train, ...old.valid, ...old.test], keyOf);
  const notes: string[] = [];
  const untrained = fresh.train.length - train.length;
  if (untrained > 0) notes.push(`${untrained} new ${what} stand in the old validation or test data and were left out of training`);
  const unjudged = fresh.valid.length + fresh.test.length - valid.length - test.length;
  if (unjudged > 0) notes.push(`${unjudged} new ${what} for validation or test stand in the old data and were left out`);
  return { splits: { train, valid, test }, notes };
}
