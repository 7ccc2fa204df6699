import { PairQueue } from './pair-queue.ts';

/** Two pieces that become one. */
export type Merge = readonly [left: string, right: string];

/** A word as its current pieces, and how often it was seen. */
export interface CountedWord {
  readonly pieces: readonly string[];
  readonly frequency: number;
}

export interface LearnOptions {
  /** At most so many merges. */
  readonly merges: number;
  /** Pairs seen less often are not merged. */
  readonly minFrequency: number;
  /** Spellings that no merge may give, such as `</s>`. */
  readonly reserved: ReadonlySet<string>;
}

/** Symbols stay below this, so that two of them fit in one exact number. */
const MOST_SYMBOLS = 2 ** 26;

/**
 * Learns byte-pair merges (Sennrich, Haddow and Birch 2016, algorithm 1): the most frequent pair of adjacent pieces becomes one, again and again. Pairs are
 * counted once; a merge then touches only the words it occurs in, and the next pair comes from a queue in which outdated entries are passed over when met.
 * Of equally frequent pairs the one whose left piece, then whose right piece, comes first by code units is taken, so the order of the words does not matter.
 */
export function learnMerges(counted: Iterable<CountedWord>, options: LearnOptions): Merge[] {
  const corpus = new PairedCorpus(counted);
  const merges: Merge[] = [];
  const learned = new Set<number>();
  while (merges.length < options.merges) {
    const pair = corpus.mostFrequent(options.minFrequency);
    if (pair === undefined) break;
    const [left, right] = corpus.spell(pair);
    if (options.reserved.has(left + right)) continue;
    corpus.merge(pair);
    // A pair comes back when its left piece arises in a second way (abc from ab+c, later from a+bc); it is merged at once, as when encoding.
    if (learned.has(pair)) continue;
    learned.add(pair);
    merges.push([left, right]);
  }
  return merges;
}

/** Words as lists of symbols, with the frequency of every adjacent pair and the words it occurs in. */
class PairedCorpus {
  readonly #spellings: string[] = [];
  readonly #symbols: Map<string, number> = new Map();
  readonly #words: number[][] = [];
  readonly #wordFrequencies: number[] = [];
  readonly #frequencies: Map<number, number> = new Map();
  /** Words in which a pair came to be; it may have gone since. */
  readonly #places: Map<number, number[]> = new Map();
  readonly #queue: PairQueue = new PairQueue((first, second) => this.#comesFirst(first, second));

  constructor(counted: Iterable<CountedWord>) {
    for (const { pieces, frequency } of counted) {
      this.#words.push(pieces.map((piece) => this.#symbol(piece)));
      this.#wordFrequencies.push(frequency);
    }
    const changes = new Map<number, number>();
    for (let word = 0; word < this.#words.length; word++) this.#note(word, changes, 1);
    this.#apply(changes);
  }

  /** The pair to merge next; it leaves the queue. Undefined when none is as frequent as `least`. */
  mostFrequent(least: number): number | undefined {
    for (let entry = this.#queue.pop(); entry !== undefined && entry.frequency >= least; entry = this.#queue.pop()) {
      if (this.#frequencies.get(entry.pair) === entry.frequency) return entry.pair;
    }
    return undefined;
  }

  spell(pair: number): Merge {
    return [this.#spellings[Math.floor(pair / MOST_SYMBOLS)]!, this.#spellings[pair % MOST_SYMBOLS]!];
  }

  /** Replaces every occurrence of a pair, in each word from left to right. */
  merge(pair: number): void {
    const left = Math.floor(pair / MOST_SYMBOLS);
    const right = pair % MOST_SYMBOLS;
    const merged = this.#symbol(this.#spellings[left]! + this.#spellings[right]!);
    const changes = new Map<number, number>();
    for (const word of new Set(this.#places.get(pair))) {
      const symbols = this.#words[word]!;
      if (!hasPair(symbols, left, right)) continue;
      this.#note(word, changes, -1);
      mergeInPlace(symbols, left, right, merged);
      this.#note(word, changes, 1, merged);
    }
    this.#places.delete(pair);
    this.#apply(changes);
  }

  /** Adds (or takes away) the pairs of a word; with `arisen`, only pairs with that symbol are new to it. */
  #note(word: number, changes: Map<number, number>, sign: 1 | -1, arisen?: number): void {
    const symbols = this.#words[word]!;
    const frequency = sign * this.#wordFrequencies[word]!;
    for (let i = 1; i < symbols.length; i++) {
      const left = symbols[i - 1]!;
      const right = symbols[i]!;
      const pair = left * MOST_SYMBOLS + right;
      changes.set(pair, (changes.get(pair) ?? 0) + frequency);
      if (sign < 0 || (arisen !== undefined && left !== arisen && right !== arisen)) continue;
      const places = this.#places.get(pair);
      if (places === undefined) this.#places.set(pair, [word]);
      else if (places.at(-1) !== word) places.push(word);
    }
  }

  #apply(changes: ReadonlyMap<number, number>): void {
    for (const [pair, change] of changes) {
      if (change === 0) continue;
      const frequency = (this.#frequencies.get(pair) ?? 0) + change;
      if (frequency > 0) {
        this.#frequencies.set(pair, frequency);
        this.#queue.push({ frequency, pair });
      } else {
        this.#frequencies.delete(pair);
        this.#places.delete(pair);
      }
    }
  }

  #symbol(spelling: string): number {
    const known = this.#symbols.get(spelling);
    if (known !== undefined) return known;
    const symbol = this.#spellings.length;
    if (symbol >= MOST_SYMBOLS) throw new RangeError(`more than ${MOST_SYMBOLS} different pieces`);
    this.#symbols.set(spelling, symbol);
    this.#spellings.push(spelling);
    return symbol;
  }

  #comesFirst(first: number, second: number): boolean {
    const [left, right] = this.spell(first);
    const [otherLeft, otherRight] = this.spell(second);
    return left === otherLeft ? right < otherRight : left < otherLeft;
  }
}

function hasPair(symbols: readonly number[], left: number, right: number): boolean {
  for (let i = 1; i < symbols.length; i++) if (symbols[i - 1] === left && symbols[i] === right) return true;
  return false;
}

function mergeInPlace(symbols: number[], left: number, right: number, merged: number): void {
  let kept = 0;
  for (let i = 0; i < symbols.length; i++) {
    const isPair = symbols[i] === left && i + 1 < symbols.length && symbols[i + 1] === right;
    symbols[kept++] = isPair ? merged : symbols[i]!;
    if (isPair) i++;
  }
  symbols.length = kept;
}
