import { halfEven } from '../half-even.ts';
import { ratio } from '../same-length.ts';
import { conllevalSpans, conllevalTag } from './conlleval-spans.ts';
import { byCodePoint, type EntityReport, entityScores } from './entity-scores.ts';

/** One sentence: `[T]` tags each. */
export interface TaggedPair {
  readonly gold: readonly string[];
  readonly predicted: readonly string[];
}

export interface ConllevalReport extends EntityReport {
  tokens: number;
  /** Tokens whose tag is predicted. */
  correctTokens: number;
  /** Share of tokens whose tag is predicted, `O` included. */
  accuracy: number;
}

/**
 * The counts and scores of conlleval (E. Tjong Kim Sang, CoNLL-2000, version 2004-01-26) over sentences of gold and predicted tags,
 * read as {@link conllevalSpans} reads them.
 *
 * @throws RangeError for a sentence with another number of predicted tags than gold ones.
 */
export function conlleval(sentences: Iterable<TaggedPair>): ConllevalReport {
  const gold = [];
  const predicted = [];
  let tokens = 0;
  let correctTokens = 0;
  for (const sentence of sentences) {
    if (sentence.gold.length !== sentence.predicted.length) {
      const found = `${sentence.gold.length} gold and ${sentence.predicted.length} predicted tags`;
      throw new RangeError(`conlleval: sentence ${gold.length} has ${found}, expected one of each a token`);
    }
    gold.push(conllevalSpans(sentence.gold));
    predicted.push(conllevalSpans(sentence.predicted));
    tokens += sentence.gold.length;
    for (const [i, tag] of sentence.gold.entries()) if (sameTag(tag, sentence.predicted[i]!)) correctTokens++;
  }
  return { ...entityScores(gold, predicted), tokens, correctTokens, accuracy: ratio(correctTokens, tokens) };
}

function sameTag(gold: string, predicted: string): boolean {
  if (gold === predicted) return true;
  const [a, b] = [conllevalTag(gold), conllevalTag(predicted)];
  return a.prefix === b.prefix && a.type === b.type;
}

/** What conlleval prints, to the character, with the last line's end. */
export function formatConlleval(report: ConllevalReport): string {
  const { micro, tokens, correctTokens, byType } = report;
  const found = `found: ${micro.predicted} phrases; correct: ${micro.correct}.\n`;
  let text = `processed ${tokens} tokens with ${micro.support} phrases; ${found}`;
  if (tokens > 0) text += `accuracy: ${decimals(percent(correctTokens, tokens))}%; ${scoreColumns(micro)}\n`;
  for (const type of Object.keys(byType).sort(byCodePoint)) {
    const scores = byType[type]!;
    // Perl pads bytes.
    const name = ' '.repeat(Math.max(0, 17 - new TextEncoder().encode(type).length)) + type;
    const row = `${name}: ${scoreColumns(scores)}  ${scores.predicted}\n`;
    // Tags without types ("B", "I"): conlleval finds its repeated type names by their being true, which the empty one is not.
    text += type === '' && scores.support > 0 && scores.predicted > 0 ? row + row : row;
  }
  return text;
}

/** From the counts, by conlleval's own operations, so that the last digit is the same. */
function scoreColumns({ correct, predicted, support }: { correct: number; predicted: number; support: number }): string {
  const precision = percent(correct, predicted);
  const recall = percent(correct, support);
  const f1 = ratio(2 * precision * recall, precision + recall);
  return `precision: ${decimals(precision)}%; recall: ${decimals(recall)}%; FB1: ${decimals(f1)}`;
}

function percent(part: number, whole: number): number {
  return ratio(100 * part, whole);
}

/** `%6.2f`. */
function decimals(value: number): string {
  return halfEven(value, 2).padStart(6);
}
