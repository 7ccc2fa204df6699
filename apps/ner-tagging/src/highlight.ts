import { type Html, html } from '@textloom/pipeline';
import type { EntitySpan, NerExample } from './examples.ts';

/** A sentence in which the tagger erred, with how sure it was of what is wrong. */
export interface TaggedError {
  readonly example: NerExample;
  readonly predicted: readonly (EntitySpan & { readonly confidence: number })[];
}

const most = 40;

/** The sentences with the errors that the tagger was surest of: what is marked, and beneath it what was found. */
export function errorSentences(errors: readonly TaggedError[]): Html {
  const ranked = errors
    .map((error) => ({ ...error, weight: weightOf(error) }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, most);
  if (ranked.length === 0) return html`<p class="none">There was no error.</p>`;
  return html`${ranked.map(({ example, predicted }) => {
    const { file, line } = example.source;
    return html`<div class="wide"><table><tbody><tr><td class="right">is</td><td>${markedSentence(example, example.entities, predicted)}</td></tr><tr><td class="right">found</td><td>${markedSentence(example, predicted, example.entities)}</td></tr><tr><td></td><td><small>${file}:${line}</small></td></tr></tbody></table></div>`;
  })}`;
}

/** Confidences of what was found and is not so, and a little for each entity that was not found. */
function weightOf({ example, predicted }: TaggedError): number {
  const wrong = predicted.filter((entity) => !example.entities.some((gold) => same(gold, entity)));
  const missed = example.entities.filter((gold) => !predicted.some((entity) => same(gold, entity)));
  return wrong.reduce((sum, { confidence }) => sum + confidence, 0) + 0.5 * missed.length;
}

/** The text with entities marked: green where the other side has the same, red where it has not. */
export function markedSentence(
  { text, tokens }: Pick<NerExample, 'text' | 'tokens'>,
  entities: readonly (EntitySpan & { readonly confidence?: number })[],
  others: readonly EntitySpan[],
): Html {
  let done = 0;
  const parts = entities.map((entity) => {
    const [start, end] = [tokens[entity.start].start, tokens[entity.end - 1].end];
    const before = text.slice(done, start);
    done = end;
    const colour = others.some((other) => same(other, entity)) ? 'right' : 'wrong';
    const sure = entity.confidence === undefined ? '' : ` ${entity.confidence.toFixed(2)}`;
    return html`${before}<span style="border-bottom: 3px solid var(--${colour})">${text.slice(start, end)}<sub style="color: var(--${colour})"> ${entity.type}${sure}</sub></span>`;
  });
  return html`${parts}${text.slice(done)}`;
}

/** The same entity: same tokens, same type. */
export function same(a: EntitySpan, b: EntitySpan): boolean {
  return a.start === b.start && a.end === b.end && a.type === b.type;
}
