import { z } from 'zod';

// The shape of registry/*.json: all that is needed to fetch a data set, to read it and to quote it.

/** A registered data set. */
export interface DatasetDescriptor {
  name: string;
  title: string;
  task: 'intent' | 'sentiment' | 'topic' | 'faq' | 'ner' | 'translation' | 'language-model' | 'scorer' | 'embeddings';
  languages: string[];
  summary: string;
  /** What one must know before reading it or reporting on it. */
  quirks: string[];
  licence: {
    terms: string;
    /** May be passed on under its terms; false where they are unstated or bound to research or non-commercial use. */
    redistribute: boolean;
    commercial: 'yes' | 'no' | 'unstated';
  };
  citation: string;
  results: PublishedResult[];
  files: DatasetFile[];
  /** How to read it as labelled texts; absent for sets of another kind. */
  texts?: TextReading;
  /** How to read it as sentences of tagged tokens; absent for sets of another kind. */
  tagging?: TaggedReading;
}

/** One file of a data set, as it must be byte for byte. */
export interface DatasetFile {
  /** Path in the mirror and in the cache; its first folder is the data set. */
  path: string;
  url: string;
  bytes: number;
  sha256: string;
  /** Examples (sentences, pairs, lines) in it. */
  rows?: number;
  note?: string;
  /** Absent: the file is what the URL serves. `zip`: a member of the archive there. `hand`: made by these steps, and only to be had from a mirror. */
  derivation?: { from: 'zip'; archiveSha256: string; member: string } | { from: 'hand'; archiveSha256?: string; steps: string };
}

/** A figure that others have published. */
export interface PublishedResult {
  system: string;
  setting?: string;
  scores: Record<string, number>;
  /** How the figure is known: read at its source, seen in a secondary source, recalled without a check, or measured here. */
  confidence: 'read' | 'secondary' | 'recalled' | 'measured';
  source: string;
}

/** How a data set is read as labelled texts. */
export interface TextReading {
  /** The label sets, the main one first. */
  labels: string[];
  outOfScopeLabel?: string;
  /** Each way to read the set; the first is the default. */
  variants: Record<string, TextSplits>;
  /** What must be mended, in this order. */
  traps: TextTrap[];
  /** Shares cut from train, stratified by the main label, where a variant has no test part. */
  makeSplits?: { valid: number; test: number };
}

export interface TextSplits {
  train: TextSource[];
  valid?: TextSource[];
  test?: TextSource[];
}

/** Where labelled texts lie in a file. */
export type TextSource =
  | { format: 'csv'; file: string; text: string; labels: Record<string, string>; answer?: string }
  /** Without `header` the file's first line names the columns. */
  | { format: 'tsv'; file: string; header?: string[]; text: string; labels: Record<string, string> }
  /** An array of rows; a row is an array (fields by position) or an object (fields by name). */
  | { format: 'json'; file: string; path: string[]; text: string | number; labels: Record<string, string | number> }
  /** Line n of `text` belongs to line n of each label file. */
  | { format: 'parallel-lines'; text: string; labels: Record<string, string> }
  /** One character and its tag a line; the label files have a line for each sentence. */
  | { format: 'tagged-characters'; text: string; labels: Record<string, string> }
  /** `text`, mark, label on each line; cut at the last mark. */
  | { format: 'text-at-label'; file: string; mark: string; label: string; encoding: 'auto' | 'utf-8' | 'latin-1' | 'gbk' }
  /** Sentences with annotations, each with a score in (-1, 1) and aspects; mean scores within `deadZone` of 0 are neutral. */
  | { format: 'scored-annotations'; file: string; deadZone: number };

/** How a data set is read as tagged sentences. */
export interface TaggedReading {
  /** How its tags mark where an entity begins, goes on and ends. */
  scheme: 'IOB1' | 'IOB2' | 'BIOES' | 'BMES';
  /** What stands between two tokens of the text; empty where a token is a Chinese character. */
  joiner: ' ' | '';
  parts: TaggedParts;
}

export interface TaggedParts {
  train: TaggedSource[];
  valid?: TaggedSource[];
  test?: TaggedSource[];
}

/** Where tagged sentences lie. */
export type TaggedSource =
  /** A token a line, its tag in the last column. */
  | { format: 'columns'; file: string; separator?: 'spaces' | 'tab' | 'last-space' }
  /** A sentence a line, its tokens parted by spaces; line n of `tags` has their tags. */
  | { format: 'parallel-lines'; tokens: string; tags: string };

export type SplitName = 'train' | 'valid' | 'test';

