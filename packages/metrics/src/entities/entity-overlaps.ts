import { harmonic, type PrecisionRecall } from '../classification-report.ts';
import { ratio, requireSameLength } from '../same-length.ts';
import { byCodePoint, distinctEntities, type EntitySpan, type SentenceEntities } from './entity-scores.ts';

/**
 * How a gold and a predicted entity lie to each other:
 *
 * - `exact`: same tokens, same type;
 * - `boundary-only`: same tokens, other type;
 * - `type-only`: some tokens in common, same type;
 * - `overlap`: some tokens in common, other type;
 * - `missed`: a gold entity with nothing for it, `spurious`: a predicted one with nothing for it.
 */
export const overlapKinds = ['exact', 'boundary-only', 'type-only', 'overlap', 'missed', 'spurious'] as const;
export type OverlapKind = (typeof overlapKinds)[number];

/** One pair, or an entity that has none. */
export interface OverlapPair {
  /** Which sentence, from 0. */
  sentence: number;
  kind: OverlapKind;
  /** Absent when spurious. */
  gold?: EntitySpan;
  /** Absent when missed. */
  predicted?: EntitySpan;
}

/** Counts of MUC-5 (Chinchor and Sundheim 1993) with the scores from them. */
export interface PartialScores extends PrecisionRecall {
  correct: number;
  incorrect: number;
  partial: number;
  missed: number;
  spurious: number;
}

/** The four measures of SemEval-2013 task 9.1 (Segura-Bedmar, Martínez and Herrero-Zazo 2013, S13-2056), of one pairing. */
export interface OverlapReport {
  counts: Record<OverlapKind, number>;
  /** Same boundaries and same type. */
  strict: PartialScores;
  /** Same boundaries, whatever the type. */
  exact: PartialScores;
  /** Same boundaries count 1 and an overlap counts 1/2, whatever the type. */
  partial: PartialScores;
  /** Any overlap with the same type. */
  type: PartialScores;
  /** Names for the rows and columns of `confusion`: the types by name, then `none`. */
  labels: string[];
  /** `[gold][predicted]` pairs by their types; the last row counts what is spurious, the last column what is missed. */
  confusion: number[][];
  /** By sentence, then by place. */
  pairs: OverlapPair[];
}

/**
 * What is right and wrong with predicted entities, beyond exact match. Each gold entity is paired with at most one predicted one and
 * the other way round: first those of the same tokens (of the same type before others), then overlapping ones of the same type, then of
 * other types, those with the most tokens in common first.
 *
 * @param gold `[N]` the entities of each sentence.
 * @param predicted `[N]`
 * @throws RangeError for lists of different lengths.
 */
export function entityOverlaps(gold: SentenceEntities, predicted: SentenceEntities): OverlapReport {
  requireSameLength('entityOverlaps', gold, predicted);
  const pairs = gold.flatMap((sentence, i) => pairsOf(i, sentence, predicted[i]!));
  const counts = Object.fromEntries(overlapKinds.map((kind) => [kind, 0])) as Record<OverlapKind, number>;
  for (const { kind } of pairs) counts[kind]++;
  const { exact, missed, spurious } = counts;
  const boundaries = exact + counts['boundary-only'];
  const touching = counts['type-only'] + counts.overlap;
  const otherTypes = counts['boundary-only'] + counts.overlap;
  return {
    counts,
    strict: scoresOf({ correct: exact, incorrect: touching + counts['boundary-only'], partial: 0, missed, spurious }),
    exact: scoresOf({ correct: boundaries, incorrect: touching, partial: 0, missed, spurious }),
    partial: scoresOf({ correct: boundaries, incorrect: 0, partial: touching, missed, spurious }),
    type: scoresOf({ correct: exact + counts['type-only'], incorrect: otherTypes, partial: 0, missed, spurious }),
    ...confusionOf(pairs),
    pairs,
  };
}

function scoresOf(counts: Omit<PartialScores, keyof PrecisionRecall>): PartialScores {
  const { correct, incorrect, partial, missed, spurious } = counts;
  const credit = correct + 0.5 * partial;
  const precision = ratio(credit, correct + incorrect + partial + spurious);
  const recall = ratio(credit, correct + incorrect + partial + missed);
  return { precision, recall, f1: harmonic(precision, recall), ...counts };
}

interface Candidate {
  gold: EntitySpan;
  predicted: EntitySpan;
  kind: OverlapKind;
  shared: number;
}

function pairsOf(sentence: number, goldSpans: readonly EntitySpan[], predictedSpans: readonly EntitySpan[]): OverlapPair[] {
  const { expected, found } = distinctEntities(goldSpans, predictedSpans);
  const candidates: Candidate[] = [];
  for (const gold of expected.values()) {
    for (const predicted of found.values()) {
      const shared = Math.min(gold.end, predicted.end) - Math.max(gold.start, predicted.start);
      if (shared > 0) candidates.push({ gold, predicted, kind: kindOf(gold, predicted), shared });
    }
  }
  candidates.sort(
    (a, b) =>
      overlapKinds.indexOf(a.kind) - overlapKinds.indexOf(b.kind) ||
      b.shared - a.shared ||
      a.gold.start - b.gold.start ||
      a.predicted.start - b.predicted.start,
  );
  const pairs: OverlapPair[] = [];
  const paired = new Set<EntitySpan>();
  for (const { gold, predicted, kind } of candidates) {
    if (paired.has(gold) || paired.has(predicted)) continue;
    paired.add(gold).add(predicted);
    pairs.push({ sentence, kind, gold, predicted });
  }
  for (const gold of expected.values()) if (!paired.has(gold)) pairs.push({ sentence, kind: 'missed', gold });
  for (const predicted of found.values()) if (!paired.has(predicted)) pairs.push({ sentence, kind: 'spurious', predicted });
  return pairs.sort((a, b) => startOf(a) - startOf(b));
}

function kindOf(gold: EntitySpan, predicted: EntitySpan): OverlapKind {
  const sameType = gold.type === predicted.type;
  if (gold.start === predicted.start && gold.end === predicted.end) return sameType ? 'exact' : 'boundary-only';
  return sameType ? 'type-only' : 'overlap';
}

function startOf({ gold, predicted }: OverlapPair): number {
  return (gold ?? predicted)!.start;
}

function confusionOf(pairs: readonly OverlapPair[]): { labels: string[]; confusion: number[][] } {
  const seen = new Set(pairs.flatMap(({ gold, predicted }) => [gold, predicted].flatMap((span) => (span ? [span.type] : []))));
  const types = [...seen].sort(byCodePoint);
  const none = types.length;
  const ids = new Map(types.map((type, id) => [type, id]));
  const confusion = Array.from({ length: none + 1 }, () => new Array<number>(none + 1).fill(0));
  const id = (span: EntitySpan | undefined): number => (span === undefined ? none : ids.get(span.type)!);
  for (const { gold, predicted } of pairs) confusion[id(gold)]![id(predicted)]!++;
  return { labels: [...types, 'none'], confusion };
}
