import { describe, expect, it } from 'vitest';
import { resolveTaggerConfig, type SequenceTaggerOptions } from './tagger-config.ts';
import { TokenCodec } from './token-codec.ts';

const sentences = [['Ada', 'moved', 'to', 'Paris', 'in', '1996', '.'], ['paris', 'in', '2004'], [...'我们在中国']];
const configOf = (options: SequenceTaggerOptions = {}) => resolveTaggerConfig({ types: ['LOC'], ...options });
const all: SequenceTaggerOptions = { words: { subwords: { buckets: 50 } }, bigrams: { minFrequency: 1 } };

describe('TokenCodec', () => {
  it('looks words up in lower case with digits as 0, and counts them as they are looked up', () => {
    const codec = TokenCodec.build(configOf(), sentences);
    expect(codec.wordOf('Paris')).toBe('paris');
    expect(codec.wordRow('PARIS')).toBe(codec.wordRow('paris'));
    expect(codec.wordRow('1815')).toBe(codec.wordRow('1996'));
    expect(codec.wordRow('London')).toBe(-1);
    expect([codec.isSingleton('Paris'), codec.isSingleton('Ada'), codec.isSingleton('中')]).toEqual([false, true, true]);
    expect(codec.bigrams).toBeUndefined();
    expect([...codec.ngrams('Paris')]).toEqual([]);
  });

  it('reads characters as they are written, upper and lower case apart', () => {
    const { characters } = TokenCodec.build(configOf(), sentences);
    expect(characters!.has('P') && characters!.has('p') && characters!.has('国')).toBe(true);
    expect(characters!.has('A') && !characters!.has('M')).toBe(true);
  });

  it('never takes a token for one of its own special words', () => {
    const codec = TokenCodec.build(configOf(), [['<pad>', '<unk>', 'to']]);
    expect([codec.wordRow('<pad>'), codec.wordRow('<unk>')]).toEqual([-1, -1]);
    expect(codec.wordRow('to')).toBeGreaterThan(codec.words.unknownId);
  });

  it('keeps words from a frequency on, and words known from elsewhere', () => {
    const codec = TokenCodec.build(configOf({ words: { minFrequency: 2 } }), sentences, ['london', 'paris']);
    expect(codec.words.tokens()).toEqual(['<pad>', '<unk>', '0000', 'in', 'paris', 'london']);
    expect(codec.isSingleton('london')).toBe(false);
  });

  it('falls back on the lower-case form of a word when it keeps the case', () => {
    const codec = TokenCodec.build(configOf({ words: { normalizer: { lowercase: false } } }), [['To', 'to', 'Oslo']], ['london']);
    expect(codec.wordRow('To')).not.toBe(codec.wordRow('to'));
    expect(codec.wordRow('TO')).toBe(codec.wordRow('to'));
    expect(codec.wordRow('London')).toBe(codec.words.id('london'));
    expect(codec.wordRow('oslo')).toBe(-1);
  });

  it('makes one more pair of neighbours than there are tokens', () => {
    const codec = TokenCodec.build(configOf(all), sentences);
    const pairs = codec.bigramsOf(['中', '国']);
    expect(pairs).toHaveLength(3);
    expect(new Set([...pairs, ...codec.bigramsOf(['国', '中'])]).size).toBe(6);
    expect(codec.bigrams!.has(pairs[1])).toBe(true);
    expect(codec.bigrams!.has(pairs[0])).toBe(false);
  });

  it.each([all, { characters: null }, { words: { minFrequency: 2 } }])('comes back from its JSON (%j)', (options) => {
    const config = configOf(options);
    const codec = TokenCodec.build(config, sentences, ['london']);
    const again = TokenCodec.fromJSON(JSON.parse(JSON.stringify(codec)), config);
    expect(JSON.stringify(again)).toBe(JSON.stringify(codec));
    for (const token of ['Paris', 'Ada', 'London', '国', '']) {
      expect(again.wordRow(token)).toBe(codec.wordRow(token));
      expect(again.isSingleton(token)).toBe(codec.isSingleton(token));
      expect(again.ngrams(token)).toEqual(codec.ngrams(token));
    }
  });

  it('extends behind what it has: every id stays', () => {
    const codec = TokenCodec.build(configOf(all), sentences);
    const wider = codec.extend([['Ada', 'visits', 'Zürich', 'Zürich'], [...'我去东京']]);
    for (const part of ['words', 'characters', 'bigrams'] as const) {
      expect(wider[part]!.tokens().slice(0, codec[part]!.size)).toEqual(codec[part]!.tokens());
      expect(wider[part]!.size).toBeGreaterThan(codec[part]!.size);
    }
    expect(wider.words.tokens().slice(codec.words.size).toSorted()).toEqual(['visits', 'zürich', '东', '京', '去']);
    expect([wider.isSingleton('visits'), wider.isSingleton('Zürich'), wider.isSingleton('Ada')]).toEqual([true, false, true]);
    expect(wider.characters!.has('ü')).toBe(true);
    expect(codec.words.has('visits')).toBe(false);
  });

  it.each([
    ['nothing', () => null, /expected the tokens of a sequence tagger/],
    ['another kind', (json: object) => ({ ...json, kind: 'text-codec' }), /kind/],
    ['another version', (json: object) => ({ ...json, version: 2 }), /version/],
    ['an unknown key', (json: object) => ({ ...json, subwords: {} }), /subwords/],
    [
      'no characters',
      ({ characters, ...json }: Record<string, unknown>) => json,
      /'characters' is missing; expected what config\.json says/,
    ],
    ['pairs that nobody reads', (json: Record<string, unknown>) => ({ ...json, bigrams: json.words }), /'bigrams' is there/],
    ['words that are none', (json: object) => ({ ...json, words: ['a'] }), /tokenizer\.json: words/],
    [
      'a word twice',
      (json: object) => ({ ...json, words: { specials: ['<unk>'], tokens: ['a', 'a'] } }),
      /tokenizer\.json: words.*a.*occurs twice/,
    ],
    ['no unknown word', (json: object) => ({ ...json, words: { specials: [], tokens: ['a'] } }), /tokenizer\.json: words.*no <unk>/],
    [
      'no unknown character',
      (json: object) => ({ ...json, characters: { specials: [], tokens: ['a'] } }),
      /tokenizer\.json: characters.*no <unk>/,
    ],
  ] as [string, (json: Record<string, unknown>) => unknown, RegExp][])('refuses JSON with %s by name', (_, change, message) => {
    const config = configOf();
    const json = JSON.parse(JSON.stringify(TokenCodec.build(config, sentences)));
    expect(() => TokenCodec.fromJSON(change(json), config)).toThrow(message);
    expect(() => TokenCodec.fromJSON(change(json), config)).toThrow(expect.objectContaining({ name: 'UserError' }));
    expect(() => TokenCodec.fromJSON(change(json), config)).toThrow(/^tokenizer\.json: /);
  });
});
