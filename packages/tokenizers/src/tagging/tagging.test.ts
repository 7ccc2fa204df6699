import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  convertTags,
  decodeTags,
  encodeSpans,
  type TaggingScheme,
  type TokenSpan,
  taggingSchemes,
  tagSetOf,
  tagTransitions,
} from '../index.ts';

const scheme = fc.constantFrom(...taggingSchemes);
const types = ['PER', 'ORG', 'MISC-PRODUCT', '人名'] as const;

/** Spans that do not overlap, often touching, with the number of tokens. */
const annotated: fc.Arbitrary<{ spans: TokenSpan[]; length: number }> = fc
  .array(fc.record({ gap: fc.integer({ min: 0, max: 2 }), size: fc.integer({ min: 0, max: 4 }), type: fc.constantFrom(...types) }), {
    maxLength: 8,
  })
  .map((pieces) => {
    const spans: TokenSpan[] = [];
    let length = 0;
    for (const { gap, size, type } of pieces) {
      const start = length + gap;
      length = start + size;
      if (size > 0) spans.push({ start, end: length, type });
    }
    return { spans, length };
  });

/** Any tags of a scheme, mostly ill-formed. */
function anyTags(name: TaggingScheme): fc.Arbitrary<string[]> {
  return fc.array(fc.constantFrom(...tagSetOf(['PER', 'ORG'], name)), { maxLength: 6 });
}

describe('encodeSpans', () => {
  const spans = [
    { start: 0, end: 2, type: 'PER' },
    { start: 2, end: 3, type: 'PER' },
    { start: 4, end: 7, type: 'ORG' },
  ];

  it.each([
    ['IOB1', 'I-PER I-PER B-PER O I-ORG I-ORG I-ORG O'],
    ['IOB2', 'B-PER I-PER B-PER O B-ORG I-ORG I-ORG O'],
    ['BIOES', 'B-PER E-PER S-PER O B-ORG I-ORG E-ORG O'],
    ['BILOU', 'B-PER L-PER U-PER O B-ORG I-ORG L-ORG O'],
    ['BMES', 'B-PER E-PER S-PER O B-ORG M-ORG E-ORG O'],
  ] as const)('writes %s', (name, tags) => {
    expect(encodeSpans(spans, 8, name).join(' ')).toBe(tags);
    expect(encodeSpans(spans.toReversed(), 8, name).join(' ')).toBe(tags);
    expect(decodeTags(tags.split(' '), name)).toEqual({ spans, faults: [] });
  });

  it('says which span is wrong', () => {
    const wrong = (...list: [number, number, string][]) => {
      const made = list.map(([start, end, type]) => ({ start, end, type }));
      return () => encodeSpans(made, 4, 'BIOES');
    };
    expect(wrong([0, 2, 'PER'], [1, 3, 'ORG'])).toThrow(
      'the span ORG of tokens 1 to 3 (end exclusive) overlaps the span PER of tokens 0 to 2 (end exclusive)',
    );
    expect(wrong([0, 2, 'PER'], [0, 2, 'PER'])).toThrow('overlaps');
    expect(wrong([3, 5, '人名'])).toThrow('the span 人名 of tokens 3 to 5 (end exclusive) reaches out of the sentence, which has 4 tokens');
    expect(wrong([-1, 1, 'PER'])).toThrow('reaches out of the sentence');
    expect(wrong([2, 2, 'PER'])).toThrow('is empty; expected an end after the start');
    expect(wrong([0.5, 2, 'PER'])).toThrow('expected whole numbers');
    expect(wrong([0, 1, ''])).toThrow('the span of tokens 0 to 1 (end exclusive) has no type');
  });
});

