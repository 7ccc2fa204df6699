import type { JsonObject } from '@textloom/pipeline';
import { detectLanguage } from '@textloom/tokenizers';
import { type IntentExample, type IntentSplits, intentsOf } from './examples.ts';

/** What is worth knowing about the data before and after training: counts by part, intent and language, and lengths. */
export function describeSplits(splits: IntentSplits, outOfScopeLabel: string): JsonObject {
  const intents = intentsOf(splits.train, outOfScopeLabel);
  const perIntent = intents.map((intent) => splits.train.filter((example) => example.intent === intent).length);
  return {
    splits: Object.fromEntries(
      Object.entries(splits).map(([name, examples]: [string, readonly IntentExample[]]) => [name, describePart(examples, outOfScopeLabel)]),
    ),
    intents: intents.length,
    examplesPerIntent: { fewest: Math.min(...perIntent), median: quantile(perIntent, 0.5), most: Math.max(...perIntent) },
    perIntent: Object.fromEntries(intents.map((intent, i) => [intent, perIntent[i]])),
  };
}

function describePart(examples: readonly IntentExample[], outOfScopeLabel: string): JsonObject {
  const lengths = examples.map(({ text }) => [...text].length);
  const languages = new Map<string, number>();
  for (const { text } of examples) {
    const language = detectLanguage(text);
    languages.set(language, (languages.get(language) ?? 0) + 1);
  }
  return {
    examples: examples.length,
    outOfScope: examples.filter(({ intent }) => intent === outOfScopeLabel).length,
    languages: Object.fromEntries([...languages].sort((a, b) => b[1] - a[1])),
    characters: { median: quantile(lengths, 0.5), p95: quantile(lengths, 0.95), longest: quantile(lengths, 1) },
  };
}

/** The smallest value that at least a share `q` of the values does not exceed; 0 for none. */
function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? 0;
}
