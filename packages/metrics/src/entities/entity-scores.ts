import { harmonic, meanScores, type PrecisionRecall } from '../classification-report.ts';
import { ratio, requireSameLength } from '../same-length.ts';

/** An entity: tokens (or characters) from `start` to before `end`. */
export interface EntitySpan {
  readonly start: number;
  readonly end: number;
  readonly type: string;
}

/** The entities of N sentences. */
export type SentenceEntities = readonly (readonly EntitySpan[])[];

/** Precision, recall and F1 of entities, with the counts they come from. */
export interface EntityScores extends PrecisionRecall {
  /** Gold entities. */
  support: number;
  predicted: number;
  correct: number;
}

export interface EntityReport {
  /** All entities pooled: the F1 that is usually reported. */
  micro: EntityScores;
  /** Unweighted mean over the types that occur in gold or predicted; its F1 is the mean of their F1s. */
  macro: PrecisionRecall;
  /** Mean over the types weighted by support. */
  weighted: PrecisionRecall;
  /** By type, sorted by name. */
  byType: Record<string, EntityScores>;
}

/**
 * Exact match (CoNLL-2002 and 2003): a predicted entity is correct when a gold entity of its sentence has the same start, end and type.
 * With spans of a strict reading of the tags (`decodeTags` of @textloom/tokenizers) these are the scores of seqeval's strict mode, with
 * those of {@link conllevalSpans} the ones of conlleval. An entity given twice counts once.
 *
 * @param gold `[N]` the entities of each sentence.
 * @param predicted `[N]`
 * @throws RangeError for lists of different lengths.
 */
export function entityScores(gold: SentenceEntities, predicted: SentenceEntities): EntityReport {
  requireSameLength('entityScores', gold, predicted);
  const counts = new Map<string, EntityCounts>();
  const of = (type: string): EntityCounts => {
    const known = counts.get(type) ?? { support: 0, predicted: 0, correct: 0 };
    counts.set(type, known);
    return known;
  };
  for (const [i, sentence] of gold.entries()) {
    const { expected, found } = distinctEntities(sentence, predicted[i]!);
    for (const { type } of expected.values()) of(type).support++;
    for (const [key, { type }] of found) {
      of(type).predicted++;
      if (expected.has(key)) of(type).correct++;
    }
  }
  const types = [...counts].sort(([a], [b]) => byCodePoint(a, b)).map(([type, count]) => [type, scoresOf(count)] as const);
  const scores = types.map(([, score]) => score);
  const total = (field: keyof EntityCounts): number => scores.reduce((sum, score) => sum + score[field], 0);
  return {
    micro: scoresOf({ support: total('support'), predicted: total('predicted'), correct: total('correct') }),
    macro: meanScores(scores, () => 1),
    weighted: meanScores(scores, (score) => score.support),
    byType: Object.fromEntries(types),
  };
}

interface EntityCounts {
  support: number;
  predicted: number;
  correct: number;
}

/** Precision, recall and F1 from counts. */
function scoresOf(counts: EntityCounts): EntityScores {
  const precision = ratio(counts.correct, counts.predicted);
  const recall = ratio(counts.correct, counts.support);
  return { precision, recall, f1: harmonic(precision, recall), ...counts };
}

/** The entities of one sentence without repetitions, by what makes two of them the same. */
export function distinctEntities(
  gold: readonly EntitySpan[],
  predicted: readonly EntitySpan[],
): { expected: Map<string, EntitySpan>; found: Map<string, EntitySpan> } {
  const byKey = (spans: readonly EntitySpan[]): Map<string, EntitySpan> => new Map(spans.map((span) => [entityKey(span), span]));
  return { expected: byKey(gold), found: byKey(predicted) };
}

/** The same for entities with the same start, end and type. */
export function entityKey({ start, end, type }: EntitySpan): string {
  return `${start} ${end} ${type}`;
}

/** Order of Unicode code points, which is also that of the UTF-8 bytes that conlleval sorts by. */
export function byCodePoint(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  const at = left.findIndex((character, i) => character !== right[i]);
  if (at < 0) return left.length - right.length;
  return at < right.length ? left[at]!.codePointAt(0)! - right[at]!.codePointAt(0)! : 1;
}
