import type { EntitySpan } from '../examples.ts';
import type { TaggingBaseline } from './tagging-baseline.ts';

/** Between the words of a phrase; no tokenizer leaves one inside a word. */
const between = '\n';

interface Phrases {
  /** Type of each phrase that was an entity of the training data. */
  readonly types: ReadonlyMap<string, string>;
  /** Words of the longest phrase that begins with a word. */
  readonly longest: ReadonlyMap<string, number>;
}

/**
 * The baseline of the CoNLL-2003 shared task (Tjong Kim Sang and De Meulder 2003, section 3): marks the phrases that are entities in the
 * training data, from left to right, the longest first. Words are compared as they are written; in Chinese columns a word is a character.
 *
 * The paper says that only entities with a unique class in the training data are taken. Its numbers say otherwise: leaving out the phrases with
 * several types gives F1 68.81 on testa and 56.73 on testb. With the most frequent type of a phrase, of equals the first by name, precision,
 * recall and F1 are those of the paper to the last digit (testa 78.33 65.23 71.18, testb 71.91 50.90 59.61). So that is what is done here.
 */
export function createLongestMatch(): TaggingBaseline {
  let phrases: Phrases | undefined;
  return {
    fit(examples) {
      const counts = new Map<string, Map<string, number>>();
      const longest = new Map<string, number>();
      for (const { tokens, entities = [] } of examples) {
        for (const { start, end, type } of entities) {
          const phrase = tokens.slice(start, end).join(between);
          const types = counts.get(phrase) ?? new Map<string, number>();
          counts.set(phrase, types.set(type, (types.get(type) ?? 0) + 1));
          longest.set(tokens[start], Math.max(longest.get(tokens[start]) ?? 0, end - start));
        }
      }
      phrases = { types: new Map([...counts].map(([phrase, types]) => [phrase, mostFrequent(types)])), longest };
    },
    tag(tokens) {
      if (phrases === undefined) throw new Error('The longest-match baseline has not been fitted');
      const found: EntitySpan[] = [];
      for (let start = 0; start < tokens.length; ) {
        const span = longestFrom(phrases, tokens, start);
        if (span !== undefined) found.push(span);
        start = span?.end ?? start + 1;
      }
      return found;
    },
  };
}

function longestFrom({ types, longest }: Phrases, tokens: readonly string[], start: number): EntitySpan | undefined {
  for (let end = Math.min(tokens.length, start + (longest.get(tokens[start]) ?? 0)); end > start; end--) {
    const type = types.get(tokens.slice(start, end).join(between));
    if (type !== undefined) return { start, end, type };
  }
  return undefined;
}

/** Of equals, the first by name: with that the published numbers come out. */
function mostFrequent(types: ReadonlyMap<string, number>): string {
  return [...types].reduce((best, next) => (next[1] > best[1] || (next[1] === best[1] && next[0] < best[0]) ? next : best))[0];
}
