import { resolve } from 'node:path';
import { UserError } from '@textloom/datasets';
import type { JsonObject, StageContext } from '@textloom/pipeline';
import type { Config } from '../config.ts';
import type { TaggedDocument } from '../documents/tag-documents.ts';
import { readThreshold, type TextContext, taggedDocuments, writeLines } from '../predict/predict.ts';
import { readSourceOptions } from '../predict/sources.ts';
import { type OpenTagger, openTagger } from '../predict/tagger.ts';
import { csvCells, csvColumns, csvLine, recordObject } from './record-lines.ts';
import { type RecordSchema, readRecordSchema } from './record-schema.ts';
import { extractRecords } from './records.ts';

/** The `extract` stage: texts to records of entities that belong together. */
export async function extract(context: StageContext<Config>): Promise<JsonObject> {
  return extractWith(context, () => openTagger(context.run, context));
}

/** {@link extract} with any tagger; it is opened when the options are known to be right. */
export async function extractWith(context: TextContext, open: () => Promise<OpenTagger>): Promise<JsonObject> {
  const { options, cwd } = context;
  const file = options.text('schema');
  if (file === undefined) {
    throw new UserError('--schema is missing: what makes up a record?', {
      expected: 'a YAML file that names the fields of a record and the entity types that fill them',
      hint: 'apps/ner-tagging/examples/payments.yaml explains every key',
    });
  }
  const path = resolve(cwd, file);
  readRecordSchema(path, cwd);
  const threshold = readThreshold(context);
  const sources = readSourceOptions(options, context.positionals, cwd);
  const opened = await open();
  const schema = readRecordSchema(path, cwd, opened.types);
  const counts = { documents: 0, records: 0, incomplete: 0 };
  const documents = taggedDocuments(context, sources, opened, { threshold });
  await writeLines(recordLines(documents, schema, options.text('output') === 'csv', counts), options.text('to'), cwd, context.result);
  return counts;
}

async function* recordLines(
  documents: AsyncIterable<TaggedDocument>,
  schema: RecordSchema,
  asCsv: boolean,
  counts: { documents: number; records: number; incomplete: number },
): AsyncGenerator<string, void, undefined> {
  if (asCsv) yield csvLine(csvColumns(schema));
  for await (const document of documents) {
    const { records, incomplete } = extractRecords(document, schema);
    counts.documents++;
    counts.records += records.length;
    counts.incomplete += incomplete;
    for (const record of records) {
      const placed = { record, document, number: counts.documents };
      yield asCsv ? csvLine(csvCells(placed, schema)) : JSON.stringify(recordObject(placed, schema));
    }
  }
}
