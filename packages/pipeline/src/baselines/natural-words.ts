import { createTokenizer, detectLanguage } from '@textloom/tokenizers';
import { PorterStemmer } from 'natural/lib/natural/stemmers/index.js';

/**
 * The words that natural's classifiers are given for a text: English as natural itself cuts and stems it, stop words kept (a question is made
 * of them); Chinese and other scripts, where it would find none, cut by our tokenizer.
 */
export function createNaturalWords(): (text: string) => string[] {
  const tokenizer = createTokenizer({ kind: 'chinese-words' });
  return (text) =>
    detectLanguage(text) === 'en' ? PorterStemmer.tokenizeAndStem(text, true) : tokenizer.tokenize(text).map((token) => token.text);
}
