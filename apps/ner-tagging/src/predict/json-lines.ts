import type { JsonObject } from '@textloom/pipeline';
import type { DocumentEntity, TaggedDocument } from '../documents/tag-documents.ts';

/**
 * A document as one object. `text` is left out of a file that is one document: the offsets count in the file itself. `nBest` has the
 * readings of each sentence, since sentences are read independently of each other.
 */
export function documentLine({ origin, text, sentences, entities, ms }: TaggedDocument): JsonObject {
  const { file, line, id } = origin;
  const isWholeFile = file !== undefined && file !== 'stdin' && line === undefined;
  const readings = sentences.filter((sentence) => sentence.readings !== undefined);
  return {
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    ...(id === undefined ? {} : { id }),
    ...(isWholeFile ? {} : { text }),
    entities: entities.map((entity) => ({ ...entityOf(entity), confidence: rounded(entity.confidence, 6) })),
    ...(readings.length === 0
      ? {}
      : {
          nBest: readings.map((sentence) => ({
            start: sentence.start,
            end: sentence.end,
            readings: (sentence.readings ?? []).map((reading) => ({
              probability: rounded(reading.probability, 6),
              entities: reading.entities.map(entityOf),
            })),
          })),
        }),
    ms: rounded(ms, 3),
  };
}

function entityOf({ text, type, start, end }: Omit<DocumentEntity, 'confidence'>): {
  text: string;
  type: string;
  start: number;
  end: number;
} {
  return { text, type, start, end };
}

/** Digits beyond the sixth say nothing about a probability. */
export function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
