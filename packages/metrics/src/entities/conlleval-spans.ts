import type { EntitySpan } from './entity-scores.ts';

type Role = 'outside' | 'begin' | 'inside' | 'last' | 'single';

const ROLES: Readonly<Record<string, Role>> = {
  O: 'outside',
  '.': 'outside',
  B: 'begin',
  I: 'inside',
  M: 'inside',
  E: 'last',
  L: 'last',
  S: 'single',
  U: 'single',
  '[': 'single',
  ']': 'single',
};

/** Prefix and type as conlleval takes a tag apart: at the first hyphen; a type of 0 counts as none there (it is false in Perl). */
export function conllevalTag(tag: string): { prefix: string; type: string } {
  const hyphen = tag.indexOf('-');
  if (hyphen < 0) return { prefix: tag, type: '' };
  const type = tag.slice(hyphen + 1);
  return { prefix: tag.slice(0, hyphen), type: type === '0' ? '' : type };
}

/**
 * The entities that tags spell, read leniently as conlleval does (E. Tjong Kim Sang, CoNLL-2000, version 2004-01-26): whatever is not
 * outside and does not go on with an entity begins one, so an `I-PER` after `O` or after `I-LOC` is an entity.
 *
 * Wherever tags have the prefixes B and I, or E and I, or brackets, in any order, these are conlleval's own entities. It knows no other
 * prefixes and joins `E-PER B-PER`; BIOES, BILOU and BMES are read here in the same spirit, `E-` `L-` as the last token, `S-` `U-` as the
 * only one, `M-` as `I-`. Any other prefix goes on with an entity of its type, or begins one; without a type it is outside.
 *
 * @param tags `[T]` one tag a token.
 */
export function conllevalSpans(tags: readonly string[]): EntitySpan[] {
  const spans: EntitySpan[] = [];
  let open: { start: number; type: string } | undefined;
  const close = (end: number): void => {
    if (open !== undefined) spans.push({ start: open.start, end, type: open.type });
    open = undefined;
  };
  for (let i = 0; i < tags.length; i++) {
    const { prefix, type } = conllevalTag(tags[i]!);
    const role = Object.hasOwn(ROLES, prefix) ? ROLES[prefix]! : type === '' ? 'outside' : 'inside';
    if (!(open?.type === type && (role === 'inside' || role === 'last'))) {
      close(i);
      if (role !== 'outside') open = { start: i, type };
    }
    if (role === 'last' || role === 'single') close(i + 1);
  }
  close(tags.length);
  return spans;
}
