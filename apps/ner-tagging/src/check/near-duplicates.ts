import type { SplitName } from '@textloom/pipeline';
import { fnv1a } from '@textloom/tokenizers';
import type { NerSplits } from '../examples.ts';
import { addTo, type Place, placeOf } from './places.ts';

/** A sentence and an earlier one of the training data that it repeats. */
export type Repetition = {
  readonly text: string;
  readonly place: Place;
  readonly of: Place;
  /** Jaccard similarity of their shingles; 1 for the same words (apart from case). */
  readonly similarity: number;
};

/** How much of a part repeats the training data (training itself: what comes earlier in it). */
export type Repetitions = {
  /** Sentences with the same words as one of training, apart from case. */
  readonly exact: number;
  /** Sentences that are not the same but at least as similar as asked. */
  readonly near: number;
  /** Those with at least {@link fewWords} tokens, the longest first: what a short one repeats says little. */
  readonly repetitions: readonly Repetition[];
};

/** Words that are compared as one. */
const shingleWords = 3;
/** Shorter sentences are only looked at for being the same: one other word makes them unlike. */
export const fewWords = 5;
/** 16 bands of 4: a pair of similarity 0.8 shares a band with probability 0.9998, one of 0.6 with 0.89, one of 0.3 with 0.12. */
const bands = 16;
const rows = 4;
/** Candidates that are compared for a sentence; thousands of sentences from one template need not all be. */
const enoughCandidates = 50;

interface Sketch {
  readonly shingles: ReadonlySet<number>;
  readonly place: Place;
}

/**
 * Near-duplicates by MinHash over shingles of three words (Broder 1997) with banding (Leskovec, Rajaraman, Ullman, Mining of Massive Datasets,
 * chapter 3): candidates share a band, and are then compared exactly.
 *
 * @param similarity least Jaccard similarity of the sets of shingles; below 0.7 some pairs are missed
 */
export function findRepetitions(splits: NerSplits, similarity: number): Record<SplitName, Repetitions> {
  const firsts = new Map<string, Place>();
  const buckets = new Map<number, Sketch[]>();
  const search = (split: SplitName): Repetitions => {
    let [exact, near] = [0, 0];
    const repetitions: (Repetition & { tokens: number })[] = [];
    for (const example of splits[split]) {
      const words = example.tokens.map(({ text }) => text.toLowerCase());
      const place = placeOf({ split, example });
      const note = (of: Place, similar: number): void => {
        if (words.length >= fewWords) repetitions.push({ text: example.text, place, of, similarity: similar, tokens: words.length });
      };
      const key = words.join('\n');
      const same = firsts.get(key);
      if (same !== undefined) {
        exact++;
        note(same, 1);
        continue;
      }
      if (split === 'train') firsts.set(key, place);
      if (words.length < fewWords) continue;
      const sketch = { shingles: shinglesOf(words), place };
      const keys = bandKeys(sketch.shingles);
      const best = mostSimilar(sketch, keys, buckets);
      if (best !== undefined && best.similarity >= similarity) {
        near++;
        note(best.of, best.similarity);
      }
      if (split === 'train') for (const band of keys) addTo(buckets, band, sketch);
    }
    repetitions.sort((a, b) => b.tokens - a.tokens || b.similarity - a.similarity);
    return { exact, near, repetitions: repetitions.map(({ tokens: _, ...repetition }) => repetition) };
  };
  // Training first: the others are compared with it.
  return { train: search('train'), valid: search('valid'), test: search('test') };
}

function mostSimilar(
  sketch: Sketch,
  keys: readonly number[],
  buckets: ReadonlyMap<number, readonly Sketch[]>,
): { of: Place; similarity: number } | undefined {
  const compared = new Set<Sketch>([sketch]);
  let best: { of: Place; similarity: number } | undefined;
  for (const key of keys) {
    for (const other of buckets.get(key) ?? []) {
      if (compared.size > enoughCandidates) return best;
      if (compared.has(other)) continue;
      compared.add(other);
      const similarity = jaccard(sketch.shingles, other.shingles);
      if (best === undefined || similarity > best.similarity) best = { of: other.place, similarity };
    }
  }
  return best;
}

function shinglesOf(words: readonly string[]): Set<number> {
  const shingles = new Set<number>();
  for (let start = 0; start + shingleWords <= words.length; start++)
    shingles.add(fnv1a(words.slice(start, start + shingleWords).join('\n')));
  return shingles;
}

function jaccard(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  let shared = 0;
  for (const shingle of a) if (b.has(shingle)) shared++;
  return shared / (a.size + b.size - shared);
}

/** One key for each band of `rows` minima. */
function bandKeys(shingles: ReadonlySet<number>): number[] {
  return Array.from({ length: bands }, (_, band) => {
    let key = band;
    for (let row = 0; row < rows; row++) {
      const salt = band * rows + row;
      let least = 0xffffffff;
      for (const shingle of shingles) least = Math.min(least, scramble(shingle, salt));
      key = scramble(least, key);
    }
    return key;
  });
}

/** A permutation of the 32-bit numbers for each salt (the finalizer of MurmurHash3, A. Appleby). */
function scramble(value: number, salt: number): number {
  let hash = value ^ Math.imul(salt + 1, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