/** One thing to mend after reading. */
export type TextTrap =
  | { do: 'name-labels'; label: string; names: Record<string, string> }
  /** Of several labels in one field, separated by spaces, only these stay; a text without any is dropped. */
  | { do: 'keep-labels'; label: string; allowed: string[] }
  /** HTML entities become characters. */
  | { do: 'decode-entities' }
  | { do: 'drop-leaks'; from: SplitName; seenIn: SplitName }
  | { do: 'drop-duplicates'; conflicts: 'drop' | 'majority' | 'first' };

const path = z.string().regex(/^[\w.-]+(\/[\w.-]+)+$/, 'a relative path with the data set as its first folder');
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a sha256 in hexadecimal');
const labelColumns = z.record(z.string(), z.union([z.string(), z.int()]));

const derivation = z.discriminatedUnion('from', [
  z.strictObject({
    from: z.literal('zip'),
    archiveSha256: sha256,
    member: z.string(),
  }),
  z.strictObject({
    from: z.literal('hand'),
    archiveSha256: sha256.exactOptional(),
    steps: z.string(),
  }),
]);

const dataFile = z.strictObject({
  path,
  url: z.url(),
  bytes: z.int().positive(),
  sha256,
  rows: z.int().positive().exactOptional(),
  note: z.string().exactOptional(),
  derivation: derivation.exactOptional(),
});

const encoding = z.enum(['auto', 'utf-8', 'latin-1', 'gbk']);

const source = z.discriminatedUnion('format', [
  z.strictObject({
    format: z.literal('csv'),
    file: path,
    text: z.string(),
    labels: z.record(z.string(), z.string()),
    answer: z.string().exactOptional(),
  }),
  z.strictObject({
    format: z.literal('tsv'),
    file: path,
    header: z.array(z.string()).exactOptional(),
    text: z.string(),
    labels: z.record(z.string(), z.string()),
  }),
  z.strictObject({
    format: z.literal('json'),
    file: path,
    path: z.array(z.string()).default([]),
    text: z.union([z.string(), z.int()]),
    labels: labelColumns,
  }),
  z.strictObject({
    format: z.literal('parallel-lines'),
    text: path,
    labels: z.record(z.string(), path),
  }),
  z.strictObject({
    format: z.literal('tagged-characters'),
    text: path,
    labels: z.record(z.string(), path),
  }),
  z.strictObject({
    format: z.literal('text-at-label'),
    file: path,
    mark: z.string(),
    label: z.string(),
    encoding: encoding.default('auto'),
  }),
  z.strictObject({
    format: z.literal('scored-annotations'),
    file: path,
    deadZone: z.number(),
  }),
]);

const splits = z.strictObject({
  train: z.array(source).min(1),
  valid: z.array(source).exactOptional(),
  test: z.array(source).exactOptional(),
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
  labels: z.array(z.string()).min(1),
  outOfScopeLabel: z.string().exactOptional(),
  variants: z.record(z.string(), splits),
  traps: z.array(trap).default([]),
  makeSplits: z.strictObject({ valid: z.number(), test: z.number() }).exactOptional(),
});

const taggedSource = z.discriminatedUnion('format', [
  z.strictObject({
    format: z.literal('columns'),
    file: path,
    separator: z.enum(['spaces', 'tab', 'last-space']).exactOptional(),
  }),
  z.strictObject({
    format: z.literal('parallel-lines'),
    tokens: path,
    tags: path,
  }),
]);

const tagging = z.strictObject({
  scheme: z.enum(['IOB1', 'IOB2', 'BIOES', 'BMES']),
  joiner: z.enum([' ', '']),
  parts: z.strictObject({
    train: z.array(taggedSource).min(1),
    valid: z.array(taggedSource).exactOptional(),
    test: z.array(taggedSource).exactOptional(),
  }),
});

const result = z.strictObject({
  system: z.string(),
  setting: z.string().exactOptional(),
  scores: z.record(z.string(), z.number()),
  confidence: z.enum(['read', 'secondary', 'recalled', 'measured']),
  source: z.string(),
});

/** Checks a descriptor; an unknown key is an error too. */
export const descriptorSchema: z.ZodType<DatasetDescriptor> = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string(),
  task: z.enum(['intent', 'sentiment', 'topic', 'faq', 'ner', 'translation', 'language-model', 'scorer', 'embeddings']),
  languages: z.array(z.string()).min(1),
  summary: z.string(),
  quirks: z.array(z.string()),
  licence: z.strictObject({
    terms: z.string(),
    redistribute: z.boolean(),
    commercial: z.enum(['yes', 'no', 'unstated']),
  }),
  citation: z.string(),
  results: z.array(result),
  files: z.array(dataFile).min(1),
  texts: texts.exactOptional(),
  tagging: tagging.exactOptional(),
});
