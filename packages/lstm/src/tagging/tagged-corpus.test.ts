import { tagSetOf } from '@textloom/tokenizers';
import { describe, expect, it } from 'vitest';
import { sentenceOf } from '../testing/toy-entities.ts';
import { casings } from './casing.ts';
import { encodeTagged, type TaggedCorpus, type TaggerSentence } from './tagged-corpus.ts';
import { resolveTaggerConfig, type SequenceTaggerOptions } from './tagger-config.ts';
import { TokenCodec } from './token-codec.ts';
import { boundaryPlaces, createBoundaryFinder } from './word-boundaries.ts';

const types = ['LOC', 'PER'];
const tags = tagSetOf(types, 'BIOES');
const sentences = [sentenceOf('[PER Tom van Reed] saw [LOC Paris]'), sentenceOf('[PER 李]去了[LOC 北京]'), sentenceOf('Tom saw Tom')];

function codecOf(options: SequenceTaggerOptions = {}): TokenCodec {
  return TokenCodec.build(
    resolveTaggerConfig({ types, ...options }),
    sentences.map(({ tokens }) => tokens),
  );
}

function encode(given: readonly TaggerSentence[], codec: TokenCodec = codecOf(), boundaries = false): TaggedCorpus {
  return encodeTagged(codec, given, { tags, boundariesOf: boundaries ? createBoundaryFinder() : undefined, storage: 'local' });
}

/** Characters of a type. */
const spelling = ({ types: { characterStarts, characters } }: TaggedCorpus, type: number): number[] => [
  ...characters.subarray(characterStarts[type], characterStarts[type + 1]),
];

