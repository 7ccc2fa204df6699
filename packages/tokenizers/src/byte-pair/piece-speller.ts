import { UNKNOWN, type Vocabulary } from '../vocabulary.ts';
import { MARKER } from './word-split.ts';

/** Ids of a byte-pair vocabulary to text: markers become spaces, runs of bytes characters. */
export class PieceSpeller {
  readonly #vocabulary: Vocabulary;
  readonly #firstByte: number;
  readonly #afterBytes: number;
  readonly #texts: readonly string[];
  /** Keeps a byte order mark, which is a character like any other here. */
  readonly #utf8: InstanceType<typeof TextDecoder> = new TextDecoder('utf-8', { ignoreBOM: true });

  /** @param bytes how many entries after the specials are bytes, 256 or 0. */
  constructor(vocabulary: Vocabulary, bytes: number) {
    const specials = vocabulary.specials.length;
    this.#vocabulary = vocabulary;
    this.#firstByte = specials;
    this.#afterBytes = specials + bytes;
    this.#texts = vocabulary
      .tokens()
      .map((token, id) => (id < specials ? (token === UNKNOWN ? token : '') : token.replaceAll(MARKER, ' ')));
  }

  /** @throws RangeError for an id that is not in the vocabulary. */
  spell(ids: Iterable<number>): string {
    let text = '';
    const bytes: number[] = [];
    for (const id of ids) {
      if (id >= this.#firstByte && id < this.#afterBytes) {
        bytes.push(id - this.#firstByte);
        continue;
      }
      if (bytes.length > 0) text += this.#flush(bytes);
      text += this.#texts[id] ?? this.#vocabulary.token(id);
    }
    return bytes.length > 0 ? text + this.#flush(bytes) : text;
  }

  #flush(bytes: number[]): string {
    const text = this.#utf8.decode(Uint8Array.from(bytes));
    bytes.length = 0;
    return text;
  }
}
