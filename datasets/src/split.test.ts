import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeConflict, partBySeenText, removeDuplicates } from './duplicates.ts';
import { decodeEntities } from './entities.ts';
import { stratifiedSplit } from './split.ts';
import type { TextExample } from './text-example.ts';

function example(text: string, intent: string, line = 1): TextExample {
  return { text, labels: { intent }, source: { file: 'shop.csv', line } };
}

describe('stratifiedSplit', () => {
  const items = Array.from({ length: 1000 }, (_, index) => ({ id: index, label: index % 10 === 0 ? 'rare' : `common${index % 3}` }));
  const labelOf = ({ label }: { label: string }) => label;

  it('gives each part each class in its share', () => {
    const { train, valid, test } = stratifiedSplit(items, { labelOf, valid: 0.1, test: 0.2 });
    expect([train.length, valid.length, test.length]).toEqual([700, 100, 200]);
    expect(test.filter(({ label }) => label === 'rare')).toHaveLength(20);
  });

  it('depends on the seed and on nothing else', () => {
    expect(stratifiedSplit(items, { labelOf, seed: 7 })).toEqual(stratifiedSplit([...items], { labelOf, seed: 7 }));
    expect(stratifiedSplit(items, { labelOf, seed: 7 }).test).not.toEqual(stratifiedSplit(items, { labelOf, seed: 8 }).test);
  });

  it('fills the parts also from many small classes', () => {
    const small = Array.from({ length: 400 }, (_, index) => ({ id: index, label: `class${index >> 2}` }));
    const { valid, test } = stratifiedSplit(small, { labelOf });
    expect([valid.length, test.length]).toEqual([40, 40]);
  });

  it('loses and doubles nothing, leaves every class in train, and keeps groups whole', () => {
    const arbitrary = fc.array(fc.record({ label: fc.constantFrom('a', 'b', 'c'), group: fc.nat(12) }), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(arbitrary, fc.integer(), fc.double({ min: 0, max: 0.4, noNaN: true }), (drawn, seed, share) => {
        const parts = stratifiedSplit(drawn, { labelOf, groupOf: ({ group }) => String(group), seed, valid: share, test: share });
        expect(new Set([...parts.train, ...parts.valid, ...parts.test]).size).toBe(drawn.length);
        expect(parts.train.length + parts.valid.length + parts.test.length).toBe(drawn.length);
        expect(parts.train.length).toBeGreaterThan(0);
        const groups = Object.values(parts).map((part: typeof drawn) => new Set(part.map(({ group }) => group)));
        expect(new Set(drawn.map(({ group }) => group)).size).toBe(groups[0].size + groups[1].size + groups[2].size);
      }),
    );
  });

  it('refuses shares that leave nothing to train on', () => {
    expect(() => stratifiedSplit(items, { labelOf, valid: 0.5, test: 0.5 })).toThrow(/shares of 0\.5 for validation and 0\.5 for test/);
  });
});

describe('removeDuplicates', () => {
  const examples = [
    example('Where is my parcel?', 'track', 2),
    example('where is  my PARCEL?', 'track', 3),
    example('Ｒefund please', 'refund', 4),
    example('refund please', 'cancel', 5),
    example('Refund please', 'refund', 6),
    example('退款', 'refund', 7),
  ];

  it('keeps the first of equal texts and drops contradictions, with their lines', () => {
    const { kept, repeated, conflicts, dropped } = removeDuplicates(examples);
    expect(kept.map(({ source }) => source.line)).toEqual([2, 7]);
    expect(repeated.map(({ source }) => source.line)).toEqual([3]);
    expect(dropped.map(({ source }) => source.line)).toEqual([4, 5, 6]);
    expect(conflicts.map(describeConflict)).toEqual(['"Ｒefund please" is refund (shop.csv:4, shop.csv:6) and cancel (shop.csv:5)']);
  });

  it('can believe the majority or the first instead', () => {
    expect(removeDuplicates(examples, { conflicts: 'majority' }).kept.map(({ source }) => source.line)).toEqual([2, 4, 7]);
    expect(removeDuplicates(examples.slice(3), { conflicts: 'majority' }).kept.map(({ source }) => source.line)).toEqual([7]);
    expect(removeDuplicates(examples.slice(3), { conflicts: 'first' }).kept.map(({ source }) => source.line)).toEqual([5, 7]);
  });

  it('accounts for every example', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('a', 'A ', 'b', 'c'), fc.constantFrom('x', 'y'))),
        fc.constantFrom('drop', 'majority', 'first'),
        (drawn, conflicts) => {
          const given = drawn.map(([text, label]) => example(text, label));
          const { kept, repeated, dropped } = removeDuplicates(given, { conflicts });
          expect(new Set([...kept, ...repeated, ...dropped]).size).toBe(given.length);
          expect(kept.length + repeated.length + dropped.length).toBe(given.length);
          expect(removeDuplicates(kept).kept).toEqual(kept);
        },
      ),
    );
  });

  it('parts texts that were seen from those that were not', () => {
    const { fresh, leaked } = partBySeenText([example('WHERE is my parcel?', 'x'), example('new', 'x')], examples);
    expect([fresh.length, leaked.length]).toEqual([1, 1]);
  });
});

describe('decodeEntities', () => {
  it('turns entities into characters and leaves what is none', () => {
    expect(decodeEntities('AT&amp;T &gt; 5 &#8212; &#x4F60; &unknown; A&B &#xD800;')).toBe('AT&T > 5 — 你 &unknown; A&B &#xD800;');
  });
});
