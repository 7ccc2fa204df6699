import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conllevalSpans } from './conlleval-spans.ts';

const read = (tags: string): string =>
  conllevalSpans(tags.split(' '))
    .map(({ start, end, type }) => `${type} ${start} ${end}`)
    .join(', ');

describe('conllevalSpans', () => {
  it.each([
    ['B-PER I-PER O B-LOC', 'PER 0 2, LOC 3 4'],
    ['I-PER I-PER B-PER I-LOC', 'PER 0 2, PER 2 3, LOC 3 4'],
    ['O I-人名 I-人名 I-机构', '人名 1 3, 机构 3 4'],
    ['I-NP E-NP E-NP I-NP O', 'NP 0 2, NP 2 3, NP 3 4'],
    ['[-NP [-NP . ]-NP', 'NP 0 1, NP 1 2, NP 3 4'],
    ['B I O I', ' 0 2,  3 4'],
    ['I-MISC-X I-MISC', 'MISC-X 0 1, MISC 1 2'],
  ])('reads %s as conlleval does', (tags, entities) => {
    expect(read(tags)).toBe(entities);
  });

  it.each([
    ['B-PER I-PER E-PER S-PER B-PER E-PER', 'PER 0 3, PER 3 4, PER 4 6'],
    ['B-PER L-PER U-PER U-LOC', 'PER 0 2, PER 2 3, LOC 3 4'],
    ['B-人名 M-人名 E-人名 S-人名', '人名 0 3, 人名 3 4'],
    ['M-ORG E-ORG O B-LOC O', 'ORG 0 2, LOC 3 4'],
    ['E-PER I-LOC L-LOC', 'PER 0 1, LOC 1 3'],
    ['X-PER I-PER O X toString', 'PER 0 2'],
  ])('reads %s, which conlleval does not know, in its spirit', (tags, entities) => {
    expect(read(tags)).toBe(entities);
  });

  it('gives every token that is not outside to exactly one entity of its type', () => {
    const tag = fc.constantFrom('O', ...['PER', 'LOC'].flatMap((type) => [...'BIESLUM[]'].map((prefix) => `${prefix}-${type}`)));
    fc.assert(
      fc.property(fc.array(tag, { maxLength: 12 }), (tags) => {
        const owners = tags.map((_, i) => conllevalSpans(tags).filter(({ start, end }) => start <= i && i < end));
        expect(owners.map((found) => found.map(({ type }) => type))).toEqual(tags.map((name) => (name === 'O' ? [] : [name.slice(2)])));
      }),
    );
  });
});
