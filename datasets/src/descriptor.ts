import { z } from 'zod';

// The shape of registry/*.json. A descriptor says all that is needed to fetch a data set, to read it and to quote it.

const path = z.string().regex(/^[\w.-]+(\/[\w.-]+)+$/, 'a relative path with the data set as its first folder');
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a sha256 in hexadecimal');
const labelColumns = z.record(z.string(), z.union([z.string(), z.int()]));

const derivation = z.discriminatedUnion('from', [
  z.strictObject({
    from: z.literal('zip').describe('one member of the zip archive at the URL, unchanged'),
    archiveSha256: sha256,
    member: z.string(),
  }),
  z.strictObject({
    from: z.literal('hand').describe('made from the URL by the steps described; textloom takes it from a mirror only'),
    archiveSha256: sha256.optional(),
    steps: z.string(),
  }),
]);

const dataFile = z.strictObject({
  path,
  url: z.url(),
  bytes: z.int().positive(),
  sha256,
  rows: z.int().positive().optional().describe('examples (sentences, pairs, lines) in the file'),
  note: z.string().optional(),
  derivation: derivation.optional().describe('absent: the file is what the URL serves'),
});

const encoding = z.enum(['auto', 'utf-8', 'utf-16le', 'utf-16be', 'latin-1', 'gbk']);

const source = z.discriminatedUnion('format', [
  z.strictObject({
    format: z.literal('csv'),
    file: path,
    text: z.string(),
    labels: z.record(z.string(), z.string()),
    answer: z.string().optional(),
  }),
  z.strictObject({
    format: z.literal('tsv'),
    file: path,
    header: z.array(z.string()).optional(),
    text: z.string(),
    labels: z.record(z.string(), z.string()),
  }),
  z.strictObject({
    format: z.literal('json').describe('an array of rows; a row is an array (fields by position) or an object (fields by name)'),
    file: path,
    path: z.array(z.string()).default([]),
    text: z.union([z.string(), z.int()]),
    labels: labelColumns,
  }),
  z.strictObject({
    format: z.literal('parallel-lines').describe('line n of `text` belongs to line n of each label file'),
    text: path,
    labels: z.record(z.string(), path),
  }),
  z.strictObject({
    format: z.literal('tagged-characters').describe('one character and its tag a line; the label file has a line for each sentence'),
    text: path,
    labels: z.record(z.string(), path),
  }),
  z.strictObject({
    format: z.literal('text-at-label').describe('`text@label`, cut at the last mark'),
    file: path,
    mark: z.string(),
    label: z.string(),
    encoding: encoding.default('auto'),
  }),
  z.strictObject({
    format: z.literal('scored-annotations').describe('sentences with annotations, each with a score in (-1, 1) and a list of aspects'),
    file: path,
    deadZone: z.number().describe('mean scores from -deadZone to deadZone are neutral'),
  }),
]);

const splits = z.strictObject({
  train: z.array(source).min(1),
  valid: z.array(source).optional(),
  test: z.array(source).optional(),
});

const splitName = z.enum(['train', 'valid', 'test']);

const trap = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('name-labels'), label: z.string(), names: z.record(z.string(), z.string()) }),
  z.strictObject({ do: z.literal('keep-labels'), label: z.string(), allowed: z.array(z.string()).min(1) }),
  z.strictObject({ do: z.literal('decode-entities') }),
  z.strictObject({ do: z.literal('drop-leaks'), from: splitName, seenIn: splitName }),
  z.strictObject({ do: z.literal('drop-duplicates'), conflicts: z.enum(['drop', 'majority', 'first']) }),
]);

const texts = z.strictObject({
  labels: z.array(z.string()).min(1).describe('the label sets, the main one first'),
  outOfScopeLabel: z.string().optional(),
  variants: z.record(z.string(), splits).describe('the first is the default'),
  traps: z.array(trap).default([]).describe('applied in this order'),
  makeSplits: z
    .strictObject({ valid: z.number(), test: z.number() })
    .optional()
    .describe('shares that are cut from train (stratified by the main label) where a variant has no test'),
});

const result = z.strictObject({
  system: z.string(),
  setting: z.string().optional(),
  scores: z.record(z.string(), z.number()),
  confidence: z.enum(['read', 'secondary', 'recalled', 'measured']).describe('how the figure is known'),
  source: z.string(),
});

export const descriptorSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string(),
  task: z.enum(['intent', 'sentiment', 'topic', 'faq', 'ner', 'translation', 'language-model', 'scorer', 'embeddings']),
  languages: z.array(z.string()).min(1),
  summary: z.string(),
  quirks: z.array(z.string()).describe('what one must know before reading or reporting'),
  licence: z.strictObject({
    terms: z.string(),
    redistribute: z.boolean().describe('may be passed on under its terms; false where the terms are unstated or forbid it'),
    commercial: z.enum(['yes', 'no', 'unstated']),
  }),
  citation: z.string(),
  results: z.array(result),
  files: z.array(dataFile).min(1),
  texts: texts.optional().describe('how to read it as labelled texts'),
});

/** A registered data set. */
export type DatasetDescriptor = z.output<typeof descriptorSchema>;
export type DatasetFile = z.output<typeof dataFile>;
export type TextSource = z.output<typeof source>;
export type TextTrap = z.output<typeof trap>;
export type PublishedResult = z.output<typeof result>;
export type TextReading = z.output<typeof texts>;
