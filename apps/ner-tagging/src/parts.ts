import { normaliseText, stratifiedSplit } from '@textloom/datasets';
import { detectLanguage } from '@textloom/tokenizers';
import type { Config } from './config.ts';
import { type NerExample, type NerSplits, wordsOf } from './examples.ts';

/** The parts that were read; what is missing is cut from `train`. */
export interface ReadParts {
  readonly train: readonly NerExample[];
  readonly valid?: readonly NerExample[] | undefined;
  readonly test?: readonly NerExample[] | undefined;
  /** Official parts of a public set: left as they are, so that results can be compared. */
  readonly official: boolean;
}

/**
 * Removes repeats from training data of the user's own, and cuts the missing parts from it: stratified by the rarest type of a
 * sentence and its language, whole documents where there are enough of them, seeded.
 */
export function completeParts(parts: ReadParts, config: Config['data'], seed: number): { splits: NerSplits; notes: string[] } {
  const notes: string[] = [];
  const kept = parts.official || config.duplicates === 'keep' ? parts.train : withoutRepeats(parts.train, notes);
  if (parts.valid !== undefined && parts.test !== undefined) {
    if (!parts.official) noteShared(kept, parts.test, notes);
    return { splits: { train: kept, valid: parts.valid, test: parts.test }, notes };
  }
  const byDocument = hasManyDocuments(kept);
  const stratum = strataOf(kept);
  const cut = stratifiedSplit(kept, {
    valid: parts.valid === undefined ? config.valid : 0,
    test: parts.test === undefined ? config.test : 0,
    labelOf: stratum,
    groupOf: byDocument ? ({ document }) => String(document) : ({ text }) => normaliseText(text),
    seed,
  });
  const made = [
    parts.valid === undefined ? `${cut.valid.length} for validation` : '',
    parts.test === undefined ? `${cut.test.length} for the test` : '',
  ];
  notes.push(
    `set aside from the training sentences: ${made.filter(Boolean).join(' and ')} (${byDocument ? 'whole documents, ' : ''}stratified, seed ${seed})`,
  );
  if (parts.test !== undefined && !parts.official) noteShared(cut.train, parts.test, notes);
  return { splits: { train: cut.train, valid: parts.valid ?? cut.valid, test: parts.test ?? cut.test }, notes };
}

/** The same words: the same sentence. */
export function sentenceKey(example: NerExample): string {
  return wordsOf(example).join('\n');
}

function withoutRepeats(examples: readonly NerExample[], notes: string[]): NerExample[] {
  const seen = new Map<string, NerExample>();
  let [repeated, contradictory] = [0, 0];
  const kept = examples.filter((example) => {
    const key = sentenceKey(example);
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, example);
      return true;
    }
    repeated++;
    if (JSON.stringify(first.entities) !== JSON.stringify(example.entities)) contradictory++;
    return false;
  });
  if (repeated > 0) {
    const others = contradictory === 0 ? '' : `, ${contradictory} of them with other entities than the first`;
    notes.push(`train: ${repeated} repeated sentences left out${others} (data.duplicates: remove)`);
  }
  return kept;
}

function noteShared(train: readonly NerExample[], test: readonly NerExample[], notes: string[]): void {
  const known = new Set(train.map(sentenceKey));
  const shared = test.filter((example) => known.has(sentenceKey(example))).length;
  if (shared > 0) notes.push(`test: ${shared} of ${test.length} sentences also stand in the training data, kept`);
}

/** Documents can be kept whole only where none of them is a large share of all. */
function hasManyDocuments(examples: readonly NerExample[]): boolean {
  const sizes = new Map<number, number>();
  for (const { document } of examples) sizes.set(document, (sizes.get(document) ?? 0) + 1);
  return sizes.size < examples.length && sizes.size >= 20 && Math.max(...sizes.values()) <= 0.05 * examples.length;
}

/** What a sentence counts for in the split: its language and the type in it that the fewest sentences have. */
function strataOf(examples: readonly NerExample[]): (example: NerExample) => string {
  const counts = new Map<string, number>();
  for (const { entities } of examples) {
    for (const type of new Set(entities.map((entity) => entity.type))) counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  const rarity = (type: string): number => counts.get(type) ?? 0;
  return ({ entities, text }) => {
    const [rarest] = entities.map(({ type }) => type).sort((a, b) => rarity(a) - rarity(b) || (a < b ? -1 : 1));
    return `${detectLanguage(text)} ${rarest ?? ''}`;
  };
}
