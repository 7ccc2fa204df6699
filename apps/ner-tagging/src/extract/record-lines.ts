import type { Json, JsonObject } from '@textloom/pipeline';
import type { DocumentEntity, TaggedDocument } from '../documents/tag-documents.ts';
import { rounded } from '../predict/json-lines.ts';
import { readDate } from './dates.ts';
import { readMoney } from './money.ts';
import { columnsOfField, type FieldSchema, ownColumns, type RecordSchema } from './record-schema.ts';
import type { ExtractedRecord, FieldValue } from './records.ts';

/** A record and where it was found. */
export interface PlacedRecord {
  readonly record: ExtractedRecord;
  readonly document: TaggedDocument;
  /** 1 for the first document. */
  readonly number: number;
}

/** A record as one object; every entity with its offsets in the document, and its value where the schema asks for it. */
export function recordObject({ record, document, number }: PlacedRecord, schema: RecordSchema): JsonObject {
  const { file, line, id } = document.origin;
  const sentence = document.sentences[record.anchor.sentence];
  return {
    record: schema.record,
    document: number,
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    ...(id === undefined ? {} : { id }),
    sentence: record.anchor.sentence + 1,
    text: document.text.slice(sentence.start, sentence.end),
    start: record.start,
    end: record.end,
    confidence: rounded(record.confidence, 6),
    fields: Object.fromEntries(Object.entries(record.fields).map(([name, value]) => [name, fieldObject(value, schema.fields[name])])),
  };
}

function fieldObject(value: FieldValue, field: FieldSchema): Json {
  if (value === null) return null;
  if (isList(value)) return value.map((entity) => entityObject(entity, field));
  return entityObject(value, field);
}

function entityObject({ text, type, start, end, confidence }: DocumentEntity, { normalise }: FieldSchema): JsonObject {
  const value = normalise === 'money' ? readMoney(text) : normalise === 'date' ? readDate(text) : undefined;
  return {
    text,
    type,
    start,
    end,
    confidence: rounded(confidence, 6),
    ...(value === undefined ? {} : { value: value === null || typeof value === 'string' ? value : { ...value } }),
  };
}

/** The columns of a schema: those of every record, then each field, with its value where it is normalised. */
export function csvColumns(schema: RecordSchema): string[] {
  return [...ownColumns, ...Object.entries(schema.fields).flatMap(([name, field]) => columnsOfField(name, field))];
}

/** A record as the cells of {@link csvColumns}; several entities of a field are joined by `; `, what is not there is empty. */
export function csvCells(placed: PlacedRecord, schema: RecordSchema): string[] {
  const object = recordObject(placed, schema);
  const own = ownColumns.map((name) => String(object[name] ?? ''));
  const cells = Object.entries(placed.record.fields).flatMap(([name, value]) => {
    const { normalise } = schema.fields[name];
    const entities = value === null ? [] : isList(value) ? value : [value];
    const joined = (cell: (text: string) => string | number | null | undefined): string =>
      entities.map(({ text }) => String(cell(text) ?? '')).join('; ');
    const texts = joined((text) => text);
    if (normalise === 'money') return [texts, joined((text) => readMoney(text)?.amount), joined((text) => readMoney(text)?.currency)];
    return normalise === 'date' ? [texts, joined(readDate)] : [texts];
  });
  return [...own, ...cells];
}

/** Cells as one record of CSV (RFC 4180): quoted where a comma, a quote, a line break or a blank at an end asks for it. */
export function csvLine(cells: readonly string[]): string {
  return cells.map((cell) => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');
}

function isList(value: Exclude<FieldValue, null>): value is readonly DocumentEntity[] {
  return Array.isArray(value);
}
