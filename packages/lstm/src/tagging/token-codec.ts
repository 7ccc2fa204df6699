import { createNormalizer, hashedNgrams, type Normalizer, PADDING, UNKNOWN, Vocabulary } from '@textloom/tokenizers';
import { z } from 'zod';
import { describeIssues } from '../config.ts';
import { fault } from '../user-error.ts';
import type { SequenceTaggerConfig } from './tagger-config.ts';

const kind = 'token-codec';
const version = 1;

const savedSchema = z.strictObject({
  kind: z.literal(kind),
  version: z.literal(version),
  words: z.unknown(),
  characters: z.unknown().optional(),
  bigrams: z.unknown().optional(),
});

/** Beginning and end of a sentence, as neighbours of its first and last token. */
const edge = '\u0002';

export interface TokenVocabularies {
  readonly words: Vocabulary;
  readonly characters?: Vocabulary | undefined;
  readonly bigrams?: Vocabulary | undefined;
}

/** Tokens of sentences to the rows of a tagger's tables; the content of its tokenizer.json. */
export class TokenCodec {
  readonly words: Vocabulary;
  /** Characters of the tokens as they are; absent: the tagger does not read them. */
  readonly characters: Vocabulary | undefined;
  /** Pairs of neighbouring tokens; absent: the tagger does not read them. */
  readonly bigrams: Vocabulary | undefined;
  readonly #config: SequenceTaggerConfig;
  readonly #normalizer: Normalizer;

  constructor(config: SequenceTaggerConfig, { words, characters, bigrams }: TokenVocabularies) {
    this.#config = config;
    this.#normalizer = createNormalizer(config.words.normalizer);
    this.words = words;
    this.characters = characters;
    this.bigrams = bigrams;
  }

  /**
   * The codec of the tokens of the training sentences.
   *
   * @param known further words that get a row, such as those that have a pretrained vector
   */
  static build(config: SequenceTaggerConfig, sentences: readonly (readonly string[])[], known: Iterable<string> = []): TokenCodec {
    const blank = new TokenCodec(config, { words: Vocabulary.of([], [PADDING, UNKNOWN]) });
    const counted = Vocabulary.build(
      sentences.flatMap((tokens) => tokens.map((token) => blank.wordOf(token))),
      { minFrequency: config.words.minFrequency },
    );
    return new TokenCodec(config, {
      words: withWords(counted, known),
      characters:
        config.characters === null ? undefined : Vocabulary.build(sentences.flatMap((tokens) => tokens.flatMap((token) => [...token]))),
      bigrams:
        config.bigrams === null
          ? undefined
          : Vocabulary.build(
              sentences.flatMap((tokens) => blank.bigramsOf(tokens)),
              { minFrequency: config.bigrams.minFrequency },
            ),
    });
  }

  /** The word that a token is looked up as. */
  wordOf(token: string): string {
    return this.#normalizer.normalize(token).text;
  }

  /** Row of the word's own, or else of its lower-case form (pretrained vectors often have no other); -1: it has none. */
  wordRow(token: string): number {
    const word = this.wordOf(token);
    const { unknownId } = this.words;
    const id = this.words.textId(word);
    const known = id === unknownId ? this.words.textId(word.toLowerCase()) : id;
    return known === unknownId ? -1 : known;
  }

  /** Whether the word was seen just once in training. */
  isSingleton(token: string): boolean {
    return this.words.frequency(this.wordOf(token)) === 1;
  }

  /** Buckets of the word's character n-grams; none when the tagger has no subwords. */
  ngrams(token: string): Int32Array {
    const { subwords } = this.#config.words;
    return subwords === null ? new Int32Array(0) : hashedNgrams(this.wordOf(token), subwords);
  }

  /** The pairs of neighbours of a sentence, tokens.length + 1 of them: pair i ends and pair i + 1 begins with token i. */
  bigramsOf(tokens: readonly string[]): string[] {
    const words = [edge, ...tokens.map((token) => this.wordOf(token)), edge];
    return words.slice(1).map((word, i) => `${words[i]}\u0001${word}`);
  }

  /** A codec with further words behind those it has (the ids of the others stay), and with the characters of their tokens. */
  extend(sentences: readonly (readonly string[])[]): TokenCodec {
    const fresh = TokenCodec.build(this.#config, sentences);
    const join = (mine: Vocabulary | undefined, theirs: Vocabulary | undefined): Vocabulary | undefined =>
      mine === undefined || theirs === undefined ? mine : withWords(mine, theirs.tokens().slice(theirs.specials.length), theirs);
    return new TokenCodec(this.#config, {
      words: join(this.words, fresh.words)!,
      characters: join(this.characters, fresh.characters),
      bigrams: join(this.bigrams, fresh.bigrams),
    });
  }

  toJSON(): unknown {
    return { kind, version, words: this.words, characters: this.characters, bigrams: this.bigrams };
  }

  /** @throws UserError or TokenizerError that names the file and what is wrong with it */
  static fromJSON(saved: unknown, config: SequenceTaggerConfig, where = 'tokenizer.json'): TokenCodec {
    const parsed = savedSchema.safeParse(saved);
    if (!parsed.success) throw fault(describeIssues(parsed.error), { file: where, expected: 'the tokens of a sequence tagger' });
    const part = (name: 'characters' | 'bigrams'): Vocabulary | undefined => {
      if ((parsed.data[name] === undefined) !== (config[name] === null)) {
        throw fault(`'${name}' is ${parsed.data[name] === undefined ? 'missing' : 'there'}`, {
          file: where,
          expected: 'what config.json says',
        });
      }
      return parsed.data[name] === undefined ? undefined : withUnknown(parsed.data[name], `${where}: ${name}`);
    };
    return new TokenCodec(config, {
      words: withUnknown(parsed.data.words, `${where}: words`),
      characters: part('characters'),
      bigrams: part('bigrams'),
    });
  }
}

function withUnknown(saved: unknown, where: string): Vocabulary {
  const vocabulary = Vocabulary.fromJSON(saved, where);
  if (vocabulary.unknownId < 0)
    throw fault(`${where}: the vocabulary has no ${UNKNOWN}`, { expected: `${PADDING} and ${UNKNOWN} as specials` });
  return vocabulary;
}

/** The vocabulary with further tokens behind those it has, which were seen as often as `counts` says, or never. */
function withWords(vocabulary: Vocabulary, added: Iterable<string>, counts?: Vocabulary): Vocabulary {
  const { specials, tokens, frequencies = tokens.map(() => 0) } = vocabulary.toJSON();
  const fresh = [...new Set(added)].filter((token) => !vocabulary.has(token));
  return Vocabulary.fromJSON({
    specials,
    tokens: [...tokens, ...fresh],
    frequencies: [...frequencies, ...fresh.map((token) => counts?.frequency(token) ?? 0)],
  });
}
