import fc from 'fast-check';
import type { EntitySpan } from '../entities/entity-scores.ts';

const types = ['PER', 'ORG', '人名'] as const;

/** The entities of one sentence, not overlapping. */
const sentence: fc.Arbitrary<EntitySpan[]> = fc
  .array(fc.record({ gap: fc.nat(2), size: fc.integer({ min: 1, max: 3 }), type: fc.constantFrom(...types) }), { maxLength: 4 })
  .map((pieces) => {
    let end = 0;
    return pieces.map(({ gap, size, type }) => {
      const start = end + gap;
      end = start + size;
      return { start, end, type };
    });
  });

/** Gold and predicted entities of some sentences; about half of the sentences are predicted exactly. */
export const judgedSentences: fc.Arbitrary<{ gold: EntitySpan[][]; predicted: EntitySpan[][] }> = fc
  .array(fc.tuple(sentence, fc.option(sentence, { freq: 1 })), { minLength: 1, maxLength: 6 })
  .map((pairs) => ({ gold: pairs.map(([gold]) => gold), predicted: pairs.map(([gold, other]) => other ?? gold) }));

/** `PER 0 2, ORG 4 5` as entities. */
export function entities(text: string): EntitySpan[] {
  return text.split(', ').flatMap((entity) => {
    const [type, start, end] = entity.split(' ');
    return type ? [{ type, start: Number(start), end: Number(end) }] : [];
  });
}
