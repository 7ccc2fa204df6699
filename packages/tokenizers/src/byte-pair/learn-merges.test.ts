import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CountedWord, type LearnOptions, learnMerges, type Merge } from './learn-merges.ts';

const learn = (words: Record<string, number>, options: Partial<LearnOptions> = {}): string[] => {
  const counted = Object.entries(words).map(([word, frequency]) => ({ pieces: [...word], frequency }));
  return learnMerges(counted, { merges: 10, minFrequency: 2, reserved: new Set(), ...options }).map((merge) => merge.join(' '));
};

/** The algorithm as the paper prints it: every pair is counted again before each merge. */
function learnByCounting(counted: readonly CountedWord[], { merges, minFrequency, reserved }: LearnOptions): Merge[] {
  const words = counted.map(({ pieces, frequency }) => ({ pieces: [...pieces], frequency }));
  const learned = new Map<string, Merge>();
  while (learned.size < merges) {
    const counts = new Map<string, number>();
    for (const { pieces, frequency } of words) {
      for (let i = 1; i < pieces.length; i++) {
        const pair = `${pieces[i - 1]} ${pieces[i]}`;
        counts.set(pair, (counts.get(pair) ?? 0) + frequency);
      }
    }
    const pairs = [...counts].map(([pair, count]) => ({ pair, sides: pair.split(' ') as [string, string], count }));
    const [best] = pairs
      .filter(({ sides, count }) => count >= minFrequency && !reserved.has(sides.join('')))
      .sort(
        (a, b) => b.count - a.count || (a.sides[0] === b.sides[0] ? (a.sides[1] < b.sides[1] ? -1 : 1) : a.sides[0] < b.sides[0] ? -1 : 1),
      );
    if (best === undefined) break;
    for (const word of words) {
      for (let i = 1; i < word.pieces.length; i++) {
        if (word.pieces[i - 1] === best.sides[0] && word.pieces[i] === best.sides[1]) word.pieces.splice(i - 1, 2, best.sides.join(''));
      }
    }
    if (!learned.has(best.pair)) learned.set(best.pair, best.sides);
  }
  return [...learned.values()];
}

describe('learnMerges', () => {
  it('learns what the dictionary of the paper asks for (low 5, lower 2, newest 6, widest 3)', () => {
    // e s and s t: 9, the first by code units; es t: 9; l o, o w, ▁ l: 7, of which l o; then 6 times newest, ▁ after every letter.
    expect(learn({ '▁low': 5, '▁lower': 2, '▁newest': 6, '▁widest': 3 })).toEqual([
      'e s',
      'es t',
      'l o',
      'lo w',
      '▁ low',
      'e w',
      'ew est',
      'n ewest',
      '▁ newest',
      'd est',
    ]);
  });

  it('counts by frequency and stops where no pair is frequent enough', () => {
    expect(learn({ 退款: 3, 退货: 2, 申请退款: 1 })).toEqual(['退 款', '退 货']);
    expect(learn({ 退款: 3, 退货: 2, 申请退款: 1 }, { minFrequency: 1 })).toEqual(['退 款', '退 货', '申 请', '申请 退款']);
    expect(learn({ 退款: 3, 退货: 2 }, { merges: 1 })).toEqual(['退 款']);
    expect(learn({})).toEqual([]);
  });

  it('merges overlapping pairs from the left', () => {
    expect(learn({ aaaaa: 2 })).toEqual(['a a', 'aa a', 'aa aaa']);
  });

  it('gives no piece that is reserved', () => {
    expect(learn({ '<s>': 9 }, { reserved: new Set(['<s>']) })).toEqual(['< s']);
  });

  const anyWords = fc.array(
    fc.record({
      pieces: fc.array(fc.constantFrom('a', 'b', 'c', '退', '𠮷'), { maxLength: 9 }),
      frequency: fc.integer({ min: 1, max: 4 }),
    }),
    { maxLength: 12 },
  );
  const options = { merges: 40, minFrequency: 2, reserved: new Set(['ab', '退款']) };

  it('learns the same as counting everything anew before each merge', () => {
    fc.assert(
      fc.property(anyWords, (words) => {
        expect(learnMerges(words, options)).toEqual(learnByCounting(words, options));
      }),
      { numRuns: 300 },
    );
  });

  it('does not depend on the order of the words', () => {
    const shuffled = anyWords.chain((words) =>
      fc.tuple(fc.constant(words), fc.shuffledSubarray(words, { minLength: words.length, maxLength: words.length })),
    );
    fc.assert(
      fc.property(shuffled, ([words, others]) => {
        expect(learnMerges(others, options)).toEqual(learnMerges(words, options));
      }),
    );
  });
});
