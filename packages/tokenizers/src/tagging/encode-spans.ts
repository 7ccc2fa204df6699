import { TokenizerError } from '../tokenizer-error.ts';
import { decodeTags } from './decode-tags.ts';
import { prefixOf, type TaggingScheme, type TokenSpan } from './scheme.ts';

/**
 * Entities to one tag a token.
 *
 * @param spans in any order, not overlapping, each at least one token long.
 * @param length number of tokens T.
 * @returns `[T]` tags.
 * @throws TokenizerError for spans that overlap, are empty, reach out of the sentence, or have no type.
 */
export function encodeSpans(spans: readonly TokenSpan[], length: number, scheme: TaggingScheme): string[] {
  const tags = new Array<string>(length).fill('O');
  let before: TokenSpan | undefined;
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    check(span, length);
    const touching = before !== undefined && span.start <= before.end;
    if (before !== undefined && span.start < before.end) {
      throw new TokenizerError(`${describe(span)} overlaps ${describe(before)}; a token has one tag, so keep one of the two`);
    }
    write(tags, span, scheme, touching && before?.type === span.type);
    before = span;
  }
  return tags;
}

/**
 * A sentence's tags in another scheme. Nothing is lost: converting back gives the same tags.
 *
 * @throws TokenizerError for tags that are not well-formed in `from`.
 */
export function convertTags(tags: readonly string[], from: TaggingScheme, to: TaggingScheme): string[] {
  const { spans, faults } = decodeTags(tags, from);
  const [fault] = faults;
  if (fault !== undefined) throw new TokenizerError(`token ${fault.index}: ${fault.problem} in ${from}; expected ${fault.expected}`);
  return encodeSpans(spans, tags.length, to);
}

function write(tags: string[], { start, end, type }: TokenSpan, scheme: TaggingScheme, touchesItsLike: boolean): void {
  const inside = `${prefixOf(scheme, 'inside')}-${type}`;
  tags.fill(inside, start, end);
  if (scheme !== 'IOB1' || touchesItsLike) tags[start] = `${prefixOf(scheme, 'begin')}-${type}`;
  const [endPrefix, single] = [prefixOf(scheme, 'end'), prefixOf(scheme, 'single')];
  if (endPrefix === undefined) return;
  tags[end - 1] = end - start === 1 ? `${single}-${type}` : `${endPrefix}-${type}`;
}

function check(span: TokenSpan, length: number): void {
  const { start, end, type } = span;
  if (!Number.isInteger(start) || !Number.isInteger(end)) throw new TokenizerError(`${describe(span)}: expected whole numbers`);
  if (end <= start) throw new TokenizerError(`${describe(span)} is empty; expected an end after the start`);
  if (start < 0 || end > length) throw new TokenizerError(`${describe(span)} reaches out of the sentence, which has ${length} tokens`);
  if (type === '') throw new TokenizerError(`${describe(span)} has no type`);
}

function describe({ start, end, type }: TokenSpan): string {
  return `the span ${type === '' ? '' : `${type} `}of tokens ${start} to ${end} (end exclusive)`;
}
