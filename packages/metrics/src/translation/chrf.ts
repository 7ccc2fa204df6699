import { ratio } from '../same-length.ts';
import { countNgrams, matchedCount, type NgramCounts, totalCount } from './ngram-counts.ts';
import { corpusScore, type References, type TranslationMetric, type TranslationScore } from './translation-metric.ts';
import { words } from './white-space.ts';

export interface ChrfOptions {
  /** Longest character n-gram; default 6. */
  characterOrder?: number;
  /** Longest word n-gram: 0 (the default) for chrF, 2 for chrF++. */
  wordOrder?: number;
  /** How many times more recall weighs than precision; default 2. */
  beta?: number;
  /** Default false. */
  lowercase?: boolean;
  /** Orders that the translation or its reference is too short for count next to nothing instead of being left out; default false. */
  epsilonSmoothing?: boolean;
}

export interface ChrfDetails {
  /** 0 to 100. */
  score: number;
}
export type ChrfScore = TranslationScore<ChrfDetails>;

/**
 * chrF of a corpus (Popovic 2015), with `wordOrder: 2` chrF++ (Popovic 2017): the F-measure of precision and recall of character (and word)
 * n-grams, each averaged over the orders, without white space; as sacreBLEU 2.6.0 counts it. Of several references the one with the best
 * score of the segment counts.
 *
 * @param hypotheses `[N]` translations, not tokenized.
 * @param references `[N]`
 * @throws RangeError as `corpusScore`, and for orders or beta out of range.
 */
export function corpusChrf(hypotheses: readonly string[], references: References, options: ChrfOptions = {}): ChrfScore {
  return corpusScore(chrfMetric(options), hypotheses, references);
}

export function sentenceChrf(hypothesis: string, references: string | readonly string[], options: ChrfOptions = {}): ChrfScore {
  return corpusChrf([hypothesis], [references], options);
}

/** chrF for `corpusScore` and the bootstrap. Statistics: of each order the n-grams of translation and reference and those in common. */
export function chrfMetric(options: ChrfOptions = {}): TranslationMetric<ChrfDetails> {
  const { characterOrder = 6, wordOrder = 0, beta = 2, lowercase = false, epsilonSmoothing = false } = options;
  if (!Number.isInteger(characterOrder) || !Number.isInteger(wordOrder) || characterOrder < 1 || wordOrder < 0 || !(beta > 0)) {
    const found = `${characterOrder}, ${wordOrder} and ${beta}`;
    throw new RangeError(`chrF: expected a character order >= 1, a word order >= 0 (whole numbers) and beta > 0, found ${found}`);
  }
  const scoreOf = (sums: ArrayLike<number>): ChrfDetails => ({
    score: 100 * (epsilonSmoothing ? meanOfF(sums, beta) : fOfMeans(sums, beta)),
  });
  const ngrams = (text: string): NgramCounts[] => {
    const cased = lowercase ? text.toLowerCase() : text;
    const characters = countNgrams([...words(cased).join('')], characterOrder, '');
    return wordOrder === 0 ? characters : [...characters, ...countNgrams(wordsAndMarks(cased), wordOrder, ' ')];
  };
  return {
    name: `chrF${beta}${'+'.repeat(wordOrder)}`,
    segmentStatistics(hypothesis, references) {
      const found = ngrams(hypothesis);
      const each = references.map((reference) => chrfStatistics(found, ngrams(reference)));
      return each.reduce((best, other) => (scoreOf(other).score > scoreOf(best).score ? other : best));
    },
    scoreOf,
    settings: { case: lowercase ? 'lc' : 'mixed', eff: epsilonSmoothing ? 'no' : 'yes', nc: characterOrder, nw: wordOrder, space: 'no' },
  };
}

function chrfStatistics(hypothesis: readonly NgramCounts[], reference: readonly NgramCounts[]): number[] {
  return hypothesis.flatMap((found, n) => {
    const expected = reference[n]!;
    // Where the reference is too short for an order, what the translation has of it is no mistake.
    return [expected.size === 0 ? 0 : totalCount(found), totalCount(expected), matchedCount(found, expected)];
  });
}

/** F of the mean precision and the mean recall over the orders that both sides have (sacreBLEU's "effective order"). */
function fOfMeans(sums: ArrayLike<number>, beta: number): number {
  let precision = 0;
  let recall = 0;
  let orders = 0;
  for (let i = 0; i < sums.length; i += 3) {
    const [found, expected, matched] = [sums[i]!, sums[i + 1]!, sums[i + 2]!];
    if (found === 0 || expected === 0) continue;
    precision += matched / found;
    recall += matched / expected;
    orders++;
  }
  return fBeta(ratio(precision, orders), ratio(recall, orders), beta);
}

/** Mean over all orders of their F, a missing one next to 0 (`chrF++.py`, Moses and NLTK). */
function meanOfF(sums: ArrayLike<number>, beta: number): number {
  const epsilon = 1e-16;
  let total = 0;
  for (let i = 0; i < sums.length; i += 3) {
    const [found, expected, matched] = [sums[i]!, sums[i + 1]!, sums[i + 2]!];
    const precision = found > 0 ? matched / found : epsilon;
    const recall = expected > 0 ? matched / expected : epsilon;
    total += precision + recall > 0 ? fBeta(precision, recall, beta) : epsilon;
  }
  return total / (sums.length / 3);
}

/** Popovic 2015, equation 1. */
function fBeta(precision: number, recall: number, beta: number): number {
  return ratio((1 + beta ** 2) * precision * recall, beta ** 2 * precision + recall);
}

const marks = new Set('!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~');

/** Words, a mark at the end or else at the beginning split off: `(hi)` gives `(hi` and `)`, as in Popovic's script. */
function wordsAndMarks(text: string): string[] {
  return words(text).flatMap((word) => {
    if (word.length === 1) return [word];
    if (marks.has(word.at(-1)!)) return [word.slice(0, -1), word.at(-1)!];
    if (marks.has(word[0]!)) return [word[0]!, word.slice(1)];
    return [word];
  });
}
