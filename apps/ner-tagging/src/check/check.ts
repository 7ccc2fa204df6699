import type { SplitName } from '@textloom/pipeline';
import type { NerSplits } from '../examples.ts';
import { type BoundaryOddity, boundaryOddities, type TitleUse, titleUses } from './boundaries.ts';
import { type BareMention, bareMentions, type MarkedDifferently, markedDifferently, type TwoTypes, twoTypes } from './contradictions.ts';
import { countLanguages, countParts, type LanguageCounts, type LongSentence, longSentences, type PartCounts } from './counts.ts';
import { findRepetitions, type Repetitions } from './near-duplicates.ts';
import { type MisspeltType, misspeltTypes, type RareType, rareTypes, type UnseenEntities, unseenEntities } from './types.ts';

/** What counts as worth telling. */
export interface CheckOptions {
  /** Sentences with more tokens are listed; default 150. */
  readonly maxTokens?: number;
  /** Types with fewer training entities are listed; default 20. */
  readonly fewEntities?: number;
  /** Jaccard similarity of word triples from which two sentences are near-duplicates; default 0.8. */
  readonly similarity?: number;
}

/** What a careful annotator wants to know before training. Lists are whole, the most telling first. */
export type CheckReport = {
  readonly options: { readonly maxTokens: number; readonly fewEntities: number; readonly similarity: number };
  readonly parts: Readonly<Record<string, PartCounts>>;
  readonly languages: Readonly<Record<string, LanguageCounts>>;
  readonly misspeltTypes: readonly MisspeltType[];
  readonly rareTypes: readonly RareType[];
  readonly unseen: Readonly<Record<string, UnseenEntities>>;
  readonly repetitions: Readonly<Record<SplitName, Repetitions>>;
  readonly markedDifferently: readonly MarkedDifferently[];
  readonly twoTypes: readonly TwoTypes[];
  readonly bareMentions: readonly BareMention[];
  readonly boundaries: readonly BoundaryOddity[];
  readonly titles: readonly TitleUse[];
  readonly longSentences: readonly LongSentence[];
};

/** Looks through the prepared parts. Changes nothing and refuses nothing: it informs. */
export function checkData(splits: NerSplits, options: CheckOptions = {}): CheckReport {
  const { maxTokens = 150, fewEntities = 20, similarity = 0.8 } = options;
  return {
    options: { maxTokens, fewEntities, similarity },
    parts: countParts(splits),
    languages: countLanguages(splits),
    misspeltTypes: misspeltTypes(splits),
    rareTypes: rareTypes(splits, fewEntities),
    unseen: unseenEntities(splits),
    repetitions: findRepetitions(splits, similarity),
    markedDifferently: markedDifferently(splits),
    twoTypes: twoTypes(splits),
    bareMentions: bareMentions(splits),
    boundaries: boundaryOddities(splits),
    titles: titleUses(splits),
    longSentences: longSentences(splits, maxTokens),
  };
}
