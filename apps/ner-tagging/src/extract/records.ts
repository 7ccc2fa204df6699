import type { DocumentEntity, TaggedDocument } from '../documents/tag-documents.ts';
import { type FieldSchema, type RecordSchema, typesOfField } from './record-schema.ts';

/** What fills a field: an entity (null: none), or a list of them in the order of the text. */
export type FieldValue = DocumentEntity | null | readonly DocumentEntity[];

/** A record of a document. */
export interface ExtractedRecord {
  readonly anchor: DocumentEntity;
  /** In the order of the schema. */
  readonly fields: Readonly<Record<string, FieldValue>>;
  /** From the first of its entities to the end of the last, in the document. */
  readonly start: number;
  readonly end: number;
  /** The smallest confidence of its entities. */
  readonly confidence: number;
}

/** Records of a document, and how many anchors made none because a field that has to be there was not. */
export interface Extraction {
  readonly records: readonly ExtractedRecord[];
  readonly incomplete: number;
}

/**
 * Makes records of a document's entities: one for each anchor around which every field finds what it has to have.
 *
 * Fields are filled in the order of the schema, and an entity fills one field of a record. Where several entities could fill a field
 * that takes one, the nearest to the anchor (or to `near`) is taken, in tokens between the two; of equally near ones the more probable,
 * then the earlier. A field of `many` takes the nearest up to `max`.
 */
export function extractRecords(document: TaggedDocument, schema: RecordSchema): Extraction {
  const names = Object.keys(schema.fields);
  const candidates = new Map(names.map((name) => [name, candidatesOf(document, schema.fields[name])]));
  const records: ExtractedRecord[] = [];
  let incomplete = 0;
  for (const anchor of candidates.get(schema.anchor) ?? []) {
    const fields = fillFields(anchor, schema, candidates, reachOf(document, anchor, schema.within));
    if (fields === undefined) {
      incomplete++;
      continue;
    }
    const entities = Object.values(fields).flatMap((value) => value ?? []);
    records.push({
      anchor,
      fields,
      start: entities.reduce((least, { start }) => Math.min(least, start), anchor.start),
      end: entities.reduce((most, { end }) => Math.max(most, end), anchor.end),
      confidence: entities.reduce((least, { confidence }) => Math.min(least, confidence), 1),
    });
  }
  return { records, incomplete };
}

function fillFields(
  anchor: DocumentEntity,
  { anchor: anchorName, fields }: RecordSchema,
  candidates: ReadonlyMap<string, readonly DocumentEntity[]>,
  reach: TokenRange,
): Record<string, FieldValue> | undefined {
  const used = new Set([anchor]);
  // All keys first, so that they stand in the order of the schema.
  const filled: Record<string, FieldValue> = Object.fromEntries(Object.keys(fields).map((name) => [name, null]));
  filled[anchorName] = anchor;
  for (const [name, field] of Object.entries(fields)) {
    if (name === anchorName) continue;
    const reference = filled[field.near ?? anchorName];
    // What is near to something that is not there is not there.
    const near = reference === null || Array.isArray(reference) ? undefined : (reference as DocumentEntity);
    const most = field.cardinality === 'many' ? (field.max ?? Number.POSITIVE_INFINITY) : 1;
    const found: DocumentEntity[] = [];
    if (near !== undefined) {
      for (const entity of byNearness(candidates.get(name) ?? [], near, reach)) {
        if (found.length >= most) break;
        if (used.has(entity) || !stands(field.where, entity, near)) continue;
        found.push(entity);
        used.add(entity);
      }
    }
    const least = field.cardinality === 'many' ? (field.min ?? 0) : field.cardinality === 'one' ? 1 : 0;
    if (found.length < least) return undefined;
    filled[name] = field.cardinality === 'many' ? found.sort((a, b) => a.start - b.start) : (found[0] ?? null);
  }
  return filled;
}

/** Entities of the right type with one of the keywords around them, in the order of the text. */
function candidatesOf(document: TaggedDocument, field: FieldSchema): readonly DocumentEntity[] {
  const types = new Set(typesOfField(field));
  const pattern = field.keywords === undefined ? undefined : keywordPattern(field.keywords);
  return document.entities.filter(
    (entity) => types.has(entity.type) && (pattern === undefined || pattern.test(textAround(document, entity, field))),
  );
}

