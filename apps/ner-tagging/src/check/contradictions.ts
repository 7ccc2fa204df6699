import { type NerExample, type NerSplits, typesOf } from '../examples.ts';
import { mentionsOf } from '../unmarked-mentions.ts';
import { addTo, type Place, type Placed, placedExamples, placeOf, surfaceOf } from './places.ts';

/** An entity that is marked with several types. */
export type TwoTypes = {
  readonly surface: string;
  /** The most frequent first, each with where it is. */
  readonly types: readonly { readonly type: string; readonly count: number; readonly places: readonly Place[] }[];
};

/** Words that are an entity in some sentences and bare in others. */
export type BareMention = {
  readonly surface: string;
  /** The type it mostly has where it is marked. */
  readonly type: string;
  readonly marked: number;
  readonly bare: number;
  /** Where it is bare. */
  readonly places: readonly Place[];
};

/**
 * Entities that are marked with several types, the most suspicious first: those with a rare type beside a frequent one. A name that truly is
 * both (a city and its club) has both often.
 */
export function twoTypes(splits: NerSplits): TwoTypes[] {
  const found = [...entitiesBySurface(splits)].flatMap(([surface, byType]): TwoTypes[] => {
    if (byType.size < 2) return [];
    const types = [...byType].map(([type, places]) => ({ type, count: places.length, places }));
    return [{ surface, types: types.sort((a, b) => b.count - a.count || (a.type < b.type ? -1 : 1)) }];
  });
  const suspicion = ({ types }: TwoTypes): number => types[0].count / types[types.length - 1].count;
  return found.sort((a, b) => suspicion(b) - suspicion(a) || b.types[0].count - a.types[0].count || (a.surface < b.surface ? -1 : 1));
}

/**
 * What is an entity at least as often as not, and somewhere is bare: likely missed there. The most suspicious first: often marked, hardly
 * ever bare. Of several that begin at a word the longest counts; a single letter or character says too little.
 */
export function bareMentions(splits: NerSplits): BareMention[] {
  const placed = placedExamples(splits);
  const all = placed.map(({ example }) => example);
  const mentions = mentionsOf(all, typesOf(all));
  const bare = new Map<string, Place[]>();
  for (const one of placed) for (const surface of bareIn(one.example, mentions)) addTo(bare, surface, placeOf(one));
  const marked = entitiesBySurface(splits);
  return [...bare]
    .flatMap(([surface, places]): BareMention[] => {
      const types = [...(marked.get(surface) ?? [])].sort((a, b) => b[1].length - a[1].length);
      const count = types.reduce((sum, [, where]) => sum + where.length, 0);
      if (count < places.length) return [];
      return [{ surface, type: types[0][0], marked: count, bare: places.length, places }];
    })
    .sort((a, b) => b.marked / b.bare - a.marked / a.bare || b.marked - a.marked || (a.surface < b.surface ? -1 : 1));
}

/** Places of each entity of each surface, by type. */
function entitiesBySurface(splits: NerSplits): Map<string, Map<string, Place[]>> {
  const bySurface = new Map<string, Map<string, Place[]>>();
  for (const one of placedExamples(splits)) {
    for (const entity of one.example.entities) {
      const surface = surfaceOf(one.example, entity);
      const byType = bySurface.get(surface) ?? new Map<string, Place[]>();
      bySurface.set(surface, byType);
      addTo(byType, entity.type, placeOf(one));
    }
  }
  return bySurface;
}

function bareIn(example: NerExample, mentions: ReturnType<typeof mentionsOf>): string[] {
  const { tokens, entities } = example;
  const inEntity = new Set(entities.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, offset) => start + offset)));
  const found: string[] = [];
  for (let start = 0; start < tokens.length; ) {
    let end = start;
    for (const words of mentions.get(tokens[start].text) ?? []) {
      const matches = words.every((word, offset) => tokens[start + offset]?.text === word && !inEntity.has(start + offset));
      if (matches) end = Math.max(end, start + words.length);
    }
    const surface = end > start ? surfaceOf(example, { start, end }) : '';
    if ([...surface].length > 1) found.push(surface);
    start = Math.max(end, start + 1);
  }
  return found;
}

/** Sentences that are the same word for word but marked differently. */
export type MarkedDifferently = { readonly text: string; readonly places: readonly Place[] };

/** Groups of equal sentences with different entities, the largest first; places of the first sentence of each marking. */
export function markedDifferently(splits: NerSplits): MarkedDifferently[] {
  const byText = new Map<string, Placed[]>();
  for (const one of placedExamples(splits)) addTo(byText, one.example.tokens.map(({ text }) => text).join('\n'), one);
  return [...byText.values()]
    .flatMap((group) => {
      const markings = Map.groupBy(group, ({ example }) =>
        example.entities.map(({ start, end, type }) => `${start} ${end} ${type}`).join('\n'),
      );
      if (markings.size < 2) return [];
      return [{ size: group.length, text: group[0].example.text, places: [...markings.values()].map(([first]) => placeOf(first)) }];
    })
    .sort((a, b) => b.size - a.size || (a.text < b.text ? -1 : 1))
    .map(({ text, places }) => ({ text, places }));
}
