import { createTokenizer, detectLanguage } from '@textloom/tokenizers';

/**
 * What one of natural's classifiers is given for a text: the text itself where its own English tokenizer and stemmer do, and words cut by our
 * tokenizer where they would find none (Chinese and other scripts).
 */
export function createNaturalWords(): (text: string) => string | string[] {
  const tokenizer = createTokenizer({ kind: 'chinese-words' });
  return (text) => (detectLanguage(text) === 'en' ? text : tokenizer.tokenize(text).map((token) => token.text));
}
