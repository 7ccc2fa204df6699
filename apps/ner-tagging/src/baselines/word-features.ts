import { fnv1a } from '@textloom/tokenizers';

/** What is known of a word by itself, each as a 32-bit hash. Computed once a word. */
interface WordFacts {
  readonly word: number;
  /** Lower case, digits made 0. */
  readonly lower: number;
  /** `Xxxx-dd`: the kind of each character, at most 4 alike in a row. */
  readonly shape: number;
  /** `Xx-d`: runs made one. */
  readonly shortShape: number;
  /** First 1 to 4 code points and last 1 to 4, of words longer than that. */
  readonly affixes: readonly number[];
  /** True where something in it is upper case and nothing lower case. */
  readonly shouted: boolean;
  readonly hasLower: boolean;
}

/** Where the window leaves the sentence. */
const outside: WordFacts = {
  word: 0x5bd1e995,
  lower: 0x5bd1e996,
  shape: 0x5bd1e997,
  shortShape: 0x5bd1e998,
  affixes: [],
  shouted: false,
  hasLower: false,
};

const longestAffix = 4;

/**
 * The features of the words of a sentence, as hashes: the usual ones of feature-based taggers (Ratinov and Roth 2009; Zhang and Yang 2018 for
 * Chinese characters): the word, its lower case, shape, prefixes and suffixes up to 4, its neighbours within 2, pairs and triples of them.
 */
export class WordFeatures {
  readonly #facts = new Map<string, WordFacts>();

  /**
   * @param tokens words, `[T]`
   * @returns hashes of the features of each word, `[T][F]`; F differs from word to word
   */
  of(tokens: readonly string[]): number[][] {
    const facts = tokens.map((token) => this.#factsOf(token));
    // In a headline all in capitals the case of a word says nothing.
    const headline = facts.some(({ shouted }) => shouted) && !facts.some(({ hasLower }) => hasLower) ? 1 : 0;
    return facts.map((_, index) => featuresAt(facts, index, headline));
  }

  #factsOf(token: string): WordFacts {
    let facts = this.#facts.get(token);
    if (facts === undefined) {
      facts = factsOf(token);
      this.#facts.set(token, facts);
    }
    return facts;
  }
}

function factsOf(token: string): WordFacts {
  const characters = [...token];
  const shape = shapeOf(token);
  const affixes: number[] = [];
  for (let length = 1; length <= longestAffix && length < characters.length; length++) {
    affixes.push(mix(length, fnv1a(characters.slice(0, length).join(''))));
    affixes.push(mix(longestAffix + length, fnv1a(characters.slice(-length).join(''))));
  }
  return {
    word: fnv1a(token) | 0,
    lower: fnv1a(token.toLowerCase().replaceAll(/\p{N}/gu, '0')) | 0,
    shape: fnv1a(shape.replaceAll(/(.)\1{4,}/gu, '$1$1$1$1')) | 0,
    shortShape: fnv1a(shape.replaceAll(/(.)\1+/gu, '$1')) | 0,
    affixes,
    shouted: /\p{Lu}/u.test(token) && !/\p{Ll}/u.test(token),
    hasLower: /\p{Ll}/u.test(token),
  };
}

function shapeOf(token: string): string {
  return token
    .replaceAll(/\p{N}/gu, '0')
    .replaceAll(/\p{Lu}/gu, 'X')
    .replaceAll(/\p{Ll}/gu, 'x')
    .replaceAll(/[\p{L}--[Xx]]/gv, '字');
}

function featuresAt(facts: readonly WordFacts[], index: number, headline: number): number[] {
  const at = (offset: number): WordFacts => facts[index + offset] ?? outside;
  const [before2, before, here, after, after2] = [at(-2), at(-1), at(0), at(1), at(2)];
  let template = 0;
  const hashes: number[] = [mix(template, headline)];
  const add = (a: number, b = 0, c = 0): void => {
    template++;
    hashes.push(mix(mix(mix(template, a), b), c));
  };
  add(here.word);
  add(here.lower);
  add(here.shape, headline);
  add(here.shortShape, headline);
  add(before.word);
  add(before.lower);
  add(before.shortShape);
  add(after.word);
  add(after.lower);
  add(after.shortShape);
  add(before2.lower);
  add(before2.shortShape);
  add(after2.lower);
  add(after2.shortShape);
  add(before.lower, here.lower);
  add(here.lower, after.lower);
  add(before.lower, after.lower);
  add(before2.lower, before.lower);
  add(after.lower, after2.lower);
  add(before.lower, here.lower, after.lower);
  add(before2.lower, before.lower, here.lower);
  add(here.lower, after.lower, after2.lower);
  add(before.shortShape, here.shortShape);
  add(here.shortShape, after.shortShape);
  add(before.shortShape, here.shortShape, after.shortShape);
  add(before.lower, here.shortShape);
  add(here.shortShape, after.lower);
  for (const affix of here.affixes) hashes.push(mix(100, affix));
  for (const affix of before.affixes) hashes.push(mix(101, affix));
  for (const affix of after.affixes) hashes.push(mix(102, affix));
  return hashes;
}

/** One hash of two (after MurmurHash3, A. Appleby). */
function mix(a: number, b: number): number {
  let hash = Math.imul(b, 0xcc9e2d51);
  hash = (hash << 15) | (hash >>> 17);
  hash = a ^ Math.imul(hash, 0x1b873593);
  hash = (hash << 13) | (hash >>> 19);
  hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  return hash ^ (hash >>> 13);
}
