/** Enough of a text to tell its script. */
const SAMPLE = 20_000;

const HAN = /\p{Script=Han}/gu;
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/gu;
const LATIN_WORD = /[\p{Script=Latin}\p{M}]{1,40}/gu;
const OTHER_LETTER = /(?=\p{L})[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Latin}\p{Script=Common}]/gu;

/**
 * Whether a text is to be treated as Chinese or as English, by the scripts of its first 20,000 code units. A Han character weighs as much as a
 * Latin word, so that Chinese with English product names stays Chinese. Han among kana is Japanese: `other`, as are all further
 * scripts and texts without a letter. Latin script of any language counts as `en`.
 */
export function detectLanguage(text: string): 'en' | 'zh' | 'other' {
  const sample = text.slice(0, SAMPLE);
  const han = count(sample, HAN);
  const kana = count(sample, KANA);
  const latin = count(sample, LATIN_WORD);
  // Letters of other alphabets, about five to a word.
  const other = count(sample, OTHER_LETTER) / 5;
  if (other > Math.max(han, latin) || kana > 0.2 * (han + kana) + latin) return 'other';
  if (han > 0 && han >= latin) return 'zh';
  return latin > 0 ? 'en' : 'other';
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
