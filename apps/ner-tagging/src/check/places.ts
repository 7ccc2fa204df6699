import type { SplitName } from '@textloom/pipeline';
import type { EntitySpan, NerExample, NerSplits } from '../examples.ts';

/** Where a sentence stands. */
export type Place = { readonly split: SplitName; readonly file: string; readonly line: number };

/** An example and the part it is in. */
export interface Placed {
  readonly split: SplitName;
  readonly example: NerExample;
}

export const splitNames: readonly SplitName[] = ['train', 'valid', 'test'];

/** All examples, training first. */
export function placedExamples(splits: NerSplits): Placed[] {
  return splitNames.flatMap((split) => splits[split].map((example) => ({ split, example })));
}

export function placeOf({ split, example }: Placed): Place {
  return { split, file: example.source.file, line: example.source.line };
}

/** An entity as it is written in the text. */
export function surfaceOf({ text, tokens }: NerExample, { start, end }: Pick<EntitySpan, 'start' | 'end'>): string {
  return text.slice(tokens[start].start, tokens[end - 1].end);
}

/** Adds one to a count. */
export function countOne<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Adds a value to the list of a key. */
export function addTo<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
