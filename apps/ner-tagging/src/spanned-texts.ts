import { type BadRow, type CharacterSpan, type OnBadRow, reportBadRow, type SpannedText } from '@textloom/datasets';
import type { Tokenizer } from '@textloom/tokenizers';
import { splitSentences } from './documents/sentences.ts';
import type { EntitySpan, NerExample, NerToken } from './examples.ts';

/** How texts with spans are read. */
export interface SpanReading {
  readonly tokenizer: Pick<Tokenizer, 'tokenize'>;
  /** Widens spans that cut a token to the whole of it. */
  readonly repair: boolean;
  /** Takes texts with a span that cuts a token; default: the first one is an error. */
  readonly onBadRow?: OnBadRow;
}

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
 * @throws UserError with file and line for a span that cuts a token, with the nearest boundaries, unless `repair` widens it or `onBadRow`
 *   takes the text
 */
export function spannedExamples(texts: Iterable<SpannedText>, { tokenizer, repair, onBadRow }: SpanReading): SpannedExamples {
  const examples: NerExample[] = [];
  let widened = 0;
  let document = 0;
  for (const { text, spans, source } of texts) {
    const found: NerExample[] = [];
    let fault: Fault | undefined;
    for (const sentence of sentencesAround(text, spans)) {
      const tokens: NerToken[] = tokenizer.tokenize(text.slice(sentence.start, sentence.end));
      if (tokens.length === 0) continue;
      const marked = markTokens(sentence, tokens, repair, text);
      fault ??= marked.fault;
      widened += marked.widened;
      found.push({ text: text.slice(sentence.start, sentence.end), tokens, entities: marked.entities, document, source });
    }
    if (fault === undefined) examples.push(...found);
    else reportBadRow({ ...source, ...fault, raw: text }, onBadRow);
    document++;
  }
  return { examples, widened };
}

type Fault = Omit<BadRow, 'file' | 'line' | 'raw'>;

interface Sentence {
  readonly start: number;
  end: number;
  /** Offsets into the text. */
  readonly spans: CharacterSpan[];
}

/** The sentences of a text with the spans in them; sentences that a span reaches across are one. */
function sentencesAround(text: string, spans: readonly CharacterSpan[]): Sentence[] {
  const sentences: Sentence[] = [];
  let next = 0;
  for (const { start, end } of splitSentences(text)) {
    let sentence = sentences.at(-1);
    const across = sentence?.spans.at(-1);
    if (sentence !== undefined && across !== undefined && across.end > start) sentence.end = end;
    else {
      sentence = { start, end, spans: [] };
      sentences.push(sentence);
    }
    for (; next < spans.length && spans[next].start < end; next++) sentence.spans.push(spans[next]);
  }
  return sentences;
}

/** The tokens of each span. */
function markTokens(
  { start, spans }: Sentence,
  tokens: readonly NerToken[],
  repair: boolean,
  text: string,
): { entities: EntitySpan[]; widened: number; fault?: Fault } {
  const entities: EntitySpan[] = [];
  let widened = 0;
  for (const span of spans) {
    const entity = tokensOf({ ...span, start: span.start - start, end: span.end - start }, tokens);
    const last = entities.at(-1);
    if (entity.end <= entity.start) return { entities, widened, fault: withoutToken(span, text) };
    const [from, to] = [tokens[entity.start].start + start, tokens[entity.end - 1].end + start];
    if (from !== span.start || to !== span.end) {
      if (!repair) return { entities, widened, fault: cutToken(span, text, from, to) };
      widened++;
    }
    if (last !== undefined && entity.start < last.end) {
      const problem = `two spans share the token "${tokens[entity.start].text}" once they are widened to whole tokens`;
      return { entities, widened, fault: { problem, expected: 'spans of different tokens' } };
    }
    entities.push(entity);
  }
  return { entities, widened };
}

/** The tokens that a span touches; offsets of both into the sentence. */
function tokensOf({ start, end, type }: CharacterSpan, tokens: readonly NerToken[]): EntitySpan {
  const first = tokens.findIndex((token) => token.end > start);
  const after = tokens.findIndex((token) => token.start >= end);
  return { start: first < 0 ? tokens.length : first, end: after < 0 ? tokens.length : after, type };
}

function withoutToken({ start, end, type }: CharacterSpan, text: string): Fault {
  const problem = `the span ${start} to ${end} "${text.slice(start, end)}" (${type}) holds no token`;
  return { problem, expected: 'a span with at least one word or sign in it' };
}

function cutToken({ start, end, type }: CharacterSpan, text: string, from: number, to: number): Fault {
  return {
    problem: `the span ${start} to ${end} "${text.slice(start, end)}" (${type}) does not begin and end with a token`,
    expected: `token boundaries, such as ${from} to ${to} "${text.slice(from, to)}"`,
    hint: 'correct the span, cut text differently (tokenizer in the configuration), or widen such spans to whole tokens: --repair',
  };
}
