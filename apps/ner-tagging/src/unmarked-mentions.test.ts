import { describe, expect, it } from 'vitest';
import type { EntitySpan, NerExample } from './examples.ts';
import { mentionsOf, withUnmarkedMention } from './unmarked-mentions.ts';

function example(words: string, entities: EntitySpan[] = []): NerExample {
  const tokens = words.split(' ').map((text) => ({ text, start: 0, end: 0 }));
  return { text: words, tokens, entities, document: 0, source: { file: 'a.conll', line: 1 } };
}

describe('withUnmarkedMention', () => {
  const mentions = mentionsOf(
    [
      example('buy the Luma Lamp', [{ start: 2, end: 4, type: 'PRODUCT' }]),
      example('我 买 天 河', [{ start: 2, end: 4, type: 'PRODUCT' }]),
    ],
    ['PRODUCT'],
  );

  it('finds what is marked elsewhere, word for word', () => {
    expect(withUnmarkedMention(example('a Luma Lamp broke'), mentions)).toBe(true);
    expect(withUnmarkedMention(example('天 河 很 好'), mentions)).toBe(true);
    expect(withUnmarkedMention(example('a Luma broke'), mentions)).toBe(false);
    expect(withUnmarkedMention(example('a luma lamp broke'), mentions)).toBe(false);
  });

  it('does not count what is marked, whatever it is marked as', () => {
    expect(withUnmarkedMention(example('a Luma Lamp broke', [{ start: 1, end: 3, type: 'ORG' }]), mentions)).toBe(false);
  });

  it('looks for the types that are asked for', () => {
    expect(mentionsOf([example('in Vienna', [{ start: 1, end: 2, type: 'LOC' }])], ['PRODUCT']).size).toBe(0);
  });
});
