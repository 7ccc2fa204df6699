import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from '../testing/texts.ts';
import { BytePairCodec } from './byte-pair-codec.ts';
import { type BytePairOptions, trainBytePairs } from './train-byte-pairs.ts';

const TEXTS = [
  'The lower house wants the newest and widest road; the lowest bid wins.',
  'Die neueste und weiteste Straße ist die beste, z.B. am 3. Mai.',
  '我想申请退款，请问怎么申请退货？谢谢！',
  'lower newer wider lowest newest widest 退款 退货 申请',
];
const SPECIALS = ['<pad>', '<unk>', '<s>', '</s>'];
const train = (options: BytePairOptions = {}): BytePairCodec => trainBytePairs(TEXTS, { merges: 60, specials: SPECIALS, ...options });

const VARIANTS: BytePairOptions[] = [
  { words: { kind: 'moses' } },
  { words: { kind: 'chinese' } },
  { words: { kind: 'chinese', unit: 'characters' }, normalizer: { nfkc: true, lowercase: true } },
  { words: { kind: 'whitespace' }, normalizer: { whitespace: false, stripInvisible: false }, minCharacterFrequency: 2 },
  { merges: 0 },
];
const named = VARIANTS.map((options) => [JSON.stringify(options), options] as const);
const spelled = (codec: BytePairCodec, text: string): string =>
  codec
    .encode(text)
    .tokens.map((token) => token.text)
    .join(' ');