describe('convertTags', () => {
  it('loses nothing between any two schemes', () => {
    fc.assert(
      fc.property(annotated, scheme, scheme, ({ spans, length }, from, to) => {
        const tags = encodeSpans(spans, length, from);
        const converted = convertTags(tags, from, to);
        expect(converted).toEqual(encodeSpans(spans, length, to));
        expect(decodeTags(converted, to)).toEqual({ spans, faults: [] });
        expect(convertTags(converted, to, from)).toEqual(tags);
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses tags that are not well-formed', () => {
    expect(() => convertTags(['O', 'I-PER'], 'IOB2', 'BIOES')).toThrow('token 1: I-PER cannot follow O in IOB2; expected O or B-<type>');
  });
});

describe('decodeTags', () => {
  const faults = (tags: string, name: TaggingScheme): string[] =>
    decodeTags(tags.split(' '), name).faults.map(({ index, tag, problem, expected }) => `${index} ${tag}: ${problem}; ${expected}`);

  it('says which tag is wrong and what could stand there', () => {
    expect(faults('I-PER O', 'IOB2')).toEqual(['0 I-PER: I-PER cannot open a sentence; O or B-<type>']);
    expect(faults('B-PER I-ORG', 'IOB2')).toEqual(['1 I-ORG: I-ORG cannot follow B-PER; O, B-<type> or I-PER']);
    expect(faults('O B-人名', 'IOB1')).toEqual(['1 B-人名: B-人名 cannot follow O; O or I-<type>']);
    expect(faults('I-PER B-ORG', 'IOB1')).toEqual(['1 B-ORG: B-ORG cannot follow I-PER; O, B-PER or I-<type>']);
    expect(faults('B-PER O', 'BIOES')).toEqual(['1 O: O cannot follow B-PER; E-PER']);
    expect(faults('B-PER O O', 'BIOES')).toEqual(['1 O: O cannot follow B-PER; I-PER or E-PER']);
    expect(faults('O B-PER', 'BILOU')).toEqual(['1 B-PER: B-PER cannot end a sentence; O or U-<type>']);
    expect(faults('B-PER M-PER', 'BMES')).toEqual(['1 M-PER: M-PER cannot end a sentence; E-PER']);
    expect(faults('O M-PER E-PER', 'BIOES')).toEqual(["1 M-PER: 'M-PER' is no tag of BIOES; O, B-<type>, I-<type>, E-<type> or S-<type>"]);
    expect(faults('B', 'IOB2')).toEqual(["0 B: 'B' is no tag of IOB2; O, B-<type> or I-<type>"]);
  });

  // The tables of seqeval's tests/test_scheme.py (commit 29a0e1e), which define its strict mode.
  it.each([
    ['IOB1', 'B-PER', ''],
    ['IOB1', 'I-PER', 'PER 0 1'],
    ['IOB1', 'O I-PER', 'PER 1 2'],
    ['IOB1', 'I-PER I-PER', 'PER 0 2'],
    ['IOB1', 'I-PER I-ORG', 'PER 0 1, ORG 1 2'],
    ['IOB1', 'I-PER B-PER', 'PER 0 1, PER 1 2'],
    ['IOB1', 'I-PER B-ORG', 'PER 0 1'],
    ['IOB1', 'B-PER O', ''],
    ['IOB1', 'B-PER I-PER', 'PER 1 2'],
    ['IOB1', 'B-PER I-ORG', 'ORG 1 2'],
    ['IOB1', 'B-PER B-PER', 'PER 1 2'],
    ['IOB1', 'B-PER B-ORG', ''],
    ['IOB2', 'B-PER', 'PER 0 1'],
    ['IOB2', 'I-PER', ''],
    ['IOB2', 'I-PER I-PER', ''],
    ['IOB2', 'I-PER B-ORG', 'ORG 1 2'],
    ['IOB2', 'B-PER I-PER', 'PER 0 2'],
    ['IOB2', 'B-PER I-ORG', 'PER 0 1'],
    ['IOB2', 'B-PER B-PER', 'PER 0 1, PER 1 2'],
    ['BIOES', 'B-PER', ''],
    ['BIOES', 'E-PER', ''],
    ['BIOES', 'S-PER', 'PER 0 1'],
    ['BIOES', 'I-PER E-PER', ''],
    ['BIOES', 'I-PER S-PER', 'PER 1 2'],
    ['BIOES', 'B-PER E-PER', 'PER 0 2'],
    ['BIOES', 'B-PER E-ORG', ''],
    ['BIOES', 'B-PER S-PER', 'PER 1 2'],
    ['BIOES', 'S-PER I-PER', 'PER 0 1'],
    ['BILOU', 'U-PER L-PER', 'PER 0 1'],
    ['BILOU', 'B-PER L-PER', 'PER 0 2'],
  ] as const)('reads %s %s as seqeval does', (name, tags, entities) => {
    const found = decodeTags(tags.split(' '), name).spans.map(({ start, end, type }) => `${type} ${start} ${end}`);
    expect(found.join(', ')).toBe(entities);
  });

  it('reads a sentence without tokens', () => {
    expect(decodeTags([], 'BIOES')).toEqual({ spans: [], faults: [] });
  });
});

describe('tagTransitions', () => {
  it('numbers O first, then the types as given, each with its prefixes', () => {
    expect(tagSetOf(['PER', '人名'], 'BMES')).toEqual(['O', 'B-PER', 'M-PER', 'E-PER', 'S-PER', 'B-人名', 'M-人名', 'E-人名', 'S-人名']);
    expect(tagSetOf(['PER'], 'IOB2')).toEqual(['O', 'B-PER', 'I-PER']);
    expect(() => tagSetOf(['PER', 'PER'], 'IOB2')).toThrow("the entity type 'PER' occurs twice");
    expect(() => tagSetOf([''], 'IOB2')).toThrow('an entity type is empty');
  });

  it('masks what a scheme forbids', () => {
    const tags = tagSetOf(['PER'], 'BIOES'); // O B I E S
    expect(tagTransitions(tags, 'BIOES')).toEqual({
      start: [true, true, false, false, true],
      end: [true, false, false, true, true],
      between: [
        [true, true, false, false, true],
        [false, false, true, true, false],
        [false, false, true, true, false],
        [true, true, false, false, true],
        [true, true, false, false, true],
      ],
    });
    expect(() => tagTransitions(['O', 'L-PER'], 'BIOES')).toThrow("'L-PER' is no tag of BIOES; expected O, B-<type>");
  });

  it('allows exactly the sequences that decode without a fault, and those are the ones that spans can be written as', () => {
    const tagged = scheme.chain((name) => anyTags(name).map((tags) => ({ name, tags })));
    fc.assert(
      fc.property(tagged, ({ name, tags }) => {
        const set = tagSetOf(['PER', 'ORG'], name);
        const { start, end, between } = tagTransitions(set, name);
        const ids = tags.map((tag) => set.indexOf(tag));
        const allowed =
          ids.length === 0 || (start[ids[0]!]! && end[ids.at(-1)!]! && ids.every((id, i) => i === 0 || between[ids[i - 1]!]![id]!));
        const { spans, faults } = decodeTags(tags, name);
        expect(faults.length === 0).toBe(allowed);
        expect(allowed).toBe(encodeSpans(spans, tags.length, name).join(' ') === tags.join(' '));
      }),
      { numRuns: 3000 },
    );
  });

  it('lets no walk along the allowed transitions go wrong', () => {
    const walk = fc.record({ name: scheme, steps: fc.array(fc.nat(), { maxLength: 30 }) });
    fc.assert(
      fc.property(walk, ({ name, steps }) => {
        const set = tagSetOf(types, name);
        const { start, end, between } = tagTransitions(set, name);
        const ids: number[] = [];
        for (const step of steps) {
          const row = ids.length === 0 ? start : between[ids.at(-1)!]!;
          const choices = set.map((_, id) => id).filter((id) => row[id]);
          ids.push(choices[step % choices.length]!);
        }
        // An entity left open at the end is cut off.
        while (ids.length > 0 && !end[ids.at(-1)!]!) ids.pop();
        const tags = ids.map((id) => set[id]!);
        const { spans, faults } = decodeTags(tags, name);
        expect(faults).toEqual([]);
        expect(encodeSpans(spans, tags.length, name)).toEqual(tags);
      }),
    );
  });
});
