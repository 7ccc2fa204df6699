import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { besideOld, without } from './rehearsal.ts';

const keyOf = (text: string): string => text.toLowerCase();

describe('besideOld', () => {
  it('leaves out new examples that would stand in two parts, and says how many', () => {
    const old = { train: ['where is it'], valid: ['退款'], test: ['hello'] };
    const fresh = { train: ['Hello', '退款', 'where is it', 'sing'], valid: ['WHERE is it'], test: ['bye', 'hello'] };
    expect(besideOld(fresh, old, keyOf, 'examples')).toEqual({
      splits: { train: ['where is it', 'sing'], valid: [], test: ['bye'] },
      notes: [
        '2 new examples stand in the old validation or test data and were left out of training',
        '2 new examples for validation or test stand in the old data and were left out',
      ],
    });
    expect(besideOld({ train: ['唱歌'], valid: [], test: [] }, old, keyOf, 'sentences').notes).toEqual([]);
  });

  it('keeps the parts of old and new data together free of one another', () => {
    const letters = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'A', 'B'), { maxLength: 6 });
    const disjoint = fc.tuple(letters, letters, letters).map(([train, valid, test]) => {
      const heldOut = without(valid, train, keyOf);
      return { train, valid: heldOut, test: without(test, [...train, ...heldOut], keyOf) };
    });
    fc.assert(
      fc.property(disjoint, disjoint, (fresh, old) => {
        const { splits } = besideOld(fresh, old, keyOf, 'letters');
        const rehearsed = without(old.train, [...splits.train, ...splits.valid, ...splits.test], keyOf);
        const parts = [
          [...splits.train, ...rehearsed],
          [...old.valid, ...splits.valid],
          [...old.test, ...splits.test],
        ].map((part) => new Set(part.map(keyOf)));
        expect(new Set(parts.flatMap((part) => [...part])).size).toBe(parts.reduce((sum, { size }) => sum + size, 0));
      }),
    );
  });
});
