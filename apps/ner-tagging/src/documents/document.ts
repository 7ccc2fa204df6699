import type { Tokenizer } from '@textloom/tokenizers';
import type { NerToken } from '../examples.ts';
import { sentencesIn } from './sentences.ts';

/** Tokens that a sentence has at most; longer ones are cut where a clause ends. Far above any that a tagger is trained on. */
export const longestSentence = 256;

/** A sentence of a document, offsets into the document. */
export interface DocumentSentence {
  readonly start: number;
  readonly end: number;
  /** At least one. */
  readonly tokens: readonly NerToken[];
  /** The columns of each token, where the sentence comes from a column file. */
  readonly rows?: readonly (readonly string[])[];
}

/**
 * The sentences of a text, cut into tokens. Offsets are those of the text itself (UTF-16 code units), whatever the tokenizer normalises.
 *
 * @param longest tokens that a sentence may have; see {@link clauses}
 */
export function* sentencesOf(
  text: string,
  tokenizer: Pick<Tokenizer, 'tokenize'>,
  longest: number = longestSentence,
): Generator<DocumentSentence, void, undefined> {
  for (const { start, end } of sentencesIn(text)) {
    const tokens = tokenizer.tokenize(text.slice(start, end));
    const placed = tokens.map((token): NerToken => ({ text: token.text, start: token.start + start, end: token.end + start }));
    for (const clause of clauses(placed, longest)) {
      yield { start: clause[0].start, end: clause[clause.length - 1].end, tokens: clause };
    }
  }
}

const clauseEnd = /^[,;:，、；：。！？.!?)）]$/;

/**
 * Cuts tokens into pieces of at most `longest`: in the second half of a piece after the last comma (semicolon, colon, bracket), else
 * before the last space, else at the limit.
 */
export function clauses(tokens: readonly NerToken[], longest: number): NerToken[][] {
  const pieces: NerToken[][] = [];
  let start = 0;
  while (tokens.length - start > longest) {
    const [earliest, limit] = [start + Math.ceil(longest / 2), start + longest];
    const cut = lastWhere(earliest, limit, (at) => clauseEnd.test(tokens[at - 1].text)) ?? lastWhere(earliest, limit, spaceBefore) ?? limit;
    pieces.push(tokens.slice(start, cut));
    start = cut;
  }
  if (start < tokens.length) pieces.push(tokens.slice(start));
  return pieces;

  function spaceBefore(at: number): boolean {
    return tokens[at].start > tokens[at - 1].end;
  }
}

function lastWhere(from: number, to: number, holds: (at: number) => boolean): number | undefined {
  for (let at = to; at >= from; at--) if (holds(at)) return at;
  return undefined;
}
