import { nearestName } from '@textloom/datasets';
import { type EntitySpan, type NerExample, type NerSplits, typesOf } from '../examples.ts';
import { countOne, type Place, placedExamples, placeOf, splitNames, surfaceOf } from './places.ts';

/** A type that is hardly trained: its entities in each part. */
export type RareType = { readonly type: string; readonly train: number; readonly valid: number; readonly test: number };

/** A type that may be another one misspelt. */
export type MisspeltType = {
  readonly type: string;
  readonly entities: number;
  readonly perhaps: string;
  readonly perhapsEntities: number;
  readonly places: readonly Place[];
};

/** How many entities of a part training has not shown. */
export type UnseenEntities = {
  readonly entities: number;
  /** Written as no training entity is. */
  readonly unseen: number;
  /** Written as a training entity is, but that one never has this type. */
  readonly otherType: number;
  readonly byType: Readonly<Record<string, { readonly entities: number; readonly unseen: number; readonly otherType: number }>>;
};

/** A type with at most this share of another's entities can be its misspelling. */
const misspeltShare = 0.1;

/** Types with fewer than `few` entities in training, the rarest first. */
export function rareTypes(splits: NerSplits, few: number): RareType[] {
  const all = placedExamples(splits).map(({ example }) => example);
  const count = (examples: readonly NerExample[], wanted: string): number =>
    examples.reduce((sum, { entities }) => sum + entities.filter(({ type }) => type === wanted).length, 0);
  return typesOf(all)
    .map((type) => ({ type, train: count(splits.train, type), valid: count(splits.valid, type), test: count(splits.test, type) }))
    .filter(({ train }) => train < few)
    .sort((a, b) => a.train - b.train);
}

/** Types whose name is near that of a much more frequent one: `PRE` beside `PER`. */
export function misspeltTypes(splits: NerSplits): MisspeltType[] {
  const placed = placedExamples(splits);
  const counts = new Map<string, number>();
  for (const { example } of placed) for (const { type } of example.entities) countOne(counts, type);
  return [...counts]
    .sort(([a, many], [b, more]) => many - more || (a < b ? -1 : 1))
    .flatMap(([type, entities]) => {
      const frequent = [...counts].filter(([other, count]) => other !== type && entities <= count * misspeltShare);
      const perhaps = nearestName(
        type,
        frequent.map(([other]) => other),
      );
      if (perhaps === undefined) return [];
      const places = placed.filter(({ example }) => example.entities.some((entity) => entity.type === type)).map(placeOf);
      return [{ type, entities, perhaps, perhapsEntities: counts.get(perhaps) ?? 0, places }];
    });
}

/** What of the entities of validation and test training has not shown. */
export function unseenEntities(splits: NerSplits): Record<string, UnseenEntities> {
  const known = new Map<string, Set<string>>();
  for (const example of splits.train) {
    for (const entity of example.entities) {
      const surface = surfaceOf(example, entity);
      known.set(surface, (known.get(surface) ?? new Set<string>()).add(entity.type));
    }
  }
  return Object.fromEntries(splitNames.filter((name) => name !== 'train').map((name) => [name, unseenOf(splits[name], known)]));
}

function unseenOf(examples: readonly NerExample[], known: ReadonlyMap<string, ReadonlySet<string>>): UnseenEntities {
  const judged = examples.flatMap((example) =>
    example.entities.map((entity: EntitySpan) => {
      const types = known.get(surfaceOf(example, entity));
      return { type: entity.type, unseen: types === undefined, otherType: types?.has(entity.type) === false };
    }),
  );
  const summary = (rows: typeof judged): { entities: number; unseen: number; otherType: number } => ({
    entities: rows.length,
    unseen: rows.filter(({ unseen }) => unseen).length,
    otherType: rows.filter(({ otherType }) => otherType).length,
  });
  const groups = [...Map.groupBy(judged, ({ type }) => type)].sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...summary(judged), byType: Object.fromEntries(groups.map(([type, rows]) => [type, summary(rows)])) };
}
