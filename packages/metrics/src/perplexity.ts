import { ratio } from './same-length.ts';

/** The mean negative log-likelihood of one batch, in nats a token, and how many tokens it is over. */
export interface TokenLoss {
  meanNll: number;
  tokens: number;
}

export interface Perplexity {
  tokens: number;
  /** Nats a token, over all tokens (batches count by their tokens). */
  meanNll: number;
  /** exp(meanNll) */
  perplexity: number;
  /** meanNll / ln 2 */
  bitsPerToken: number;
}

/** Perplexity of a language model over batches of different sizes. No tokens give a mean of 0 and a perplexity of 1. */
export function perplexity(batches: Iterable<TokenLoss>): Perplexity {
  let tokens = 0;
  let nll = 0;
  for (const batch of batches) {
    tokens += batch.tokens;
    nll += batch.meanNll * batch.tokens;
  }
  const meanNll = ratio(nll, tokens);
  return { tokens, meanNll, perplexity: Math.exp(meanNll), bitsPerToken: meanNll / Math.LN2 };
}

/**
 * Bits a character: the total negative log-likelihood (nats) spread over the characters of the text, comparable between tokenizations.
 *
 * @throws RangeError when `characters` is not positive.
 */
export function bitsPerCharacter(totalNll: number, characters: number): number {
  if (!(characters > 0)) throw new RangeError(`bitsPerCharacter: expected a positive number of characters, found ${characters}`);
  return totalNll / Math.LN2 / characters;
}
