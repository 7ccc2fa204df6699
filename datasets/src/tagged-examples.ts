import type { TaggedReading } from './descriptor.ts';
import type { FetchOptions } from './fetch.ts';
import { type Parts, readingOf, readParts } from './parts.ts';
import { stratifiedSplit } from './split.ts';
import { filesOfTagged, readTaggedSource, type TaggedSentence } from './tagged-sources.ts';
import { count } from './traps.ts';

export interface LoadTaggedOptions extends Omit<FetchOptions, 'paths'> {
  /** Of the part that is set aside here; default 1. */
  seed?: number;
  /** Share of train that becomes `valid` where the set has no validation part of its own; default 0, none. */
  validShare?: number;
}

/** A data set as sentences of tagged tokens. */
export interface TaggedSplitsLoaded {
  name: string;
  /** How the tags of all parts are written. */
  scheme: TaggedReading['scheme'];
  /** What stands between two tokens of the text; empty where a token is a Chinese character. */
  joiner: ' ' | '';
  train: TaggedSentence[];
  valid?: TaggedSentence[];
  test?: TaggedSentence[];
  /** What was set aside or should be known, each with its count. */
  notes: string[];
}

/** From so many documents on, whole documents are set aside; fewer would make too coarse a part. */
const enoughDocuments = 20;

/**
 * Fetches a registered set of tagged sentences and reads it, with the tags as they stand in its files.
 * Throws a `UserError` for an unknown set, a set that has no tagged sentences, and whatever fetching throws.
 */
export async function loadTagged(name: string, options: LoadTaggedOptions = {}): Promise<TaggedSplitsLoaded> {
  const { scheme, joiner, parts: sources } = readingOf(name, 'tagging', 'tagged sentences');
  const read = await readParts(name, { ...sources }, filesOfTagged, readTaggedSource, options);
  const notes: string[] = [];
  const parts = withValidation(read, options, notes);
  const { train = [], valid, test } = parts;
  notes.push(...remarks(parts));
  return {
    name,
    scheme,
    joiner,
    train,
    ...(valid === undefined ? {} : { valid }),
    ...(test === undefined ? {} : { test }),
    notes,
  };
}

function withValidation(parts: Parts<TaggedSentence[]>, options: LoadTaggedOptions, notes: string[]): Parts<TaggedSentence[]> {
  const { validShare = 0, seed = 1 } = options;
  if (parts.valid !== undefined || validShare === 0) return parts;
  const { train, valid, by } = setAside(parts.train ?? [], validShare, seed);
  notes.push(
    `no validation part: ${count(valid.length, 'sentence')} (${validShare * 100} %) of train set aside by ${by}, seed ${seed}, equal ones kept together`,
  );
  return { ...parts, train, valid };
}

/** Parts sentences by whole documents where there are enough of them, else by sentences, as many of each kind of entity as their share. */
function setAside(sentences: TaggedSentence[], share: number, seed: number) {
  let document = 0;
  const numbered = sentences.map((sentence) => {
    if (sentence.opensDocument) document++;
    return { sentence, document };
  });
  const byDocument = document >= enoughDocuments;
  const split = stratifiedSplit(numbered, {
    valid: share,
    test: 0,
    seed,
    labelOf: ({ sentence }) => (byDocument ? '' : typesIn(sentence).sort().join(' ')),
    groupOf: (item) => (byDocument ? String(item.document) : keyOf(item.sentence)),
  });
  // A document whose sentences stand in both parts opens once in each.
  const marked = (items: typeof numbered): TaggedSentence[] =>
    items.map((item, index) => ({
      ...item.sentence,
      opensDocument: item.document > 0 && item.document !== items[index - 1]?.document,
    }));
  return { train: marked(split.train), valid: marked(split.valid), by: byDocument ? 'document' : 'sentence' };
}

/** What bears on a result: sentences seen in training, and entity types that training lacks. */
function remarks(parts: Parts<TaggedSentence[]>): string[] {
  const notes: string[] = [];
  const seen = new Set(parts.train?.map(keyOf));
  const seenTypes = new Set(parts.train?.flatMap(typesIn));
  for (const part of ['valid', 'test'] as const) {
    const sentences = parts[part] ?? [];
    const shared = sentences.filter((sentence) => seen.has(keyOf(sentence))).length;
    if (shared > 0) notes.push(`${part}: ${count(shared, 'sentence')} also in train, kept`);
    const unseen = sentences.map((sentence) => typesIn(sentence).filter((type) => !seenTypes.has(type))).filter(({ length }) => length > 0);
    if (unseen.length === 0) continue;
    const names = [...new Set(unseen.flat())].sort();
    notes.push(
      `${part}: ${count(unseen.length, 'sentence')} with ${count(names.length, 'entity type')} that train lacks (${names.join(', ')}), kept`,
    );
  }
  return notes;
}

function keyOf({ tokens }: TaggedSentence): string {
  return tokens.join('\u0000');
}

/** The entity types among the tags of a sentence, each once: what follows the mark of place in `B-PER`. */
function typesIn({ tags }: TaggedSentence): string[] {
  return [...new Set(tags.filter((tag) => tag !== 'O').map((tag) => tag.slice(2)))];
}
