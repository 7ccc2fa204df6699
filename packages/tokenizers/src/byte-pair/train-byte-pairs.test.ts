import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { trainBytePairs } from './train-byte-pairs.ts';

const ENGLISH = ['The dog runs on the grass.', 'A dog and a man run.', 'The man is running.'];
const GERMAN = ['Der Hund läuft im Gras.', 'Ein Hund und ein Mann laufen.', 'Der Mann läuft.'];
const CHINESE = ['狗在草地上跑。', '一只狗和一个男人在跑步。', '男人在跑步。'];

describe('trainBytePairs', () => {
  it.each([
    ['English and German', [...ENGLISH, ...GERMAN], { kind: 'moses' }],
    ['Chinese', CHINESE, { kind: 'chinese' }],
    ['all three', [...ENGLISH, ...GERMAN, ...CHINESE], { kind: 'chinese', unit: 'characters' }],
  ] as const)('gives the same codec for any order of the texts: %s', (_, texts, words) => {
    const codec = trainBytePairs(texts, { words });
    expect(codec.model.merges.length).toBeGreaterThan(1);
    expect(trainBytePairs(texts.toReversed(), { words }).toJSON()).toEqual(codec.toJSON());
    expect(trainBytePairs(texts.toSorted(), { words }).toJSON()).toEqual(codec.toJSON());
  });

  it('learns one vocabulary over two languages, or one each', () => {
    const joint = trainBytePairs([...ENGLISH, ...GERMAN]);
    const english = trainBytePairs(ENGLISH);
    expect(joint.vocabulary.has('▁Hund') && joint.vocabulary.has('▁man')).toBe(true);
    expect(english.vocabulary.has('▁man')).toBe(true);
    expect(english.vocabulary.has('▁Hund') || english.vocabulary.has('ä')).toBe(false);
    expect(english.decode(english.ids(GERMAN[0]!))).toBe(GERMAN[0]);
  });

  it('merges Chinese characters within words, or not at all', () => {
    const words = trainBytePairs(CHINESE, { words: { kind: 'chinese' } });
    const characters = trainBytePairs(CHINESE, { words: { kind: 'chinese', unit: 'characters' } });
    expect(words.encode('男人在跑步。').tokens.map(({ text }) => text)).toEqual(['男人', '在', '跑步', '。']);
    expect(characters.encode('男人在跑步。').tokens.map(({ text }) => text)).toEqual([...'男人在跑步。']);
  });

  it('numbers specials, bytes, characters by frequency, merges', () => {
    const { vocabulary, model } = trainBytePairs(['aab aab'], { specials: ['<pad>', '<s>'], merges: 2 });
    expect(model.merges).toEqual([
      ['a', 'a'],
      ['aa', 'b'],
    ]);
    expect(vocabulary.tokens().slice(-5)).toEqual(['▁', 'a', 'b', 'aa', 'aab']);
    expect(vocabulary.id('<0x00>')).toBe(2);
    expect(vocabulary.size).toBe(2 + 256 + 5);
  });

  it('leaves rare characters and rare pairs out', () => {
    expect(trainBytePairs(['人人人 狗'], { minCharacterFrequency: 2 }).model.alphabet).toEqual(['▁', '人']);
    expect(trainBytePairs(['ab ab ab cd cd'], { minFrequency: 3 }).model.merges.map(([left, right]) => left + right)).toEqual([
      'ab',
      '▁ab',
    ]);
  });

  it('makes a codec of no text at all', () => {
    const codec = trainBytePairs([]);
    expect(codec.decode(codec.ids('Straße 退款'))).toBe('Straße 退款');
  });

  it('says what is wrong with an option', () => {
    expect(() => trainBytePairs([], { merges: -1 })).toThrow('merges: expected a whole number of at least 0, found -1');
    expect(() => trainBytePairs([], { unseen: 'unknown', specials: [] })).toThrow('specials: expected <unk> among them');
    expect(() => trainBytePairs([], { normalizer: { case: 'lower' } as object })).toThrow("normalizer: unknown key 'case'");
  });
});

const multi30k = join(
  resolve(import.meta.dirname, '../../../../..', process.env.TEXTLOOM_SHARED ?? 'shared'),
  'datasets/multi30k-en-de/raw',
);
const read = (file: string): string[] =>
  gunzipSync(readFileSync(join(multi30k, file)))
    .toString('utf8')
    .trimEnd()
    .split('\n');

describe.skipIf(!existsSync(multi30k))('on Multi30k (needs ../shared)', () => {
  it('spells validation sentences in fewer pieces the more merges there are, and gives them back', () => {
    const texts = ['train.en.gz', 'train.de.gz'].flatMap((file) => read(file).slice(0, 1000));
    const held = ['val.en.gz', 'val.de.gz'].flatMap((file) => read(file).slice(0, 200));
    const lengths = [0, 500, 2000].map((merges) => {
      const codec = trainBytePairs(texts, { merges });
      expect(codec.model.merges).toHaveLength(merges);
      for (const text of held) expect(codec.decode(codec.ids(text))).toBe(codec.normalizer.normalize(text).text);
      return held.reduce((sum, text) => sum + codec.ids(text).length, 0) / held.length;
    });
    // Characters, and then words with some in pieces: the sentences have 12 words.
    expect(lengths[0]).toBeGreaterThan(60);
    expect(lengths[1]).toBeLessThan(lengths[0]! / 2);
    expect(lengths[2]).toBeLessThan(20);
  });
});