describe('encodeTagged', () => {
  it('puts one sentence after another, entities as the tags of BIOES', () => {
    const corpus = encode(sentences);
    expect([corpus.size, [...corpus.starts]]).toEqual([3, [0, 5, 10, 13]]);
    const spelt = Array.from(corpus.tags, (tag) => tags[tag]);
    expect(spelt.slice(0, 5)).toEqual(['B-PER', 'I-PER', 'E-PER', 'O', 'S-LOC']);
    expect(spelt.slice(5, 10)).toEqual(['S-PER', 'O', 'O', 'B-LOC', 'E-LOC']);
    expect(spelt.slice(10)).toEqual(['O', 'O', 'O']);
    expect([corpus.boundaries.length, corpus.leftBigrams.length]).toEqual([0, 0]);
  });

  it('knows tags only of sentences that somebody has annotated', () => {
    const corpus = encode([{ tokens: ['Tom', 'saw'] }, { tokens: ['Tom', 'saw'], entities: [] }]);
    expect([...corpus.tags]).toEqual([-1, -1, 0, 0]);
  });

  it('has each distinct token once, with its row, casing and characters', () => {
    const codec = codecOf();
    const corpus = encode([{ tokens: ['Tom', 'TOM', 'saw', 'Tom', 'Oslo'] }], codec);
    const [a, b, c, d, e] = corpus.tokens;
    expect([a, b, c, d, e]).toEqual([1, 2, 3, 1, 4]);
    const { wordRows, singletons, ngramStarts } = corpus.types;
    expect([wordRows[a], wordRows[b]]).toEqual([codec.words.id('tom'), codec.words.id('tom')]);
    expect([wordRows[0], wordRows[e]]).toEqual([-1, -1]);
    expect([...singletons]).toEqual([0, 0, 0, 0, 0]);
    expect(encode([{ tokens: ['Paris'] }], codec).types.singletons[1]).toBe(1);
    expect([a, b, c].map((type) => casings[corpus.types.casings[type]])).toEqual(['initial', 'upper', 'lower']);
    expect(spelling(corpus, c)).toEqual(Array.from('saw', (character) => codec.characters!.id(character)));
    expect(spelling(corpus, b)).toContain(codec.characters!.unknownId);
    expect([...ngramStarts]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('gives n-grams rows behind those of the words', () => {
    const codec = codecOf({ words: { subwords: { buckets: 40 } } });
    const { types: table } = encode([{ tokens: ['Oslo'] }], codec);
    const rows = [...table.ngramRows.subarray(table.ngramStarts[1], table.ngramStarts[2])];
    expect(rows).toEqual(Array.from(codec.ngrams('oslo'), (bucket) => codec.words.size + bucket));
    expect(rows.length).toBeGreaterThan(3);
    expect(table.ngramStarts[1]).toBe(0);
  });

  it('reads the first 60 characters of a token, surrogate pairs as one', () => {
    const codec = codecOf();
    const corpus = encode([{ tokens: ['a'.repeat(5000), '京'.repeat(60), '𠮷'.repeat(7), ''] }], codec);
    expect([1, 2, 3].map((type) => spelling(corpus, type).length)).toEqual([60, 60, 7]);
    expect(spelling(corpus, 4)).toEqual([codec.characters!.unknownId]);
    expect(spelling(encode([{ tokens: ['Tom'] }], codecOf({ characters: null })), 1)).toEqual([]);
  });

  it('makes a sentence without tokens one unknown word outside of entities', () => {
    const codec = codecOf({ bigrams: { minFrequency: 1 } });
    const corpus = encode([{ tokens: [] }, { tokens: [], entities: [] }, sentences[0]], codec, true);
    expect([...corpus.starts]).toEqual([0, 1, 2, 7]);
    expect([...corpus.tokens.subarray(0, 2)]).toEqual([0, 0]);
    expect([...corpus.tags.subarray(0, 2)]).toEqual([-1, 0]);
    for (const perToken of [corpus.boundaries, corpus.leftBigrams, corpus.rightBigrams]) expect(perToken).toHaveLength(7);
    expect([corpus.leftBigrams[0], corpus.rightBigrams[1]]).toEqual([codec.bigrams!.unknownId, codec.bigrams!.unknownId]);
  });

  it('says where a character stands in its word, and what pairs it makes with its neighbours', () => {
    const codec = codecOf({ bigrams: { minFrequency: 1 } });
    const { boundaries, leftBigrams, rightBigrams } = encode([sentences[1]], codec, true);
    expect(Array.from(boundaries, (place) => boundaryPlaces[place]).slice(-2)).toEqual(['begin', 'end']);
    const pairs = codec.bigramsOf(sentences[1].tokens).map((pair) => codec.bigrams!.textId(pair));
    expect([...leftBigrams]).toEqual(pairs.slice(0, -1));
    expect([...rightBigrams]).toEqual(pairs.slice(1));
    expect(encode([{ tokens: ['北', '李'] }], codec).rightBigrams[0]).toBe(codec.bigrams!.unknownId);
  });

  it('can lie in memory that threads share', () => {
    const shared = encodeTagged(codecOf(), sentences, { tags, boundariesOf: createBoundaryFinder() });
    expect(shared.tokens.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(shared.types.characters.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(shared).toEqual({ ...encode(sentences, codecOf(), true) });
  });

  it.each([
    [{ start: 0, end: 1, type: 'DATE' }, /'Tom saw Tom.*type 'DATE'.*does not know; expected one of LOC, PER/],
    [{ start: 2, end: 4, type: 'PER' }, /PER of tokens 2 to 4.*reaches out of the sentence, which has 3 tokens/],
    [{ start: 1, end: 1, type: 'PER' }, /is empty/],
    [{ start: 1, end: 3, type: 'PER' }, /overlaps/],
  ])('refuses an entity %j', (entity, message) => {
    const wrong = { tokens: ['Tom', 'saw', 'Tom'], entities: [{ start: 2, end: 3, type: 'LOC' }, entity] };
    expect(() => encode([sentences[0], wrong])).toThrow(message);
    expect(() => encode([wrong])).toThrow(expect.objectContaining({ name: 'UserError' }));
  });
});
