import { widthOf } from '../character-class.ts';
import type { Vocabulary } from '../vocabulary.ts';
import type { BytePairModel } from './byte-pair-model.ts';
import { utf8Bytes } from './byte-pieces.ts';
import { type MergeDropout, MergeTable } from './merge-table.ts';
import { WordCache } from './word-cache.ts';
import { MARKER } from './word-split.ts';

const CACHED_WORDS = 65_536;

/** The pieces of one word; `starts` and `ends` are UTF-16 offsets into it. */
export interface WordPieces {
  readonly ids: readonly number[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Words, as the splitter hands them out, to pieces. */
export class WordEncoder {
  readonly #characters: ReadonlyMap<string, number>;
  readonly #merges: MergeTable;
  /** The id of byte 0, or -1 where an unseen character is `<unk>`. */
  readonly #firstByte: number;
  readonly #unknown: number;
  readonly #cache: WordCache<WordPieces> = new WordCache(CACHED_WORDS);

  constructor(model: BytePairModel, vocabulary: Vocabulary) {
    const characters = new Map(model.alphabet.map((character) => [character, vocabulary.id(character)]));
    // A space is spelled with the marker; the marker's own character is therefore never in the alphabet of texts.
    characters.set(' ', characters.get(MARKER)!);
    characters.delete(MARKER);
    this.#characters = characters;
    this.#merges = new MergeTable(model.merges, (piece) => vocabulary.id(piece), vocabulary.size);
    this.#firstByte = model.unseen === 'bytes' ? vocabulary.specials.length : -1;
    this.#unknown = vocabulary.unknownId;
  }

  /**
   * An encoder for the words of one text, whose draws are counted from 0.
   *
   * @throws RangeError for a dropout probability outside 0 to 1.
   */
  forText(dropout?: MergeDropout): (word: string) => WordPieces {
    if (dropout === undefined) return (word) => this.encode(word);
    const { probability, uniform } = dropout;
    if (!(probability >= 0 && probability <= 1)) throw new RangeError(`dropout probability ${probability}, expected 0 .. 1`);
    let draw = 0;
    return (word) => this.#merge(word, () => uniform(draw++) >= probability);
  }

  encode(word: string): WordPieces {
    const known = this.#cache.get(word);
    if (known !== undefined) return known;
    const pieces = this.#merge(word);
    this.#cache.set(word, pieces);
    return pieces;
  }

  /** Merges each stretch of known characters; what stands between them is spelled in bytes, or unknown. */
  #merge(word: string, keep?: () => boolean): WordPieces {
    const pieces = { ids: [] as number[], starts: [] as number[], ends: [] as number[] };
    let from = 0;
    let ids: number[] = [];
    let ends: number[] = [];
    const close = (): void => {
      this.#merges.apply(ids, ends, keep);
      for (let i = 0; i < ids.length; i++) {
        pieces.ids.push(ids[i]!);
        pieces.starts.push(i === 0 ? from : ends[i - 1]!);
        pieces.ends.push(ends[i]!);
      }
      ids = [];
      ends = [];
    };
    let position = 0;
    for (const character of word) {
      const start = position;
      position += character.length;
      const id = this.#characters.get(character);
      if (id !== undefined) {
        ids.push(id);
        ends.push(position);
        continue;
      }
      close();
      from = position;
      for (const unseen of this.#unseen(character)) {
        pieces.ids.push(unseen);
        pieces.starts.push(start);
        pieces.ends.push(start + widthOf(character.codePointAt(0)!));
      }
    }
    close();
    return pieces;
  }

  #unseen(character: string): number[] {
    if (this.#firstByte < 0) return [this.#unknown];
    return utf8Bytes(character.codePointAt(0)!).map((byte) => this.#firstByte + byte);
  }
}