/** The text around an entity in which a keyword counts: so many tokens on the sides that are looked at, within its sentence. */
function textAround(
  { text, sentences }: TaggedDocument,
  { sentence, tokens }: DocumentEntity,
  { keywordsWithin, keywordsWhere }: FieldSchema,
): string {
  const { offsets, firstToken } = sentences[sentence];
  const [start, end] = [tokens.start - firstToken, tokens.end - firstToken];
  const first = keywordsWhere === 'after' ? end : Math.max(0, start - keywordsWithin);
  const after = keywordsWhere === 'before' ? start : Math.min(offsets.length / 2, end + keywordsWithin);
  return first < after ? text.slice(offsets[2 * first], offsets[2 * after - 1]) : '';
}

/** Any of the words in any case; those of scripts with spaces between words only as whole words. */
function keywordPattern(keywords: readonly string[]): RegExp {
  const spaced = '[\\p{Script=Latin}\\p{Script=Cyrillic}\\p{Script=Greek}\\p{N}]';
  const isSpaced = new RegExp(spaced, 'u');
  const alternatives = keywords.map((keyword) => {
    const word = keyword.trim();
    const escaped = word.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&').replaceAll(/\s+/g, '\\s+');
    const before = isSpaced.test(word[0] ?? '') ? `(?<!${spaced})` : '';
    const after = isSpaced.test(word.at(-1) ?? '') ? `(?!${spaced})` : '';
    return `${before}${escaped}${after}`;
  });
  return new RegExp(alternatives.join('|'), 'iu');
}

/** Tokens between two entities; 0 for neighbours. */
function distanceOf(a: DocumentEntity, b: DocumentEntity): number {
  return Math.max(0, a.tokens.start - b.tokens.end, b.tokens.start - a.tokens.end);
}

function stands(where: FieldSchema['where'], entity: DocumentEntity, near: DocumentEntity): boolean {
  if (where === 'either') return true;
  return where === 'before' ? entity.tokens.end <= near.tokens.start : entity.tokens.start >= near.tokens.end;
}

/** Tokens of a document, end exclusive. */
interface TokenRange {
  readonly start: number;
  readonly end: number;
}

/** The tokens around an anchor that other entities of its record have to touch. */
function reachOf({ sentences }: TaggedDocument, { sentence, tokens }: DocumentEntity, within: RecordSchema['within']): TokenRange {
  if (within === 'document') return { start: 0, end: Number.POSITIVE_INFINITY };
  // An entity that ends N tokens before the anchor touches the token before those N.
  if (typeof within === 'object' && 'tokens' in within)
    return { start: tokens.start - within.tokens - 1, end: tokens.end + within.tokens + 1 };
  const around = within === 'sentence' ? 0 : within.sentences;
  const first = sentences[Math.max(0, sentence - around)];
  const last = sentences[Math.min(sentences.length - 1, sentence + around)];
  return { start: first.firstToken, end: last.firstToken + last.offsets.length / 2 };
}

/** Candidates within reach from the nearest to the farthest; of equally near ones the more probable first, then the earlier. */
function* byNearness(
  candidates: readonly DocumentEntity[],
  near: DocumentEntity,
  { start, end }: TokenRange,
): Generator<DocumentEntity, void, undefined> {
  const lowest = firstWhere(candidates, (entity) => entity.tokens.end > start);
  const highest = firstWhere(candidates, (entity) => entity.tokens.start >= end);
  let right = Math.min(
    highest,
    Math.max(
      lowest,
      firstWhere(candidates, (entity) => entity.tokens.start >= near.tokens.start),
    ),
  );
  let left = right - 1;
  while (left >= lowest || right < highest) {
    if (left < lowest) yield candidates[right++];
    else if (right >= highest) yield candidates[left--];
    else {
      const [before, after] = [candidates[left], candidates[right]];
      const closer = distanceOf(before, near) - distanceOf(after, near) || after.confidence - before.confidence;
      yield closer <= 0 ? candidates[left--] : candidates[right++];
    }
  }
}

/** Index of the first entity for which a condition holds that then holds for all after it. */
function firstWhere(entities: readonly DocumentEntity[], holds: (entity: DocumentEntity) => boolean): number {
  let [low, high] = [0, entities.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(entities[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}
