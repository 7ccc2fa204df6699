import { TokenizerError } from '../tokenizer-error.ts';
import { OUTSIDE, prefixesOf, type TaggingScheme, type TagParts, tagOf, tagParts } from './scheme.ts';

/** Which of T tags may stand where. */
export interface TagTransitions {
  /** `[T]` may open a sentence. */
  start: boolean[];
  /** `[T]` may end a sentence. */
  end: boolean[];
  /** `[T][T]` `between[from][to]`: `to` may follow `from`. */
  between: boolean[][];
}

/** Whether `next` may follow `previous`. The edges of a sentence count as `O`. */
export function mayFollow(previous: TagParts, next: TagParts, scheme: TaggingScheme): boolean {
  const sameEntityType = previous.role !== 'outside' && previous.type === next.type;
  if (scheme === 'IOB1') return next.role !== 'begin' || sameEntityType;
  if (scheme === 'IOB2') return next.role !== 'inside' || sameEntityType;
  const unfinished = previous.role === 'begin' || previous.role === 'inside';
  const continues = next.role === 'inside' || next.role === 'end';
  return unfinished ? continues && sameEntityType : !continues;
}

/**
 * What a scheme allows among tags, for masking a CRF. A sequence is allowed from start to end exactly when {@link decodeTags} finds no
 * fault in it.
 *
 * @throws TokenizerError for a tag that the scheme does not have.
 */
export function tagTransitions(tags: readonly string[], scheme: TaggingScheme): TagTransitions {
  const parts = tags.map((tag) => {
    const found = tagParts(tag, scheme);
    if (found === undefined) throw new TokenizerError(`'${tag}' is no tag of ${scheme}; expected ${describeTags(scheme)}`);
    return found;
  });
  return {
    start: parts.map((tag) => mayFollow(OUTSIDE, tag, scheme)),
    end: parts.map((tag) => mayFollow(tag, OUTSIDE, scheme)),
    between: parts.map((from) => parts.map((to) => mayFollow(from, to, scheme))),
  };
}

/** The tags of a scheme in words: `O, B-<type> or I-<type>`. */
export function describeTags(scheme: TaggingScheme): string {
  return either(['O', ...prefixesOf(scheme).map(([, prefix]) => `${prefix}-<type>`)]);
}

/** What may follow a tag, in words; at the end of a sentence only what may end one. */
export function describeFollowers(previous: TagParts, scheme: TaggingScheme, last: boolean): string {
  const anyType = '<type>';
  const candidates: TagParts[] = [OUTSIDE];
  for (const [role] of prefixesOf(scheme)) {
    const free = { role, type: anyType };
    candidates.push(mayFollow(previous, free, scheme) ? free : { role, type: previous.type });
  }
  const allowed = candidates.filter((tag) => mayFollow(previous, tag, scheme) && (!last || mayFollow(tag, OUTSIDE, scheme)));
  return either(allowed.map((tag) => tagOf(tag, scheme)));
}

function either(choices: readonly string[]): string {
  return choices.length < 2 ? choices.join('') : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
}
