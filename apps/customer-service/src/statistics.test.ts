import { describe, expect, it } from 'vitest';
import type { IntentExample } from './examples.ts';
import { describeSplits } from './statistics.ts';

const example = (text: string, intent: string): IntentExample => ({ text, intent, source: { file: 'shop.csv', line: 2 } });

describe('describeSplits', () => {
  const train = [
    example('where is it', 'track'),
    example('track my parcel', 'track'),
    example('快递在哪', 'track'),
    example('我要退款', 'refund'),
    example('what a day', 'out_of_scope'),
    example('42', 'refund'),
  ];

  it('counts examples, out-of-scope ones, languages and lengths of each part', () => {
    expect(describeSplits({ train, valid: [], test: [example('👍🏽', 'track')] }, 'out_of_scope').splits).toEqual({
      train: { examples: 6, outOfScope: 1, languages: { en: 3, zh: 2, other: 1 }, characters: { median: 4, p95: 15, longest: 15 } },
      valid: { examples: 0, outOfScope: 0, languages: {}, characters: { median: 0, p95: 0, longest: 0 } },
      // A character is a code point: thumb and skin tone are two.
      test: { examples: 1, outOfScope: 0, languages: { other: 1 }, characters: { median: 2, p95: 2, longest: 2 } },
    });
  });

  it('counts the training examples of each intent; out of scope is none', () => {
    expect(describeSplits({ train, valid: [], test: [] }, 'out_of_scope')).toMatchObject({
      intents: 2,
      perIntent: { refund: 2, track: 3 },
      examplesPerIntent: { fewest: 2, median: 2, most: 3 },
    });
  });

  it('takes hundreds of thousands of examples', () => {
    const many = Array.from({ length: 200_000 }, (_, i) => example(`message ${i}`, `intent ${i % 7}`));
    expect(describeSplits({ train: many, valid: [], test: [] }, 'out_of_scope')).toMatchObject({
      splits: { train: { examples: 200_000, characters: { longest: 14 } } },
    });
  });
});