/** A source of uniform numbers that gives the same ones for the same seed (mulberry32 of seed and draw). */
function uniformOf(seed: number): (draw: number) => number {
  return (draw) => {
    let state = (seed + Math.imul(draw + 1, 0x6d2b79f5)) | 0;
    state = Math.imul(state ^ (state >>> 15), state | 1);
    state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
    return ((state ^ (state >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('BytePairCodec', () => {
  it('makes pieces, with their places in the original string', () => {
    const codec = train({ words: { kind: 'chinese' }, merges: 200 });
    expect(spelled(codec, 'the newest 退款')).toBe('▁the ▁newest ▁退 款');
    const { ids, tokens } = codec.encode('  the\tlowx 申请退款');
    expect(tokens).toEqual([
      { text: '▁the', start: 2, end: 5 },
      { text: '▁low', start: 6, end: 9 },
      { text: '<0x78>', start: 9, end: 10 },
      { text: '▁', start: 10, end: 11 },
      { text: '申请', start: 11, end: 13 },
      { text: '退', start: 13, end: 14 },
      { text: '款', start: 14, end: 15 },
    ]);
    expect([...codec.ids('  the\tlowx 申请退款')]).toEqual([...ids]);
    expect(codec.decode(ids)).toBe('the lowx 申请退款');
  });

  it('spells unseen characters in bytes, or loses them when told to', () => {
    expect(spelled(train(), '鑫')).toBe('<0xE9> <0x91> <0xAB>');
    const codec = train({ unseen: 'unknown' });
    expect(codec.vocabulary.size).toBe(train().vocabulary.size - 256);
    expect(codec.decode(codec.ids('die 鑫 beste'))).toBe('die <unk> beste');
  });

  it.each(named)('%s: decodes to the normalised text, whatever it is', (_, options) => {
    const codec = train(options);
    const text = fc.oneof(anyText, fc.string({ unit: fc.constantFrom(' ', '▁', 'n', 'e', 'w', '退', '<', 's', '>', '\ufeff', '\n') }));
    fc.assert(
      fc.property(text, fc.constantFrom(0, 0.1, 0.5, 1), fc.nat(), (any, probability, seed) => {
        const normalized = codec.normalizer.normalize(any).text;
        expect(codec.decode(codec.ids(any))).toBe(normalized);
        expect(codec.decode(codec.ids(any, { probability, uniform: uniformOf(seed) }))).toBe(normalized);
      }),
      { numRuns: 200 },
    );
  });

  it.each(named)('%s: places are in order and inside the original; of unchanged text they give the pieces', (_, options) => {
    const codec = train(options);
    fc.assert(
      fc.property(anyText, (text) => {
        let from = 0;
        for (const { start, end } of codec.encode(text).tokens) {
          expect(start).toBeGreaterThanOrEqual(from);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(end).toBeLessThanOrEqual(text.length);
          from = start;
        }
        const normalized = codec.normalizer.normalize(text).text;
        if (normalized !== text) return;
        for (const { text: piece, start, end } of codec.encode(text).tokens) {
          if (/^<0x..>$/.test(piece)) continue;
          expect(text.slice(start, end).trimStart()).toBe(piece.replaceAll('▁', ' ').trimStart());
        }
      }),
      { numRuns: 200 },
    );
  });

  it('leaves merges out at random, the same for the same numbers', () => {
    const codec = train();
    const text = 'the lowest and newest 退款';
    const pieces = (probability: number, seed: number): number => codec.ids(text, { probability, uniform: uniformOf(seed) }).length;
    expect([...codec.ids(text, { probability: 0, uniform: uniformOf(1) })]).toEqual([...codec.ids(text)]);
    expect(pieces(1, 1)).toBe([...`▁${text}`].length);
    const segmentations = Array.from({ length: 50 }, (_, seed) => codec.ids(text, { probability: 0.3, uniform: uniformOf(seed) }).join());
    expect(new Set(segmentations).size).toBeGreaterThan(5);
    expect(codec.ids(text, { probability: 0.3, uniform: uniformOf(3) }).join()).toBe(segmentations[3]);
    const draws: number[] = [];
    codec.ids(text, { probability: 0.5, uniform: (draw) => draws.push(draw) % 2 });
    expect(draws).toEqual(draws.map((_, index) => index));
    expect(() => codec.ids(text, { probability: 1.5, uniform: () => 0 })).toThrow('dropout probability 1.5, expected 0 .. 1');
  });

  it('does not take text for a special, and leaves specials out when decoding', () => {
    const codec = trainBytePairs(['<s> <s> </s> <0x41> <0x41>'], { words: { kind: 'whitespace' }, specials: [...SPECIALS, '|'] });
    const ids = codec.ids('<s> a|b <0x41> </s>');
    expect(Math.min(...ids)).toBeGreaterThanOrEqual(5);
    expect(codec.decode([2, ...ids, 3, 0, 0])).toBe('<s> a|b <0x41> </s>');
    expect([codec.vocabulary.paddingId, codec.vocabulary.unknownId, codec.vocabulary.id('</s>')]).toEqual([0, 1, 3]);
  });

  it('decodes whatever a model writes, and refuses ids that are none', () => {
    const codec = train();
    const anyIds = fc.array(fc.nat({ max: codec.vocabulary.size - 1 }));
    fc.assert(
      fc.property(anyIds, (ids) => {
        expect(codec.decode(ids).isWellFormed()).toBe(true);
      }),
    );
    expect(codec.decode([codec.vocabulary.id('<0xE9>'), codec.vocabulary.id('▁the')])).toBe('\ufffd the');
    expect(() => codec.decode([codec.vocabulary.size])).toThrow(RangeError);
  });

  it.each(named)('%s: survives tokenizer.json', (_, options) => {
    const codec = train(options);
    const read = BytePairCodec.parse(JSON.stringify(codec));
    expect(read.toJSON()).toEqual(codec.toJSON());
    expect(read.vocabulary.tokens()).toEqual(codec.vocabulary.tokens());
    for (const text of TEXTS) expect(read.encode(text)).toEqual(codec.encode(text));
  });

  it('says what is wrong with a corrupted tokenizer.json, as a mistake of the user', () => {
    const json = JSON.stringify(train());
    const wrong = (change: object) => () => BytePairCodec.fromJSON({ ...JSON.parse(json), ...change }, 'run/tokenizer.json');
    expect(() => BytePairCodec.parse(json.slice(0, 40), 'run/tokenizer.json')).toThrow(/^run\/tokenizer.json: not valid JSON/);
    expect(wrong({ format: 'textloom-tokenizer' })).toThrow('run/tokenizer.json: expected "format": "textloom-byte-pairs"');
    expect(wrong({ version: 2 })).toThrow('run/tokenizer.json: version 2 is not readable here, expected 1');
    expect(wrong({ vocab: {} })).toThrow("run/tokenizer.json: unknown key 'vocab'");
    expect(wrong({ words: { kind: 'x' } })).toThrow('run/tokenizer.json: words.kind: expected one of');
    expect(wrong({ normalizer: undefined })).toThrow('run/tokenizer.json: normalizer: expected an object, found nothing');
    expect(wrong({ unseen: 'drop' })).toThrow('run/tokenizer.json: unseen: expected one of bytes, unknown');
    expect(wrong({ unseen: 'unknown', specials: ['<pad>'] })).toThrow('run/tokenizer.json: specials: expected <unk> among them');
    expect(wrong({ specials: ['<pad>', '<pad>'] })).toThrow('run/tokenizer.json: vocabulary: "<pad>" occurs twice');
    expect(wrong({ alphabet: ['▁', 'th'] })).toThrow('run/tokenizer.json: alphabet[1]: expected one character, found "th"');
    expect(wrong({ alphabet: ['t', 'h'] })).toThrow('run/tokenizer.json: alphabet: expected the word marker ▁');
    expect(wrong({ merges: ['th'] })).toThrow('run/tokenizer.json: merges[0]: expected two pieces with a space between them, found "th"');
    expect(wrong({ merges: ['t h', 'th ö'] })).toThrow(
      'run/tokenizer.json: merges[1]: "ö" is neither in the alphabet nor given by a merge',
    );
    expect(wrong({ merges: ['t h', 't h'] })).toThrow('run/tokenizer.json: merges[1]: "t h" occurs twice');
    expect(wrong({ alphabet: undefined })).toThrow(expect.objectContaining({ name: 'UserError' }));
  });
});
