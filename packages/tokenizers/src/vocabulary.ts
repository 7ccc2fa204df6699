import { checkCount, checkCounts, checkKeys, checkStrings, describe } from './config-check.ts';
import { TokenizerError } from './tokenizer-error.ts';

export const PADDING = '<pad>';
export const UNKNOWN = '<unk>';

export interface VocabularyOptions {
  /** Tokens seen less often are left out (and become unknown). Default 1. */
  minFrequency?: number;
  /** First ids, in this order. Default `<pad>` and `<unk>`. Pass `[]` for a list of labels. */
  specials?: readonly string[];
  /** Most entries, specials included; the least frequent go. */
  maxSize?: number;
}

export interface SavedVocabulary {
  specials: string[];
  tokens: string[];
  /** How often each of `tokens` was seen; absent when not counted. */
  frequencies?: number[];
}

const SAVED: Readonly<Required<SavedVocabulary>> = { specials: [], tokens: [], frequencies: [] };

/** Tokens and their ids: specials first, then by falling frequency, equals by code unit order, so that the order of the texts does not matter. */
export class Vocabulary {
  readonly specials: readonly string[];
  /** The id of `<pad>` (0 by default), or -1 without one. */
  readonly paddingId: number;
  /** The id of `<unk>` (1 by default), or -1 without one. */
  readonly unknownId: number;
  readonly #tokens: readonly string[];
  readonly #ids: ReadonlyMap<string, number>;
  readonly #frequencies: readonly number[] | undefined;

  private constructor({ specials, tokens, frequencies }: SavedVocabulary) {
    this.specials = specials;
    this.#tokens = [...specials, ...tokens];
    this.#ids = new Map(this.#tokens.map((token, id) => [token, id]));
    this.#frequencies = frequencies;
    this.paddingId = specials.indexOf(PADDING);
    this.unknownId = specials.indexOf(UNKNOWN);
  }

  /** Counts tokens and numbers them. A token that is spelled like a special is not counted. */
  static build(tokens: Iterable<string>, options: VocabularyOptions = {}): Vocabulary {
    const { minFrequency = 1, specials = [PADDING, UNKNOWN], maxSize } = options;
    checkCount(minFrequency, 1, 'minFrequency');
    if (maxSize !== undefined) checkCount(maxSize, specials.length, 'maxSize');
    const counts = new Map<string, number>();
    for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
    for (const special of specials) counts.delete(special);
    const entries = [...counts].filter(([, count]) => count >= minFrequency);
    entries.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    if (maxSize !== undefined) entries.length = Math.min(entries.length, maxSize - specials.length);
    return new Vocabulary({
      specials: [...specials],
      tokens: entries.map(([token]) => token),
      frequencies: entries.map(([, count]) => count),
    });
  }

  /** A vocabulary with these tokens in this order, for instance a list of labels. @throws TokenizerError for a repeated token. */
  static of(tokens: readonly string[], specials: readonly string[] = []): Vocabulary {
    return Vocabulary.fromJSON({ specials: [...specials], tokens: [...tokens] }, 'vocabulary');
  }

  /** Number of entries, specials included. */
  get size(): number {
    return this.#tokens.length;
  }

  has(token: string): boolean {
    return this.#ids.has(token);
  }

  /**
   * The id of a token, or of `<unk>`.
   *
   * @throws TokenizerError for an unknown token where there is no `<unk>`.
   */
  id(token: string): number {
    const id = this.#ids.get(token) ?? this.unknownId;
    if (id < 0) throw new TokenizerError(`${describe(token)} is not in the vocabulary of ${this.size} entries, which has no ${UNKNOWN}`);
    return id;
  }

  /** The id of a token found in text: as {@link id}, but a text cannot spell its way to a special such as `<pad>`. */
  textId(token: string): number {
    const id = this.#ids.get(token);
    return id === undefined || id < this.specials.length ? this.id(UNKNOWN) : id;
  }

  /** The token of an id. @throws RangeError for an id that is not in the vocabulary. */
  token(id: number): string {
    const token = this.#tokens[id];
    if (token === undefined) throw new RangeError(`id ${id} is not in the vocabulary, expected 0 .. ${this.size - 1}`);
    return token;
  }

  /** How often a token was seen when the vocabulary was built; 0 for specials and unknown tokens, undefined when not counted. */
  frequency(token: string): number | undefined {
    return this.#frequencies && (this.#frequencies[(this.#ids.get(token) ?? -1) - this.specials.length] ?? 0);
  }

  /** All tokens by id. */
  tokens(): readonly string[] {
    return this.#tokens;
  }

  toJSON(): SavedVocabulary {
    const tokens = this.#tokens.slice(this.specials.length);
    const saved = { specials: [...this.specials], tokens };
    return this.#frequencies === undefined ? saved : { ...saved, frequencies: [...this.#frequencies] };
  }

  /** @throws TokenizerError that says what is wrong, with `where` before it. */
  static fromJSON(saved: unknown, where: string = 'vocabulary'): Vocabulary {
    checkKeys(saved, SAVED, where);
    const { specials, tokens, frequencies } = saved;
    checkStrings(specials, `${where}.specials`);
    checkStrings(tokens, `${where}.tokens`);
    const seen = new Set<string>();
    for (const token of [...specials, ...tokens]) {
      if (seen.has(token)) throw new TokenizerError(`${where}: ${describe(token)} occurs twice; every token needs one id`);
      seen.add(token);
    }
    if (frequencies === undefined) return new Vocabulary({ specials, tokens });
    if (!Array.isArray(frequencies) || frequencies.length !== tokens.length) {
      throw new TokenizerError(
        `${where}.frequencies: expected ${tokens.length} numbers, one for each token, found ${describe(frequencies)}`,
      );
    }
    checkCounts(frequencies, `${where}.frequencies`);
    return new Vocabulary({ specials, tokens, frequencies });
  }
}
