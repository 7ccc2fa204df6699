import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createEngine } from '@textloom/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SequenceTagger } from './models/sequence-tagger.ts';
import { TextClassifier } from './models/text-classifier.ts';
import { readGloveText, readJsonVectors, readWordVectors } from './pretrained-vectors.ts';
import { classificationTask } from './tasks/classification-task.ts';
import { taggingTask } from './tasks/tagging-task.ts';
import { entityF1, sentenceOf, toyEntities, toyTagger } from './testing/toy-entities.ts';
import { toyIntents, toyOptions } from './testing/toy-intents.ts';
import { train } from './testing/train.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'textloom-vectors-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(name: string, content: string): Promise<string> {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

const shared = resolve(import.meta.dirname, '../../../..', process.env.TEXTLOOM_SHARED ?? 'shared');
const glove = join(shared, 'datasets/glove-50d-5k/glove-50d-5k.json');

describe('readGloveText', () => {
  it('reads words and numbers, also words with spaces in them, of any script, after a header or none', async () => {
    const { dimension, vectors } = await readGloveText(await fileOf('a.txt', '3 2\nparcel 1 -2.5\n. . . 0.5 1e-3\n包裹 3 4\r\n'));
    expect(dimension).toBe(2);
    expect(Object.fromEntries([...vectors].map(([word, vector]) => [word, [...vector]]))).toEqual({
      parcel: [1, -2.5],
      '. . .': [0.5, Math.fround(1e-3)],
      包裹: [3, 4],
    });
  });

  it('keeps only the wanted words', async () => {
    const file = await fileOf('b.txt', 'a 1 2\nb 3 4\na 5 6\n');
    expect([...(await readGloveText(file, { wanted: (word) => word === 'a' })).vectors]).toEqual([['a', Float32Array.of(1, 2)]]);
  });

  it.each([
    ['a 1 2\nb 3\n', /:2: 1 numbers; expected a word and 2 numbers/],
    ['a 1 2\nb 3 x\n', /:2: 'x' is not a number/],
    ['', /the file is empty/],
  ])('names the line of %j', async (content, message) => {
    await expect(readGloveText(await fileOf('c.txt', content))).rejects.toThrow(message);
  });

  it('says that there is no such file', async () => {
    await expect(readGloveText(join(folder, 'none.txt'))).rejects.toThrow(/none\.txt: no such file/);
  });
});

describe('readJsonVectors', () => {
  it('reads an object of words and numbers', async () => {
    const file = await fileOf('a.json', '{"parcel": [1, -2.5], "包裹": [3, 4], "the": [0, 0]}');
    const { dimension, vectors } = await readJsonVectors(file, { wanted: (word) => word !== 'the' });
    expect([dimension, [...vectors]]).toEqual([
      2,
      [
        ['parcel', Float32Array.of(1, -2.5)],
        ['包裹', Float32Array.of(3, 4)],
      ],
    ]);
  });

  it.each([
    ['{"a": [1, 2], "b": [3]}', /vector of 'b' is wrong; expected 2 numbers/],
    ['{"a": [1, 2], "词": [3, "x"]}', /vector of '词' is wrong; expected 2 numbers/],
    ['{"a": []}', /vector of 'a' is wrong; expected an array of numbers/],
    ['{"a": 1}', /vector of 'a' is wrong/],
    ['[[1, 2]]', /this is not an object/],
    ['null', /this is not an object/],
    ['{"a": [1,', /this is no JSON/],
    ['{}', /the file has no vectors/],
  ])('says what is wrong with %j', async (content, message) => {
    const file = await fileOf('c.json', content);
    await expect(readJsonVectors(file)).rejects.toThrow(message);
    await expect(readJsonVectors(file)).rejects.toThrow(/c\.json: /);
    await expect(readJsonVectors(file)).rejects.toThrow(expect.objectContaining({ name: 'UserError' }));
  });

  it('says that there is no such file', async () => {
    await expect(readJsonVectors(join(folder, 'none.json'))).rejects.toThrow(/none\.json: no such file/);
  });
});

describe('readWordVectors', () => {
  it('reads by the ending of the file: JSON, or text as GloVe and fastText write it', async () => {
    const files = [
      await fileOf('d.JSON', '{"parcel": [1, 2]}'),
      await fileOf('d.vec', '1 2\nparcel 1 2 \n'),
      await fileOf('d.txt', 'parcel 1 2\n'),
    ];
    for (const file of files) expect([...(await readWordVectors(file)).vectors]).toEqual([['parcel', Float32Array.of(1, 2)]]);
    const { vectors } = await readWordVectors(files[0], { wanted: () => false });
    expect(vectors.size).toBe(0);
  });
});

describe("a classifier's usePretrained", () => {
  const { train: texts } = toyIntents();
  const words = {
    dimension: 24,
    vectors: new Map([
      ['parcel', new Float32Array(24).fill(0.5)],
      ['refund', new Float32Array(24).fill(-1)],
    ]),
  };

  it.each([true, false])(
    'starts the rows of words from their vectors; frozen (%s) they stay, also after saving and loading',
    async (frozen) => {
      const engine = await createEngine({ seed: 2 });
      const tokenizer = { kind: 'mixed', normalizer: { lowercase: false } } as const;
      const model = TextClassifier.fromTexts(engine, { ...toyOptions(), tokenizer }, ['Parcel Parcel', ...texts.map(({ text }) => text)]);
      expect(model.usePretrained(words, { frozen })).toBe(3);
      const rowOf = (word: string, of = model): Float32Array =>
        of.network.table.value.slice(24 * of.codec.vocabulary.id(word)).slice(0, 24);
      expect(rowOf('Parcel')).toEqual(words.vectors.get('parcel'));
      const before = rowOf('order');
      train(classificationTask(model, model.encode(texts)), { kind: 'adamw', lr: 6e-3 }, { epochs: 1 });
      expect(rowOf('order')).not.toEqual(before);
      const changed = rowOf('refund').some((value) => value !== -1);
      expect(changed).toBe(!frozen);
      await model.save(join(folder, `model-${frozen}`));
      const loaded = await TextClassifier.load(join(folder, `model-${frozen}`));
      expect(loaded.frozenRows).toEqual(model.frozenRows);
      expect(loaded.predict('refund my parcel')).toEqual(model.predict('refund my parcel'));
    },
  );

  it('refuses vectors of another dimension', async () => {
    const model = TextClassifier.fromTexts(
      await createEngine(),
      toyOptions(),
      texts.map(({ text }) => text),
    );
    expect(() => model.usePretrained({ dimension: 50, vectors: new Map() })).toThrow(/50 numbers.*embedding\.dimension: 50/);
  });

  describe.skipIf(!existsSync(glove))('with vectors of GloVe (needs ../shared)', () => {
    it('finds most English words of the texts', async () => {
      const { vectors } = await readWordVectors(glove);
      const file = await fileOf('glove.txt', [...vectors].map(([word, numbers]) => `${word} ${numbers.join(' ')}\n`).join(''));
      expect(await readWordVectors(file)).toEqual({ dimension: 50, vectors });
      const english = texts.filter(({ labels }) => labels?.language === 'en').map(({ text }) => text);
      const model = TextClassifier.fromTexts(await createEngine(), { ...toyOptions(), embedding: { dimension: 50 } }, english);
      const found = model.usePretrained(await readGloveText(file));
      expect(found / model.codec.vocabulary.size).toBeGreaterThan(0.7);
    });
  });
});

describe("a tagger's pretrained vectors", () => {
  const sentences = toyEntities();
  const vectorOf = (value: number): Float32Array => new Float32Array(16).fill(value);
  const vectors = {
    dimension: 16,
    vectors: new Map([
      ['ada', vectorOf(0.5)],
      ['海', vectorOf(-0.25)],
      ['lisbon', vectorOf(0.125)],
    ]),
  };
  const rowOf = ({ codec, network }: SequenceTagger, token: string): Float32Array =>
    network.table.value.slice(16 * codec.wordRow(token)).slice(0, 16);

  it.each([true, false])('start the rows of their words, and give rows to words that training lacks; frozen: %s', async (frozen) => {
    const tagger = SequenceTagger.fromSentences(await createEngine({ seed: 2 }), toyTagger(), sentences, { vectors, frozen });
    expect([rowOf(tagger, 'ADA'), rowOf(tagger, '海'), rowOf(tagger, 'Lisbon')]).toEqual([vectorOf(0.5), vectorOf(-0.25), vectorOf(0.125)]);
    const before = rowOf(tagger, 'Zora');
    train(taggingTask(tagger, tagger.encode(sentences)), { kind: 'adamw', lr: 0.02, weightDecay: 0.1 }, { epochs: 2 });
    expect(rowOf(tagger, 'Zora')).not.toEqual(before);
    const moved = ['Ada', '海'].map((token, i) => rowOf(tagger, token).some((value) => value !== [0.5, -0.25][i]));
    expect(moved).toEqual([!frozen, !frozen]);
    await tagger.save(join(folder, `tagger-${frozen}`));
    const loaded = await SequenceTagger.load(join(folder, `tagger-${frozen}`));
    expect(loaded.frozenRows).toEqual(tagger.frozenRows);
    expect(loaded.frozenRows.size).toBe(frozen ? 3 : 0);
    expect(loaded.tag([['Ada', 'saw', 'Lisbon']])).toEqual(tagger.tag([['Ada', 'saw', 'Lisbon']]));
  });

  it('are taken by the lower-case form where a tagger keeps the case', async () => {
    const options = { ...toyTagger(), words: { dimension: 16, normalizer: { lowercase: false } } };
    const tagger = SequenceTagger.fromSentences(await createEngine({ seed: 2 }), options, sentences);
    expect(tagger.usePretrained(vectors)).toBe(2);
    expect([rowOf(tagger, 'Ada'), tagger.codec.wordRow('Lisbon')]).toEqual([vectorOf(0.5), -1]);
    const wider = SequenceTagger.fromSentences(await createEngine({ seed: 2 }), options, sentences, { vectors });
    expect([rowOf(wider, 'Ada'), rowOf(wider, 'Lisbon')]).toEqual([vectorOf(0.5), vectorOf(0.125)]);
  });

  it('must have the dimension of the words', async () => {
    const tagger = SequenceTagger.fromSentences(await createEngine(), toyTagger(), sentences);
    expect(() => tagger.usePretrained({ dimension: 50, vectors: new Map() })).toThrow(/50 numbers and the embedding 16/);
  });

  describe.skipIf(!existsSync(glove))('of GloVe (needs ../shared)', () => {
    it('find words that training has not seen near those that it has', async () => {
      const cities = ['paris', 'london', 'berlin', 'moscow'];
      const said = cities
        .slice(0, 3)
        .flatMap((city) => [sentenceOf(`he saw [LOC ${city}]`), sentenceOf('he saw money'), sentenceOf('he saw oil')]);
      const options = { ...toyTagger(), words: { dimension: 50 }, casing: 0, characters: null };
      const tagger = SequenceTagger.fromSentences(await createEngine({ seed: 2 }), options, said, {
        vectors: await readWordVectors(glove),
        frozen: true,
      });
      expect(tagger.codec.words.size).toBeGreaterThan(4900);
      train(taggingTask(tagger, tagger.encode(said)), { kind: 'adamw', lr: 0.02 }, { epochs: 30 });
      expect(
        entityF1(
          tagger,
          [...cities, 'tokyo', 'rome'].map((city) => sentenceOf(`he saw [LOC ${city}]`)),
        ),
      ).toBe(1);
      expect(
        tagger
          .tag([
            ['he', 'saw', 'gas'],
            ['he', 'saw', 'cash'],
          ])
          .flatMap(({ entities }) => entities),
      ).toEqual([]);
    });
  });
});
