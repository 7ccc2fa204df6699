import { TokenizerError } from '../tokenizer-error.ts';

/**
 * How entities are written as one tag a token. In all of them `O` stands outside of entities, and a tag is a prefix, `-` and the type:
 *
 * - `IOB1` (Ramshaw and Marcus 1995, CoNLL-2003): `I-`; `B-` only where an entity touches one of its own type before it.
 * - `IOB2` (Tjong Kim Sang and Veenstra 1999): `B-` begins every entity, `I-` goes on.
 * - `BIOES`: `B-` `I-` `E-` for begin, inside and end, `S-` for an entity of one token. Also known as IOBES.
 * - `BILOU` (Ratinov and Roth 2009): the same with `L-` (last) and `U-` (unit).
 * - `BMES`: the same with `M-` (middle) for `I-`, as Chinese corpora spell it.
 */
export const taggingSchemes = ['IOB1', 'IOB2', 'BIOES', 'BILOU', 'BMES'] as const;
export type TaggingScheme = (typeof taggingSchemes)[number];

/** An entity: tokens from `start` to before `end`. */
export interface TokenSpan {
  readonly start: number;
  readonly end: number;
  readonly type: string;
}

/** What a prefix says of its token. */
export type TagRole = 'outside' | 'begin' | 'inside' | 'end' | 'single';

/** A tag taken apart; `type` is empty outside. */
export interface TagParts {
  readonly role: TagRole;
  readonly type: string;
}

export const OUTSIDE: TagParts = { role: 'outside', type: '' };

const PREFIXES: Readonly<Record<TaggingScheme, Readonly<Partial<Record<TagRole, string>>>>> = {
  IOB1: { begin: 'B', inside: 'I' },
  IOB2: { begin: 'B', inside: 'I' },
  BIOES: { begin: 'B', inside: 'I', end: 'E', single: 'S' },
  BILOU: { begin: 'B', inside: 'I', end: 'L', single: 'U' },
  BMES: { begin: 'B', inside: 'M', end: 'E', single: 'S' },
};

/** The prefix of a role; IOB1 and IOB2 have none for an end or a single token. */
export function prefixOf(scheme: TaggingScheme, role: TagRole): string | undefined {
  return PREFIXES[scheme][role];
}

/** The prefixes of a scheme with their roles, in fixed order. */
export function prefixesOf(scheme: TaggingScheme): [role: TagRole, prefix: string][] {
  return Object.entries(PREFIXES[scheme]) as [TagRole, string][];
}

/** Takes `B-MISC-PRODUCT` apart at the first `-`. Undefined for what is no tag of the scheme. */
export function tagParts(tag: string, scheme: TaggingScheme): TagParts | undefined {
  if (tag === 'O') return OUTSIDE;
  if (tag.charAt(1) !== '-' || tag.length < 3) return undefined;
  const found = prefixesOf(scheme).find(([, prefix]) => prefix === tag[0]);
  return found && { role: found[0], type: tag.slice(2) };
}

/** The tag of a role and a type, for instance `B-PER`. */
export function tagOf({ role, type }: TagParts, scheme: TaggingScheme): string {
  return role === 'outside' ? 'O' : `${prefixOf(scheme, role)}-${type}`;
}

/**
 * Every tag of a scheme over these types: `O` first, then the types in the order given, each with its prefixes in fixed order
 * (B I, B I E S, B I L U, B M E S).
 *
 * @throws TokenizerError for an empty or repeated type.
 */
export function tagSetOf(types: readonly string[], scheme: TaggingScheme): string[] {
  const seen = new Set<string>();
  for (const type of types) {
    if (type === '') throw new TokenizerError('an entity type is empty; every type needs a name');
    if (seen.has(type)) throw new TokenizerError(`the entity type '${type}' occurs twice; every type needs one place`);
    seen.add(type);
  }
  return ['O', ...types.flatMap((type) => prefixesOf(scheme).map(([, prefix]) => `${prefix}-${type}`))];
}
