import type { JsonObject } from '@textloom/pipeline';
import { detectLanguage } from '@textloom/tokenizers';
import { type NerExample, type NerSplits, typesOf } from './examples.ts';

/** What is worth knowing about the data before and after training: sentences, tokens, entities by type, languages, of every part. */
export function describeSplits(splits: NerSplits): JsonObject {
  return {
    splits: Object.fromEntries(
      Object.entries(splits).map(([name, examples]: [string, readonly NerExample[]]) => [name, describePart(examples)]),
    ),
    types: typesOf(splits.train),
  };
}

function describePart(examples: readonly NerExample[]): JsonObject {
  const languages = new Map<string, number>();
  const byType = new Map<string, number>();
  let [tokens, longest] = [0, 0];
  for (const example of examples) {
    const language = detectLanguage(example.text);
    languages.set(language, (languages.get(language) ?? 0) + 1);
    for (const { type } of example.entities) byType.set(type, (byType.get(type) ?? 0) + 1);
    tokens += example.tokens.length;
    longest = Math.max(longest, example.tokens.length);
  }
  return {
    sentences: examples.length,
    documents: new Set(examples.map(({ document }) => document)).size,
    tokens,
    longest,
    entities: [...byType.values()].reduce((sum, count) => sum + count, 0),
    byType: Object.fromEntries([...byType].sort(([a], [b]) => (a < b ? -1 : 1))),
    languages: Object.fromEntries([...languages].sort((a, b) => b[1] - a[1])),
  };
}
