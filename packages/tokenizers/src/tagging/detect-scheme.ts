import { OUTSIDE, prefixesOf, type TaggingScheme, type TagParts, taggingSchemes, tagParts } from './scheme.ts';
import { mayFollow } from './transitions.ts';

/** What keeps tags from being of any scheme. */
export interface SchemeProblem {
  /** Which sentence, from 0. */
  readonly sentence: number;
  /** Which of its tokens, from 0. */
  readonly index: number;
  readonly tag: string;
  readonly problem: string;
  readonly expected: string;
}

export type SchemeDetection =
  | {
      /** The scheme with the fewest faults; of equally good ones IOB2, then BIOES, then BILOU, then BMES. */
      readonly scheme: TaggingScheme;
      /** Every scheme in which all sentences are well-formed; empty where each has faults. */
      readonly possible: readonly TaggingScheme[];
      /** Number of tags that cannot stand where they stand in `scheme`; `decodeTags` says which. */
      readonly faults: number;
      readonly problem?: never;
    }
  | { readonly scheme?: never; readonly possible: readonly []; readonly problem: SchemeProblem };

/** Sentences without entities are written alike in all schemes: first come those that are used most. */
const PREFERENCE: readonly TaggingScheme[] = ['IOB2', 'BIOES', 'BILOU', 'BMES', 'IOB1'];

interface Place {
  readonly sentence: number;
  readonly index: number;
  readonly tag: string;
}

/**
 * The scheme that tags are written in. Their prefixes say which can be meant (`M-` is BMES alone); among those the one with the fewest
 * faults is taken, so a few wrong tags do not mislead it.
 *
 * @param sentences each `[T]` tags.
 */
export function detectScheme(sentences: Iterable<readonly string[]>): SchemeDetection {
  const faults = new Map<TaggingScheme, number>(PREFERENCE.map((scheme) => [scheme, 0]));
  const seen = new Map<string, Place>();
  let sentence = 0;
  for (const tags of sentences) {
    for (const [index, tag] of tags.entries()) {
      if (seen.has(tag)) continue;
      const place = { sentence, index, tag };
      const problem = unknownTag(place);
      if (problem !== undefined) return { possible: [], problem };
      const fitting = [...faults.keys()].filter((scheme) => tagParts(tag, scheme) !== undefined);
      if (fitting.length === 0) return { possible: [], problem: mixedTags(place, seen.values()) };
      for (const scheme of [...faults.keys()]) if (!fitting.includes(scheme)) faults.delete(scheme);
      seen.set(tag, place);
    }
    for (const [scheme, count] of faults) faults.set(scheme, count + faultCount(tags, scheme));
    sentence++;
  }
  const [[scheme, fewest]] = [...faults].sort(([, a], [, b]) => a - b) as [[TaggingScheme, number]];
  return { scheme, possible: taggingSchemes.filter((name) => faults.get(name) === 0), faults: fewest };
}

function faultCount(tags: readonly string[], scheme: TaggingScheme): number {
  let previous: TagParts = OUTSIDE;
  let faults = 0;
  for (const [index, tag] of tags.entries()) {
    const next = tagParts(tag, scheme)!;
    const last = index === tags.length - 1;
    if (!mayFollow(previous, next, scheme) || (last && !mayFollow(next, OUTSIDE, scheme))) faults++;
    previous = next;
  }
  return faults;
}

const LETTERS: ReadonlySet<string> = new Set(taggingSchemes.flatMap((scheme) => prefixesOf(scheme).map(([, prefix]) => prefix)));
const KNOWN = 'O, or a prefix (B, I, E, S, L, U, M), a hyphen and a type, as in B-PER';

function unknownTag(place: Place): SchemeProblem | undefined {
  const { tag } = place;
  const problem = (text: string, expected: string = KNOWN): SchemeProblem => ({ ...place, problem: text, expected });
  if (tag === 'O') return undefined;
  if (tag === '') return problem('the tag is empty');
  if (LETTERS.has(tag) || (LETTERS.has(tag[0]!) && tag.slice(1) === '-')) return problem(`the tag '${tag}' has no type`);
  if (LETTERS.has(tag[0]!) && tag[1] === '-') return undefined;
  const suffix = tag.at(-1)!;
  if (LETTERS.has(suffix) && tag.at(-2) === '-' && tag.length > 2) {
    return problem(`the tag '${tag}' has its prefix behind its type`, `${suffix}-${tag.slice(0, -2)}`);
  }
  const hyphen = tag.indexOf('-');
  return problem(hyphen < 0 ? `the tag '${tag}' has no prefix` : `the tag '${tag}' has the unknown prefix '${tag.slice(0, hyphen)}'`);
}

function mixedTags(place: Place, before: Iterable<Place>): SchemeProblem {
  const schemesWith = (tag: string): TaggingScheme[] => taggingSchemes.filter((scheme) => tagParts(tag, scheme) !== undefined);
  const own = schemesWith(place.tag);
  // Prefixes that have a scheme in common two by two have one all together, so one earlier tag alone excludes this one.
  const rival = [...before].find(({ tag }) => !schemesWith(tag).some((scheme) => own.includes(scheme)))!;
  const earlier = `'${rival.tag}' (${schemesWith(rival.tag).join(', ')}) at token ${rival.index + 1} of sentence ${rival.sentence + 1}`;
  return {
    ...place,
    problem: `'${place.tag}' (${own.join(', ')}) does not go with ${earlier}`,
    expected: `tags of one scheme: ${taggingSchemes.join(', ')}`,
  };
}
