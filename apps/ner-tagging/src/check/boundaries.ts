import type { EntitySpan, NerExample, NerSplits } from '../examples.ts';
import { addTo, type Place, placedExamples, placeOf, surfaceOf } from './places.ts';

/** An entity whose beginning or end looks wrong. */
export type BoundaryOddity = {
  readonly surface: string;
  readonly type: string;
  readonly problem: string;
  readonly place: Place;
};

/** A title that is at times part of the name and at times not. */
export type TitleUse = {
  readonly title: string;
  readonly type: string;
  readonly inside: number;
  readonly outside: number;
  /** Of the rarer of the two. */
  readonly rarer: 'inside' | 'outside';
  readonly places: readonly Place[];
};

const pairs: readonly (readonly [open: string, close: string])[] = [
  ['(', ')'],
  ['[', ']'],
  ['（', '）'],
  ['【', '】'],
  ['《', '》'],
  ['〈', '〉'],
  ['「', '」'],
  ['『', '』'],
  ['“', '”'],
];
const opening = new Set([...pairs.map(([open]) => open), '‘', '"', '``', "''"]);
const closing = new Set([...pairs.map(([, close]) => close), '’', '"', "''"]);
/** Punctuation that never ends a name; a full stop (Inc.) or an exclamation mark (Yahoo!) may. */
const neverLast = /[,;:，。；：、！？]$/u;
/** Inc. or S.A., also where a full stop is a token. */
const abbreviation = /\p{Lu}\p{Ll}{0,3}\s?\.$/u;
/** Not €, %, #, @ and the like, which belong to amounts and names. */
const punctuation = /^[\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}.,;:!?'"`…，。；：、！？·/|\\]+$/u;
const wordless = /^[\p{P}\p{S}\s]+$/u;

/** Entities with spaces or stray punctuation at an edge, or with a bracket or quote that is opened or closed outside of them. */
export function boundaryOddities(splits: NerSplits): BoundaryOddity[] {
  const all = placedExamples(splits);
  const surfaces = new Set(all.flatMap(({ example }) => example.entities.map((entity) => surfaceOf(example, entity))));
  return all.flatMap((placed) =>
    placed.example.entities.flatMap((entity) => {
      const problem = problemOf(placed.example, entity, surfaces);
      if (problem === undefined) return [];
      return [{ surface: surfaceOf(placed.example, entity), type: entity.type, problem, place: placeOf(placed) }];
    }),
  );
}

function problemOf(example: NerExample, entity: EntitySpan, surfaces: ReadonlySet<string>): string | undefined {
  const surface = surfaceOf(example, entity);
  const word = (at: number): string => example.text.slice(example.tokens[at].start, example.tokens[at].end);
  const [first, last] = [word(entity.start), word(entity.end - 1)];
  if (surface.trim() !== surface) return 'begins or ends with a space';
  for (const [open, close] of pairs) {
    const [opened, closed] = [surface.split(open).length, surface.split(close).length];
    if (opened > closed) return `${open} is not closed within it`;
    if (closed > opened) return `${close} is not opened within it`;
  }
  if ((surface.split('"').length - 1) % 2 === 1) return 'has a quote that is alone';
  if (wordless.test(surface)) return 'has no letter or digit';
  if (punctuation.test(first) && !opening.has(first)) return `begins with ${first}`;
  // Rome . is odd where Rome is an entity too; Wisc . is an abbreviation.
  if (abbreviation.test(surface) && !surfaces.has(surface.replace(/\s*\.$/u, ''))) return undefined;
  if (punctuation.test(last) && !closing.has(last)) return `ends with ${last}`;
  const stray = neverLast.exec(surface);
  return stray === null ? undefined : `ends with ${stray[0]}`;
}

/** Before a name. */
const englishTitles = /(?:^|[^\p{L}])((?:Mr|Mrs|Ms|Dr|Prof)\.?|Miss|Sir|Lord|Lady|Madame)$/u;
const englishTitleInside = /^((?:Mr|Mrs|Ms|Dr|Prof)\.?|Miss|Sir|Lord|Lady|Madame)\s+\S/u;
/** After a name. */
const chineseTitles = /^(先生|女士|小姐|教授|博士|老师|律师|医生)/u;
const chineseTitleInside = /\S(先生|女士|小姐|教授|博士|老师|律师|医生)$/u;

/** Titles (`Mr.`, `先生`) that stand inside some entities and directly beside others of the same type, the most uneven first. */
export function titleUses(splits: NerSplits): TitleUse[] {
  const uses = new Map<string, { title: string; type: string; inside: boolean; place: Place }[]>();
  for (const placed of placedExamples(splits)) {
    const { text, tokens } = placed.example;
    for (const entity of placed.example.entities) {
      const note = (match: RegExpExecArray | null, inside: boolean): void => {
        if (match === null) return;
        const title = match[1].replace(/\.$/u, '');
        addTo(uses, `${title}\n${entity.type}`, { title, type: entity.type, inside, place: placeOf(placed) });
      };
      const surface = surfaceOf(placed.example, entity);
      note(englishTitleInside.exec(surface) ?? chineseTitleInside.exec(surface), true);
      note(englishTitles.exec(text.slice(0, tokens[entity.start].start).trimEnd()), false);
      note(chineseTitles.exec(text.slice(tokens[entity.end - 1].end).trimStart()), false);
    }
  }
  return [...uses.values()]
    .flatMap((all): TitleUse[] => {
      const inside = all.filter((use) => use.inside);
      const outside = all.filter((use) => !use.inside);
      if (inside.length === 0 || outside.length === 0) return [];
      const rarer = inside.length <= outside.length ? 'inside' : 'outside';
      const places = (rarer === 'inside' ? inside : outside).map(({ place }) => place);
      return [{ title: all[0].title, type: all[0].type, inside: inside.length, outside: outside.length, rarer, places }];
    })
    .sort((a, b) => unevenness(b) - unevenness(a) || (a.title < b.title ? -1 : 1));
}

function unevenness({ inside, outside }: TitleUse): number {
  return Math.max(inside, outside) / Math.min(inside, outside);
}
