import { OUTSIDE, type TaggingScheme, type TagParts, type TokenSpan, tagParts } from './scheme.ts';
import { describeFollowers, describeTags, mayFollow } from './transitions.ts';

/** A tag that cannot stand where it stands. */
export interface TagFault {
  /** Which token, from 0. */
  readonly index: number;
  readonly tag: string;
  /** `I-PER cannot follow O` */
  readonly problem: string;
  /** What could stand there: `O or B-<type>` */
  readonly expected: string;
}

/** The entities of a sentence, with all that is wrong in its tags. */
export interface DecodedTags {
  spans: TokenSpan[];
  faults: TagFault[];
}

/**
 * The entities that a sentence's tags spell, read strictly: an entity that is not well-formed in the scheme is none. These are the
 * entities of seqeval in strict mode (Nakayama 2018). For reading as conlleval does, see `conllevalSpans` of @textloom/metrics.
 *
 * @param tags `[T]` one tag a token.
 * @returns the entities by place, and a fault for each tag that cannot follow the one before it, that cannot end the sentence, or that
 *   the scheme does not have.
 */
export function decodeTags(tags: readonly string[], scheme: TaggingScheme): DecodedTags {
  const parts = tags.map((tag) => tagParts(tag, scheme));
  return {
    spans: scheme === 'IOB1' || scheme === 'IOB2' ? openSpans(parts, scheme) : closedSpans(parts),
    faults: faultsOf(tags, parts, scheme),
  };
}

type Parts = readonly (TagParts | undefined)[];

/** IOB1 and IOB2: an entity ends where its last tag stands, whatever follows. */
function openSpans(parts: Parts, scheme: 'IOB1' | 'IOB2'): TokenSpan[] {
  const spans: TokenSpan[] = [];
  let start = -1;
  for (let i = 0; i <= parts.length; i++) {
    const previous = parts[i - 1] ?? OUTSIDE;
    const tag = parts[i] ?? OUTSIDE;
    if (start >= 0 && tag.role === 'inside' && tag.type === previous.type) continue;
    const illegal = !mayFollow(previous, tag, scheme);
    // seqeval drops an entity ending in B-X when a B-Y that IOB1 does not allow follows it, though not one ending in I-X.
    const dropped = scheme === 'IOB1' && illegal && previous.role === 'begin';
    if (start >= 0 && !dropped) spans.push({ start, end: i, type: previous.type });
    // The second of two I-X that IOB2 forbids follows its like, yet begins nothing.
    const opens = tag.role === 'begin' || (tag.role === 'inside' && scheme === 'IOB1');
    start = opens && !illegal ? i : -1;
  }
  return spans;
}

/** BIOES and its spellings: an entity needs its beginning and its end. */
function closedSpans(parts: Parts): TokenSpan[] {
  const spans: TokenSpan[] = [];
  let start = -1;
  let type = '';
  for (let i = 0; i < parts.length; i++) {
    const tag = parts[i] ?? OUTSIDE;
    if (tag.role === 'begin' || tag.role === 'single') {
      start = i;
      type = tag.type;
    }
    const whole = start >= 0 && tag.type === type;
    if (whole && (tag.role === 'end' || tag.role === 'single')) spans.push({ start, end: i + 1, type });
    if (!whole || tag.role === 'end' || tag.role === 'single') start = -1;
  }
  return spans;
}

function faultsOf(tags: readonly string[], parts: Parts, scheme: TaggingScheme): TagFault[] {
  const faults: TagFault[] = [];
  for (let index = 0; index < tags.length; index++) {
    const tag = tags[index]!;
    const found = parts[index];
    const previous = index === 0 ? OUTSIDE : parts[index - 1];
    const last = index === tags.length - 1;
    const fault = (problem: string, expected: string): void => void faults.push({ index, tag, problem, expected });
    if (found === undefined) fault(`'${tag}' is no tag of ${scheme}`, describeTags(scheme));
    // After a tag that is none there is nothing to judge by; it has its own fault.
    else if (previous !== undefined && !mayFollow(previous, found, scheme))
      fault(
        index === 0 ? `${tag} cannot open a sentence` : `${tag} cannot follow ${tags[index - 1]}`,
        describeFollowers(previous, scheme, last),
      );
    else if (last && !mayFollow(found, OUTSIDE, scheme))
      fault(`${tag} cannot end a sentence`, describeFollowers(previous ?? OUTSIDE, scheme, true));
  }
  return faults;
}
