import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createEngine } from '@textloom/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TextClassifier } from './models/text-classifier.ts';
import { readGloveText } from './pretrained-vectors.ts';
import { classificationTask } from './tasks/classification-task.ts';
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

describe('usePretrained', () => {
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
      const vectors = Object.entries(JSON.parse(readFileSync(glove, 'utf8')) as Record<string, number[]>);
      const file = await fileOf('glove.txt', vectors.map(([word, numbers]) => `${word} ${numbers.join(' ')}\n`).join(''));
      const english = texts.filter(({ labels }) => labels?.language === 'en').map(({ text }) => text);
      const model = TextClassifier.fromTexts(await createEngine(), { ...toyOptions(), embedding: { dimension: 50 } }, english);
      const found = model.usePretrained(await readGloveText(file));
      expect(found / model.codec.vocabulary.size).toBeGreaterThan(0.7);
    });
  });
});
