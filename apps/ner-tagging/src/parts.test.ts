import { describe, expect, it } from 'vitest';
import type { NerExample } from './examples.ts';
import { completeParts } from './parts.ts';

const config = { scheme: 'auto', duplicates: 'remove', valid: 0.1, test: 0.2 } as const;

/** A sentence of words; those in capitals are entities of that name. */
function example(text: string, document = 0): NerExample {
  const tokens = [...text.matchAll(/\S+/g)].map((match) => ({ text: match[0], start: match.index, end: match.index + match[0].length }));
  const entities = tokens.flatMap(({ text }, at) => (/^[A-Z]+$/.test(text) ? [{ start: at, end: at + 1, type: text }] : []));
  return { text, tokens, entities, document, source: { file: 'a.conll', line: 1 } };
}

const many = Array.from({ length: 100 }, (_, i) => example(`${i < 10 ? 'RARE' : 'COMMON'} number ${i}`, i));

describe('completeParts', () => {
  it('cuts what is missing from the training sentences, the types in their shares, the same for the same seed', () => {
    const { splits, notes } = completeParts({ train: many, official: false }, config, 1);
    expect([splits.train.length, splits.valid.length, splits.test.length]).toEqual([70, 10, 20]);
    const rare = (examples: readonly NerExample[]): number => examples.filter(({ entities }) => entities[0].type === 'RARE').length;
    expect([rare(splits.train), rare(splits.valid), rare(splits.test)]).toEqual([7, 1, 2]);
    expect(notes).toEqual(['set aside from the training sentences: 10 for validation and 20 for the test (stratified, seed 1)']);
    expect(completeParts({ train: many, official: false }, config, 1).splits).toEqual(splits);
    expect(completeParts({ train: many, official: false }, config, 2).splits).not.toEqual(splits);
  });

  it('leaves out repeats of your own training data and says which of them contradict, but none of a public set', () => {
    const twice = [...many, many[0], { ...many[1], entities: [] }];
    const { splits, notes } = completeParts({ train: twice, valid: [], test: [many[0]], official: false }, config, 1);
    expect(splits.train).toEqual(many);
    expect(notes).toEqual([
      'train: 2 repeated sentences left out, 1 of them with other entities than the first (data.duplicates: remove)',
      'test: 1 of 1 sentences also stand in the training data, kept',
    ]);
    expect(completeParts({ train: twice, valid: [], test: [], official: true }, config, 1).splits.train).toEqual(twice);
  });

  it('keeps documents whole where there are enough of them', () => {
    const train = Array.from({ length: 200 }, (_, i) => example(`LOC sentence ${i}`, Math.floor(i / 5)));
    const { splits } = completeParts({ train, official: false }, config, 1);
    const documents = Object.values(splits).map((part: readonly NerExample[]) => new Set(part.map(({ document }) => document)));
    expect(documents.map(({ size }) => size)).toEqual([28, 4, 8]);
    expect(new Set(documents.flatMap((set) => [...set])).size).toBe(40);
  });
});
