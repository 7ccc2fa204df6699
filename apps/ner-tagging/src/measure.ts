import {
  type CalibrationBin,
  conlleval,
  type EntityReport,
  entityCalibration,
  entityF1Interval,
  entityOverlaps,
  entityScores,
  formatConlleval,
  type OverlapReport,
} from '@textloom/metrics';
import type { JsonObject } from '@textloom/pipeline';
import { detectLanguage, encodeSpans } from '@textloom/tokenizers';
import { type EntitySpan, type NerExample, wordsOf } from './examples.ts';
import { same } from './highlight.ts';

/** An entity that was found. */
export interface FoundEntity extends EntitySpan {
  /** Probability of exactly this entity, 0 to 1. */
  readonly confidence: number;
}

/** The test sentences with what was found in each. */
export interface Judged {
  readonly examples: readonly NerExample[];
  readonly found: readonly (readonly FoundEntity[])[];
}

/** Everything measured on the test sentences. */
export interface Measured {
  readonly test: JsonObject;
  readonly judged: Judged;
  readonly report: EntityReport;
  readonly overlaps: OverlapReport;
  readonly bins: readonly CalibrationBin[];
  /** As conlleval prints it. */
  readonly conlleval: string;
}

/**
 * Measures what was found in the test sentences.
 *
 * @param train the training sentences, which say what entities were seen
 */
export function measure(judged: Judged, train: readonly NerExample[], seed: number): Measured {
  const { examples, found } = judged;
  const gold = examples.map(({ entities }) => entities);
  const report = entityScores(gold, found);
  const overlaps = entityOverlaps(gold, found);
  const tagsOf = (spans: readonly EntitySpan[], row: number): string[] => encodeSpans(spans, examples[row].tokens.length, 'IOB2');
  const official = conlleval(examples.map((_, row) => ({ gold: tagsOf(gold[row], row), predicted: tagsOf(found[row], row) })));
  const { ece, bins } = entityCalibration(gold, found);
  const interval = entityF1Interval(gold, found, { seed });
  return {
    judged,
    report,
    overlaps,
    bins,
    conlleval: formatConlleval(official),
    test: {
      ...scoresOf(gold, found),
      ...seenAndUnseen(examples, found, train),
      tokenAccuracy: official.accuracy,
      f1Interval: [interval.lower, interval.upper],
      strict: { precision: report.micro.precision, recall: report.micro.recall, f1: report.micro.f1 },
      overlaps: overlapJson(overlaps),
      ece: report.micro.predicted === 0 ? null : ece,
      sentences: examples.length,
      tokens: examples.reduce((sum, { tokens }) => sum + tokens.length, 0),
      ...languagesOf(judged, train),
    },
  };
}

type Spans = readonly (readonly EntitySpan[])[];

/** Exact matches, as a JSON object: precision, recall, F1, their mean over the types, and every type. */
function scoresOf(gold: Spans, found: Spans): JsonObject {
  const { micro, macro, byType } = entityScores(gold, found);
  return {
    precision: micro.precision,
    recall: micro.recall,
    f1: micro.f1,
    macroF1: macro.f1,
    entities: micro.support,
    byType: Object.fromEntries(Object.entries(byType).map(([type, scores]) => [type, { ...scores }])),
  };
}

/** Scores of a tagger beside the model: those of the table, without intervals and calibration. */
export function measureBaseline(examples: readonly NerExample[], found: Spans, train: readonly NerExample[]): JsonObject {
  const gold = examples.map(({ entities }) => entities);
  return { ...scoresOf(gold, found), ...seenAndUnseen(examples, found, train), overlaps: overlapJson(entityOverlaps(gold, found)) };
}

/** Counts of every kind of pair, and the scores in which an overlap counts half (partial) or only the type counts (type). */
function overlapJson({ counts, partial, type }: OverlapReport): JsonObject {
  const scores = ({ precision, recall, f1 }: OverlapReport['partial']): JsonObject => ({ precision, recall, f1 });
  return {
    exact: counts.exact,
    boundaryOnly: counts['boundary-only'],
    typeOnly: counts['type-only'],
    overlap: counts.overlap,
    missed: counts.missed,
    spurious: counts.spurious,
    partial: scores(partial),
    type: scores(type),
  };
}

/** Recall of entities that stand in the training data, word for word and with the same type, and of those that do not. */
function seenAndUnseen(examples: readonly NerExample[], found: Spans, train: readonly NerExample[]): JsonObject {
  const known = new Set(train.flatMap((example) => example.entities.map((entity) => entityKey(example, entity))));
  const counts = { seen: { entities: 0, right: 0 }, unseen: { entities: 0, right: 0 } };
  examples.forEach((example, row) => {
    for (const entity of example.entities) {
      const group = counts[known.has(entityKey(example, entity)) ? 'seen' : 'unseen'];
      group.entities++;
      if (found[row].some((one) => same(one, entity))) group.right++;
    }
  });
  const recall = ({ entities, right }: { entities: number; right: number }): JsonObject => ({
    entities,
    recall: entities === 0 ? null : right / entities,
  });
  return { seen: recall(counts.seen), unseen: recall(counts.unseen) };
}

function entityKey(example: NerExample, { start, end, type }: EntitySpan): string {
  return [type, ...wordsOf(example).slice(start, end)].join('\n');
}

/** The same scores for each language that has entities; nothing where there is only one. */
function languagesOf({ examples, found }: Judged, train: readonly NerExample[]): JsonObject {
  const groups = new Map<string, number[]>();
  examples.forEach(({ text }, row) => {
    const language = detectLanguage(text);
    const rows = groups.get(language);
    if (rows === undefined) groups.set(language, [row]);
    else rows.push(row);
  });
  const marked = [...groups].filter(([, rows]) => rows.some((row) => examples[row].entities.length > 0));
  if (marked.length < 2) return {};
  return {
    byLanguage: Object.fromEntries(
      marked.map(([language, rows]) => {
        const part = rows.map((row) => examples[row]);
        const foundThere = rows.map((row) => found[row]);
        return [
          language,
          {
            ...scoresOf(
              part.map(({ entities }) => entities),
              foundThere,
            ),
            ...seenAndUnseen(part, foundThere, train),
            sentences: rows.length,
          },
        ];
      }),
    ),
  };
}
