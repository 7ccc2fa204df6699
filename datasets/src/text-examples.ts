import type { TextReading } from './descriptor.ts';
import type { FetchOptions } from './fetch.ts';
import { readingOf, readParts } from './parts.ts';
import { nearestName } from './readers/nearest-name.ts';
import { stratifiedSplit } from './split.ts';
import { normaliseText, type TextExample } from './text-example.ts';
import { filesOf, readSource } from './text-sources.ts';
import { applyTrap, count, type TextParts } from './traps.ts';
import { UserError } from './user-error.ts';

export interface LoadOptions extends Omit<FetchOptions, 'paths'> {
  /** Which of the ways to read the set; default its first (`textloom datasets show NAME` lists them). */
  variant?: string;
  /** Of the splits that are made here; default 1. */
  seed?: number;
  /** Share of train that becomes `valid` where the set has no validation part of its own; default 0, none. */
  validShare?: number;
}

/** A data set as labelled texts. */
export interface TextSplitsLoaded {
  name: string;
  variant: string;
  /** The label sets, the main one first. */
  labels: string[];
  /** The label of queries that belong to no class, where the set has such. */
  outOfScopeLabel?: string;
  train: TextExample[];
  valid?: TextExample[];
  test?: TextExample[];
  /** What was changed, left out or should be known, each with its count. */
  notes: string[];
}

/**
 * Fetches a registered set of labelled texts and reads it, with its known faults mended.
 * Throws a `UserError` for an unknown set or variant, a set that has no labelled texts, and whatever fetching throws.
 */
export async function loadSplits(name: string, options: LoadOptions = {}): Promise<TextSplitsLoaded> {
  const texts = readingOf(name, 'texts', 'labelled texts');
  const variant = chooseVariant(name, texts, options.variant);
  let parts: TextParts = await readParts(name, texts.variants[variant], filesOf, readSource, options);
  const notes: string[] = [];
  for (const trap of texts.traps) {
    const mended = applyTrap(parts, trap);
    parts = mended.parts;
    notes.push(...mended.notes);
  }
  parts = makeMissingParts(parts, texts, options, notes);
  const { train = [], valid, test } = parts;
  notes.push(...remarks(parts, texts.labels[0]));
  return {
    name,
    variant,
    labels: texts.labels,
    ...(texts.outOfScopeLabel === undefined ? {} : { outOfScopeLabel: texts.outOfScopeLabel }),
    train,
    ...(valid === undefined ? {} : { valid }),
    ...(test === undefined ? {} : { test }),
    notes,
  };
}

function chooseVariant(name: string, texts: TextReading, wanted: string | undefined): string {
  const variants = Object.keys(texts.variants);
  // Object.keys puts whole numbers first and in order; the registry's first is then still the smallest year or cut.
  if (wanted === undefined) return variants[0];
  if (variants.includes(wanted)) return wanted;
  const near = nearestName(wanted, variants);
  throw new UserError(`'${name}' has no variant '${wanted}'`, {
    expected: `one of ${variants.join(', ')}`,
    ...(near === undefined ? {} : { hint: `did you mean '${near}'?` }),
  });
}

function makeMissingParts(parts: TextParts, texts: TextReading, options: LoadOptions, notes: string[]): TextParts {
  const { train = [] } = parts;
  const seed = options.seed ?? 1;
  const main = texts.labels[0];
  const cut = (shares: { valid: number; test: number }): TextParts =>
    stratifiedSplit(train, { ...shares, seed, labelOf: ({ labels }) => labels[main], groupOf: ({ text }) => normaliseText(text) });
  if (parts.test === undefined && texts.makeSplits !== undefined) {
    const { valid, test } = texts.makeSplits;
    const rest = Math.round((1 - valid - test) * 100);
    notes.push(
      `no official split: ${rest}/${valid * 100}/${test * 100} made here, stratified by ${main}, seed ${seed}, equal texts kept together`,
    );
    return cut(texts.makeSplits);
  }
  const share = options.validShare ?? 0;
  if (parts.valid !== undefined || share === 0) return parts;
  const { train: rest = [], valid = [] } = cut({ valid: share, test: 0 });
  notes.push(
    `no validation part: ${count(valid.length, 'text')} (${share * 100} %) of train set aside, stratified by ${main}, seed ${seed}`,
  );
  return { ...parts, train: rest, valid };
}

/** What is left as it is but bears on a result: texts seen in training, and labels that training lacks. */
function remarks(parts: TextParts, main: string): string[] {
  const notes: string[] = [];
  const seenTexts = new Set(parts.train?.map(({ text }) => text));
  const seenLabels = new Set(parts.train?.map(({ labels }) => labels[main]));
  for (const part of ['valid', 'test'] as const) {
    const examples = parts[part] ?? [];
    const shared = examples.filter(({ text }) => seenTexts.has(text)).length;
    if (shared > 0) notes.push(`${part}: ${count(shared, 'text')} also in train, kept`);
    const unseen = examples.filter(({ labels }) => !seenLabels.has(labels[main]));
    if (unseen.length > 0) {
      const names = [...new Set(unseen.map(({ labels }) => labels[main]))].sort();
      notes.push(
        `${part}: ${count(unseen.length, 'text')} of ${count(names.length, 'label')} that train lacks (${names.join(', ')}), kept`,
      );
    }
  }
  return notes;
}
