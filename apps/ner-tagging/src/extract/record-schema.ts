import { nearestName } from '@textloom/datasets';
import { resolveConfig } from '@textloom/pipeline';
import { z } from 'zod';

/** Names that the columns of every record have. */
export const ownColumns = ['record', 'document', 'file', 'line', 'id', 'sentence', 'text', 'start', 'end', 'confidence'] as const;

const count = z.int().min(1);

const fieldSchema = z.strictObject({
  /** Entity types that fill the field. */
  type: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]),
  /** `one`: without it there is no record. `optional`: null without it. `many`: a list, of `min` (0) to `max` (any number). */
  cardinality: z.enum(['one', 'optional', 'many']).default('one'),
  min: z.int().min(0).optional(),
  max: count.optional(),
  /** On which side of `near` the entity has to stand. */
  where: z.enum(['before', 'after', 'either']).default('either'),
  /** The field that nearness is measured from; default the anchor. */
  near: z.string().optional(),
  /** One of these words has to stand near the entity, ... */
  keywords: z.array(z.string().min(1)).min(1).optional(),
  /** ... at most so many tokens away (in Chinese: characters), in the same sentence. */
  keywordsWithin: z.int().min(0).default(5),
  /** ... and on which side of it; `either` takes in the entity itself. */
  keywordsWhere: z.enum(['before', 'after', 'either']).default('either'),
  /** `money`: amount and currency; `date`: ISO 8601. What is not understood is null. */
  normalise: z.enum(['money', 'date']).optional(),
});

const schema = z.strictObject({
  /** What a record is called. */
  record: z.string().min(1),
  /** The field whose entities begin a record each. */
  anchor: z.string().min(1),
  /** How far from the anchor the other entities may stand. */
  within: z
    .union([z.enum(['sentence', 'document']), z.strictObject({ tokens: count }), z.strictObject({ sentences: z.int().min(0) })])
    .default('sentence'),
  fields: z.record(z.string().min(1), fieldSchema),
});

/** How records are made of entities; `examples/payments.yaml` of the app says what each key means. */
export type RecordSchema = z.output<typeof schema>;
export type FieldSchema = RecordSchema['fields'][string];

/** Entity types that fill a field. */
export function typesOfField({ type }: FieldSchema): readonly string[] {
  return typeof type === 'string' ? [type] : type;
}

/** Columns of a field in CSV: its text, and its value where it is normalised. */
export function columnsOfField(name: string, { normalise }: FieldSchema): readonly string[] {
  if (normalise === 'money') return [name, `${name}_amount`, `${name}_currency`];
  return normalise === 'date' ? [name, `${name}_iso`] : [name];
}

/**
 * Reads a schema of records.
 *
 * @param types entity types that there are; absent: any
 * @throws UserError naming file, line and column of every fault: YAML, unknown keys, an anchor or `near` that is no field, fields that
 *   wait for each other, a type that the tagger does not know
 */
export function readRecordSchema(file: string, cwd: string, types?: readonly string[]): RecordSchema {
  const checked = schema.superRefine((value, context) => {
    for (const { path, message } of faultsOf(value, types)) context.addIssue({ code: 'custom', path: [...path], message });
  });
  return resolveConfig(checked, { file, overrides: [], cwd }).config;
}

interface Fault {
  readonly path: readonly string[];
  readonly message: string;
}

function* faultsOf({ anchor, fields }: RecordSchema, types: readonly string[] | undefined): Generator<Fault, void, undefined> {
  const names = Object.keys(fields);
  const columns = new Set<string>(ownColumns);
  const known = `the fields are ${names.join(', ')}`;
  if (fields[anchor] === undefined) yield { path: ['anchor'], message: `the anchor is the name of a field; ${known}` };
  else if (fields[anchor].cardinality !== 'one')
    yield { path: ['fields', anchor, 'cardinality'], message: 'every record has one anchor: leave the cardinality out' };
  for (const [name, field] of Object.entries(fields)) {
    const at = (...keys: string[]): readonly string[] => ['fields', name, ...keys];
    for (const column of columnsOfField(name, field)) {
      if (columns.has(column)) yield { path: at(), message: `there would be two columns "${column}"; give the field another name` };
      columns.add(column);
    }
    if (field.cardinality !== 'many' && (field.min !== undefined || field.max !== undefined))
      yield { path: at(field.min === undefined ? 'max' : 'min'), message: 'min and max belong to cardinality: many' };
    if (field.min !== undefined && field.max !== undefined && field.min > field.max) yield { path: at('min'), message: 'min is above max' };
    if (field.near !== undefined) {
      const near = fields[field.near];
      if (near === undefined || field.near === name) yield { path: at('near'), message: `near is the name of another field; ${known}` };
      else if (near.cardinality === 'many')
        yield { path: at('near'), message: 'nearness is measured from one entity, and this field has many' };
      else if (names.indexOf(field.near) > names.indexOf(name) && field.near !== anchor)
        yield { path: at('near'), message: 'fields are filled in the order they stand in: put this field after the one it is near to' };
    }
    for (const type of types === undefined ? [] : typesOfField(field)) {
      if (types?.includes(type)) continue;
      const nearest = nearestName(type, types ?? []);
      const meant = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
      yield { path: at('type'), message: `the tagger knows no type ${type}.${meant} Its types: ${types?.join(', ')}` };
    }
  }
}
