import { CharacterClass, classOf } from './character-class.ts';
import { hashedNgrams, type SubwordConfig } from './character-ngrams.ts';
import { checkCount, checkFormat, checkKeys, parseJson } from './config-check.ts';
import { createTokenizer, type Token, type Tokenizer } from './tokenizer.ts';
import { resolveTokenizerConfig, type TokenizerConfig } from './tokenizer-config.ts';
import { TokenizerError } from './tokenizer-error.ts';
import { type SavedVocabulary, Vocabulary } from './vocabulary.ts';

const FORMAT = 'textloom-tokenizer';
const VERSION = 1;

export interface EncodedText {
  /** `[N]` one id a token; unknown tokens have the id of `<unk>`. */
  ids: Int32Array;
  /** `[N]` the tokens, with their places in the original string. */
  tokens: Token[];
}

/** The content of tokenizer.json. */
export interface SavedCodec {
  format: typeof FORMAT;
  version: typeof VERSION;
  tokenizer: TokenizerConfig;
  vocabulary: SavedVocabulary;
  subwords?: SubwordConfig;
}

const SAVED: Readonly<Record<keyof SavedCodec, unknown>> = { format: '', version: 0, tokenizer: {}, vocabulary: {}, subwords: {} };

/** Text to ids and back: a tokenizer, a vocabulary and, if the model reads them, hashed character n-grams. */
export class TextCodec {
  readonly tokenizer: Tokenizer;
  readonly vocabulary: Vocabulary;
  readonly subwords: Readonly<SubwordConfig> | undefined;

  /** @throws TokenizerError for a config with an unknown key or a wrong value. */
  constructor(tokenizer: TokenizerConfig, vocabulary: Vocabulary, subwords?: SubwordConfig) {
    this.tokenizer = createTokenizer(resolveTokenizerConfig(tokenizer));
    this.vocabulary = vocabulary;
    this.subwords = subwords;
    if (subwords !== undefined) checkSubwords(subwords, 'subwords');
  }

  encode(text: string): EncodedText {
    const tokens = this.tokenizer.tokenize(text);
    const ids = new Int32Array(tokens.length);
    for (let i = 0; i < tokens.length; i++) ids[i] = this.vocabulary.textId(tokens[i]!.text);
    return { ids, tokens };
  }

  /** The buckets of a token's character n-grams. @throws TokenizerError when the codec was built without subwords. */
  subwordIds(token: string): Int32Array {
    if (this.subwords === undefined)
      throw new TokenizerError('this tokenizer has no subwords; give their config (buckets, min, max) when it is built');
    return hashedNgrams(token, this.subwords);
  }

  /**
   * Ids to readable text: padding is left out, Han characters stand side by side, other tokens have a space between them (none at all for a character
   * tokenizer). Encoding the result gives the same ids again for `mixed`, `unicode-words`, `whitespace` and `characters`.
   *
   * @throws RangeError for an id that is not in the vocabulary.
   */
  decode(ids: Iterable<number>): string {
    const { config } = this.tokenizer;
    const withoutSpaces = config.kind === 'characters';
    const wordsToo = config.kind === 'mixed' && config.unspaced === 'characters+words';
    let text = '';
    for (const id of ids) {
      if (id === this.vocabulary.paddingId) continue;
      const token = this.vocabulary.token(id);
      if (wordsToo && isUnspacedWord(token)) continue;
      text +=
        text === '' || withoutSpaces || (id >= this.vocabulary.specials.length && closesUp(text, token, config.kind)) ? token : ` ${token}`;
    }
    return text;
  }

  toJSON(): SavedCodec {
    const saved = { format: FORMAT, version: VERSION, tokenizer: this.tokenizer.config, vocabulary: this.vocabulary.toJSON() } as const;
    return this.subwords === undefined ? saved : { ...saved, subwords: { ...this.subwords } };
  }

  /** @throws TokenizerError that says what is wrong, with the file's name `where` before it. */
  static fromJSON(saved: unknown, where: string = 'tokenizer.json'): TextCodec {
    checkKeys(saved, SAVED, where);
    checkFormat(saved, FORMAT, VERSION, where);
    const vocabulary = Vocabulary.fromJSON(saved.vocabulary, `${where}: vocabulary`);
    if (saved.subwords !== undefined) checkSubwords(saved.subwords, `${where}: subwords`);
    try {
      return new TextCodec(saved.tokenizer as TokenizerConfig, vocabulary, saved.subwords);
    } catch (error) {
      if (error instanceof TokenizerError) throw new TokenizerError(`${where}: ${error.message}`);
      throw error;
    }
  }

  /** Reads the text of a tokenizer.json. @throws TokenizerError for what is no JSON or not a tokenizer. */
  static parse(json: string, where: string = 'tokenizer.json'): TextCodec {
    return TextCodec.fromJSON(parseJson(json, where), where);
  }
}

function checkSubwords(subwords: unknown, where: string): asserts subwords is SubwordConfig {
  checkKeys(subwords, { buckets: 0, min: 0, max: 0 }, where);
  checkCount(subwords.buckets, 1, `${where}.buckets`);
  checkCount(subwords.min, 1, `${where}.min`);
  checkCount(subwords.max, subwords.min, `${where}.max`);
}

/** Whether two tokens stand side by side: Han, Kana or such beside each other, or beside punctuation. */
function closesUp(text: string, token: string, kind: TokenizerConfig['kind']): boolean {
  if (kind !== 'mixed' && kind !== 'chinese-words') return false;
  const sides: readonly CharacterClass[] = [classOf(lastCodePoint(text)), classOf(token.codePointAt(0)!)];
  const closed: readonly CharacterClass[] = [CharacterClass.unspaced, CharacterClass.other];
  return sides.includes(CharacterClass.unspaced) && sides.every((side) => closed.includes(side));
}

function lastCodePoint(text: string): number {
  const last = text.codePointAt(text.length - 2);
  return last !== undefined && last > 0xffff ? last : text.charCodeAt(text.length - 1);
}

function isUnspacedWord(token: string): boolean {
  let letters = 0;
  for (const character of token) if (classOf(character.codePointAt(0)!) === CharacterClass.unspaced) letters++;
  return letters > 1;
}
