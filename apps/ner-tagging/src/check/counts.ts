import { detectLanguage } from '@textloom/tokenizers';
import type { NerExample, NerSplits } from '../examples.ts';
import { countOne, type Place, placedExamples, placeOf, splitNames } from './places.ts';

/** What a part consists of. */
export type PartCounts = {
  readonly sentences: number;
  readonly tokens: number;
  readonly entities: number;
  /** Sentences in which no entity is marked. */
  readonly withoutEntity: number;
  /** Entities of each type, by name. */
  readonly byType: Readonly<Record<string, number>>;
  /** Tokens in a sentence. */
  readonly lengths: { readonly median: number; readonly p95: number; readonly longest: number };
  /** Sentences by length; the last counts all that are longer. */
  readonly histogram: readonly { readonly upTo: number | null; readonly sentences: number }[];
};

/** A language: its sentences and how its entities are spread over the types. */
export type LanguageCounts = { readonly sentences: number; readonly entities: number; readonly byType: Readonly<Record<string, number>> };

/** A sentence with more tokens than wanted. */
export type LongSentence = { readonly tokens: number; readonly place: Place };

const bounds: readonly (number | null)[] = [5, 10, 20, 40, 80, 160, null];

/** Counts of every part. */
export function countParts(splits: NerSplits): Record<string, PartCounts> {
  return Object.fromEntries(splitNames.map((name) => [name, countPart(splits[name])]));
}

function countPart(examples: readonly NerExample[]): PartCounts {
  const lengths = examples.map(({ tokens }) => tokens.length).sort((a, b) => a - b);
  const quantile = (q: number): number => lengths[Math.max(0, Math.ceil(q * lengths.length) - 1)] ?? 0;
  const byType = typeCounts(examples);
  return {
    sentences: examples.length,
    tokens: lengths.reduce((sum, length) => sum + length, 0),
    entities: sum(byType),
    withoutEntity: examples.filter(({ entities }) => entities.length === 0).length,
    byType,
    lengths: { median: quantile(0.5), p95: quantile(0.95), longest: quantile(1) },
    histogram: bounds.map((upTo, index) => {
      const [above, most] = [bounds[index - 1] ?? -1, upTo ?? Number.POSITIVE_INFINITY];
      return { upTo, sentences: lengths.filter((length) => length > above && length <= most).length };
    }),
  };
}

/** Counts of every language in all parts, the most frequent first. */
export function countLanguages(splits: NerSplits): Record<string, LanguageCounts> {
  const byLanguage = Map.groupBy(placedExamples(splits), ({ example }) => detectLanguage(example.text));
  return Object.fromEntries(
    [...byLanguage]
      .sort((a, b) => b[1].length - a[1].length)
      .map(([language, placed]) => {
        const byType = typeCounts(placed.map(({ example }) => example));
        return [language, { sentences: placed.length, entities: sum(byType), byType }];
      }),
  );
}

/** Sentences with more than `maxTokens` tokens, the longest first. */
export function longSentences(splits: NerSplits, maxTokens: number): LongSentence[] {
  return placedExamples(splits)
    .filter(({ example }) => example.tokens.length > maxTokens)
    .map((placed) => ({ tokens: placed.example.tokens.length, place: placeOf(placed) }))
    .sort((a, b) => b.tokens - a.tokens);
}

function typeCounts(examples: readonly NerExample[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { entities } of examples) for (const { type } of entities) countOne(counts, type);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
