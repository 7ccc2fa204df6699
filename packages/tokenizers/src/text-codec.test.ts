import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from './testing/texts.ts';
import { TextCodec } from './text-codec.ts';
import { createTokenizer } from './tokenizer.ts';
import type { TokenizerConfig } from './tokenizer-config.ts';
import { Vocabulary } from './vocabulary.ts';

const texts = ['我想申请退款，谢谢！', 'Where is my refund?', "I can't log in 👩‍👧"];

function codecOf(config: TokenizerConfig, corpus: readonly string[] = texts): TextCodec {
  const tokenizer = createTokenizer(config);
  return new TextCodec(config, Vocabulary.build(corpus.flatMap((text) => tokenizer.words(text))), { buckets: 1000, min: 3, max: 5 });
}

describe('TextCodec', () => {
  it('encodes with places, decodes to readable text', () => {
    const codec = codecOf({ kind: 'mixed' });
    const { ids, tokens } = codec.encode('Where is 退款 NOW');
    expect(codec.decode(ids)).toBe('where is 退款 <unk>');
    expect(tokens.map(({ start, end }) => [start, end])).toEqual([
      [0, 5],
      [6, 8],
      [9, 10],
      [10, 11],
      [12, 15],
    ]);
    expect(codec.decode([0, ...ids, 0, 0])).toBe('where is 退款 <unk>');
    expect(codec.subwordIds('refund')).toHaveLength(6 + 5 + 4);
  });

  it.each<TokenizerConfig>([{ kind: 'mixed' }, { kind: 'unicode-words' }, { kind: 'whitespace' }, { kind: 'characters', spaces: 'keep' }])(
    '$kind: decoding and encoding again gives the same ids, on every normalised text',
    (config) => {
      const { normalizer } = createTokenizer(config);
      fc.assert(
        fc.property(anyText, (text) => {
          const once = normalizer.normalize(text).text.normalize('NFKC');
          const codec = codecOf(config, [once]);
          const { ids } = codec.encode(once);
          const decoded = codec.decode(ids);
          expect([...codec.encode(decoded).ids]).toEqual([...ids]);
          if (config.kind === 'characters' && !ids.includes(1)) expect(decoded).toBe(normalizer.normalize(once).text);
        }),
        { numRuns: 200 },
      );
    },
  );

  it('decodes the characters of words and characters once', () => {
    const codec = codecOf({ kind: 'mixed', unspaced: 'characters+words' });
    expect(codec.decode(codec.encode('申请退款 refund').ids)).toBe('申请退款 refund');
  });

  it('survives tokenizer.json', () => {
    const codec = codecOf({ kind: 'mixed', normalizer: { digits: 'zero' } });
    const read = TextCodec.parse(JSON.stringify(codec));
    expect(read.toJSON()).toEqual(codec.toJSON());
    for (const text of texts) expect(read.encode(text)).toEqual(codec.encode(text));
  });

  it('says what is wrong with a corrupted tokenizer.json, as a mistake of the user', () => {
    const json = JSON.stringify(codecOf({ kind: 'mixed' }));
    const wrong = (change: object) => () => TextCodec.fromJSON({ ...JSON.parse(json), ...change }, 'run/tokenizer.json');
    expect(() => TextCodec.parse(json.slice(0, 40), 'run/tokenizer.json')).toThrow(
      /^run\/tokenizer.json: not valid JSON .* is the file truncated\?$/,
    );
    expect(wrong({ format: 'bpe' })).toThrow('run/tokenizer.json: expected "format": "textloom-tokenizer", found "bpe"');
    expect(wrong({ version: 2 })).toThrow('run/tokenizer.json: version 2 is not readable here, expected 1');
    expect(wrong({ merges: [] })).toThrow("run/tokenizer.json: unknown key 'merges'");
    expect(wrong({ tokenizer: { kind: 'x' } })).toThrow('run/tokenizer.json: tokenizer.kind: expected one of');
    expect(wrong({ vocabulary: [] })).toThrow('run/tokenizer.json: vocabulary: expected an object, found []');
    expect(wrong({ subwords: { buckets: 0, min: 3, max: 5 } })).toThrow('subwords.buckets: expected a whole number of at least 1');
    expect(wrong({ tokenizer: undefined })).toThrow(expect.objectContaining({ name: 'UserError' }));
  });

  it('has no subwords unless it was given their config', () => {
    const codec = new TextCodec({ kind: 'mixed' }, Vocabulary.build([]));
    expect(() => codec.subwordIds('a')).toThrow('this tokenizer has no subwords');
  });
});
