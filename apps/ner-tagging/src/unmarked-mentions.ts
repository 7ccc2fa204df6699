import type { NerExample } from './examples.ts';

/** Entities word for word, by their first word. */
export type Mentions = ReadonlyMap<string, readonly (readonly string[])[]>;

/** How the entities of some types are written. */
export function mentionsOf(examples: readonly NerExample[], types: readonly string[]): Mentions {
  const mentions = new Map<string, string[][]>();
  const seen = new Set<string>();
  for (const { tokens, entities } of examples) {
    for (const { start, end, type } of entities) {
      if (!types.includes(type)) continue;
      const words = tokens.slice(start, end).map(({ text }) => text);
      const key = words.join('\n');
      if (seen.has(key)) continue;
      seen.add(key);
      mentions.set(words[0], [...(mentions.get(words[0]) ?? []), words]);
    }
  }
  return mentions;
}

/** Whether one of the mentions stands in the sentence where no entity is marked. */
export function withUnmarkedMention({ tokens, entities }: NerExample, mentions: Mentions): boolean {
  return tokens.some(({ text }, at) =>
    (mentions.get(text) ?? []).some(
      (words) =>
        words.every((word, offset) => tokens[at + offset]?.text === word) &&
        entities.every(({ start, end }) => at + words.length <= start || at >= end),
    ),
  );
}
