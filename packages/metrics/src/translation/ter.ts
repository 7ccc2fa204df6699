import { translationEdits } from './ter-shifts.ts';
import { type TerWordOptions, terWords } from './ter-words.ts';
import { corpusScore, type References, type TranslationMetric, type TranslationScore } from './translation-metric.ts';

export type TerOptions = TerWordOptions;

export interface TerDetails {
  /** Edits per 100 words of reference: 0 is best, over 100 is possible. */
  score: number;
  edits: number;
  /** Words of the references, of several the mean number. */
  referenceLength: number;
}
export type TerScore = TranslationScore<TerDetails>;

/**
 * Translation edit rate of a corpus (Snover, Dorr, Schwartz, Micciulla and Makhoul 2006, equation 1): insertions, deletions, substitutions and
 * shifts of phrases that turn the translations into the nearest reference, over the mean length of the references; as Tercom counts it
 * and sacreBLEU 2.6.0 ports it. Chinese needs `normalized` and `asianSupport`, else a clause is a word.
 *
 * @param hypotheses `[N]` translations, not tokenized.
 * @param references `[N]`
 * @throws RangeError as `corpusScore`.
 */
export function corpusTer(hypotheses: readonly string[], references: References, options: TerOptions = {}): TerScore {
  return corpusScore(terMetric(options), hypotheses, references);
}

export function sentenceTer(hypothesis: string, references: string | readonly string[], options: TerOptions = {}): TerScore {
  return corpusTer([hypothesis], [references], options);
}

/** TER for `corpusScore` and the bootstrap. Statistics: edits, mean length of the references. */
export function terMetric(options: TerOptions = {}): TranslationMetric<TerDetails> {
  const { normalized = false, punctuation = true, asianSupport = false, caseSensitive = false } = options;
  const yesNo = (value: boolean): string => (value ? 'yes' : 'no');
  return {
    name: 'TER',
    segmentStatistics(hypothesis, references) {
      const found = terWords(hypothesis, options);
      // sacreBLEU makes words of references twice. With `normalized` that can differ from once: `.,6` becomes `. ,6`, then `. , 6`.
      const expected = references.map((reference) => terWords(terWords(reference, options).join(' '), options));
      const edits = Math.min(...expected.map((words) => translationEdits(found, words)));
      return [edits, expected.reduce((sum, words) => sum + words.length, 0) / expected.length];
    },
    scoreOf(sums) {
      const [edits, referenceLength] = [sums[0]!, sums[1]!];
      // Something where nothing is expected is as wrong as can be, nothing is right.
      const rate = referenceLength > 0 ? edits / referenceLength : Math.min(edits, 1);
      return { score: 100 * rate, edits, referenceLength };
    },
    settings: {
      case: caseSensitive ? 'mixed' : 'lc',
      tok: 'tercom',
      norm: yesNo(normalized),
      punct: yesNo(punctuation),
      asian: yesNo(asianSupport),
    },
  };
}
