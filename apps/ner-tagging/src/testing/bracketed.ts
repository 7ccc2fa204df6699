import type { EntitySpan, NerExample } from '../examples.ts';

/**
 * An example for a test from words with brackets: `[PER Ada Lovelace] lived in [LOC London] .`; with an empty joiner every character is a
 * token: `[NAME 高勇]，男`.
 */
export function bracketed(text: string, place: { joiner?: ' ' | ''; file?: string; line?: number } = {}): NerExample {
  const { joiner = ' ', file = 'train.txt', line = 1 } = place;
  const words: string[] = [];
  const entities: EntitySpan[] = [];
  const cut = (piece: string): string[] => (joiner === '' ? [...piece] : piece.split(' ').filter((word) => word !== ''));
  for (const [, type, inside, outside] of text.matchAll(/\[(\w+) ([^\]]+)\]|([^[]+)/gu)) {
    const start = words.length;
    words.push(...cut(inside ?? outside));
    if (type !== undefined) entities.push({ start, end: words.length, type });
  }
  let end = -joiner.length;
  const tokens = words.map((word) => {
    const start = end + joiner.length;
    end = start + word.length;
    return { text: word, start, end };
  });
  return { text: words.join(joiner), tokens, entities, document: line, source: { file, line } };
}
