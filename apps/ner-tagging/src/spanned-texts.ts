import { type CharacterSpan, type SpannedText, UserError } from '@textloom/datasets';
import type { Tokenizer } from '@textloom/tokenizers';
import { splitSentences } from './documents/sentences.ts';
import type { EntitySpan, NerExample, NerToken } from './examples.ts';

/** What {@link spannedExamples} made of texts. */
export interface SpannedExamples {
  readonly examples: NerExample[];
  /** Spans that were widened to whole tokens. */
  readonly widened: number;
}

/**
 * Cuts texts with marked spans into sentences and tokens. Each text is a document; no sentence ends inside a span.
 *
 * A span has to begin and end with a token: the model gives every token one tag, and raw text that is tagged later is cut by the
 * same tokenizer. Cutting a training text at its spans instead would show the model where they are.
 *
 * @param repair widens spans that cut a token to the whole of it
 * @throws UserError with file and line for a span that cuts a token, with the nearest boundaries
 */
export function spannedExamples(texts: Iterable<SpannedText>, tokenizer: Tokenizer, repair: boolean): SpannedExamples {
  const examples: NerExample[] = [];
  let widened = 0;
  let document = 0;
  for (const { text, spans, source } of texts) {
    for (const { start, end } of sentencesAround(text, spans)) {
      const sentence = text.slice(start, end);
      const tokens = tokenizer.tokenize(sentence).map((token): NerToken => ({ text: token.text, start: token.start, end: token.end }));
      if (tokens.length === 0) continue;
      const inside = spans.filter((span) => span.start >= start && span.end <= end).sort((a, b) => a.start - b.start);
      const entities: EntitySpan[] = [];
      for (const span of inside) {
        const here = { ...span, start: span.start - start, end: span.end - start };
        const entity = tokensOf(here, tokens);
        if (!fits(here, entity, tokens)) {
          if (!repair || entity.end <= entity.start) throw badSpan(span, text, entity, tokens, start, source);
          widened++;
        }
        if (entity.start < (entities.at(-1)?.end ?? 0)) {
          throw new UserError(`two spans share the token "${tokens[entity.start].text}" once they are widened to whole tokens`, source);
        }
        entities.push(entity);
      }
      examples.push({ text: sentence, tokens, entities, document, source });
    }
    document++;
  }
  return { examples, widened };
}

/** The sentences of a text; those that a span reaches across are one. */
function sentencesAround(text: string, spans: readonly CharacterSpan[]): { start: number; end: number }[] {
  const sentences: { start: number; end: number }[] = [];
  for (const { start, end } of splitSentences(text)) {
    const last = sentences.at(-1);
    if (last !== undefined && spans.some((span) => span.start < last.end && span.end > start)) last.end = end;
    else sentences.push({ start, end });
  }
  return sentences;
}

/** The tokens that a span touches. */
function tokensOf({ start, end, type }: CharacterSpan, tokens: readonly NerToken[]): EntitySpan {
  const first = tokens.findIndex((token) => token.end > start);
  const after = tokens.findIndex((token) => token.start >= end);
  const from = first < 0 ? tokens.length : first;
  return { start: from, end: after < 0 ? tokens.length : after, type };
}

function fits(span: CharacterSpan, entity: EntitySpan, tokens: readonly NerToken[]): boolean {
  return entity.end > entity.start && tokens[entity.start].start === span.start && tokens[entity.end - 1].end === span.end;
}

function badSpan(
  { start, end, type }: CharacterSpan,
  text: string,
  entity: EntitySpan,
  tokens: readonly NerToken[],
  offset: number,
  source: SpannedText['source'],
): UserError {
  const shown = `the span ${start} to ${end} "${text.slice(start, end)}" (${type})`;
  if (entity.end <= entity.start) {
    return new UserError(`${shown} holds no token`, { ...source, expected: 'a span with at least one word or sign in it' });
  }
  const [from, to] = [tokens[entity.start].start + offset, tokens[entity.end - 1].end + offset];
  return new UserError(`${shown} does not begin and end with a token`, {
    ...source,
    expected: `token boundaries, such as ${from} to ${to} "${text.slice(from, to)}"`,
    hint: 'correct the span, cut text differently (tokenizer in the configuration), or widen such spans to whole tokens: --repair',
  });
}
