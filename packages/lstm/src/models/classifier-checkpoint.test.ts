import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, decodeSafetensors, encodeSafetensors } from '@textloom/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Damage, damagedCopy, edited } from '../testing/damaged-checkpoint.ts';
import { toyIntents, toyOptions } from '../testing/toy-intents.ts';
import { TextClassifier } from './text-classifier.ts';

let root: string;
let model: TextClassifier;
let whole: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'textloom-checkpoint-'));
  const texts = toyIntents().train.map(({ text }) => text);
  model = TextClassifier.fromTexts(await createEngine({ seed: 7 }), toyOptions(), texts);
  whole = join(root, 'whole');
  await model.save(whole);
});
afterAll(() => rm(root, { recursive: true }));

const damaged = (name: string, file: string, damage: Damage): Promise<string> => damagedCopy(whole, name, file, damage);

describe('a checkpoint folder', () => {
  it('holds the files of the format, tensors with the names and shapes of PyTorch', async () => {
    expect((await readdir(whole)).sort()).toEqual(['config.json', 'features.json', 'model.safetensors', 'tokenizer.json']);
    const tensors = decodeSafetensors(new Uint8Array(await readFile(join(whole, 'model.safetensors'))), 'model.safetensors');
    const shapes = Object.fromEntries([...tensors].map(([name, { shape }]) => [name, shape]));
    expect(shapes).toMatchObject({
      'embedding.weight': [model.codec.vocabulary.size + 500, 24],
      'encoder.weight_ih_l0': [64, 24],
      'encoder.weight_hh_l0_reverse': [64, 16],
      'encoder.bias_ih_l0': [64],
      'pooling.attention.weight': [8, 32],
      'heads.intent.weight': [3, 96],
      'heads.intent.bias': [3],
      'linear.intent.weight': [model.vectorizer!.size, 3],
    });
  });

  const cases: [name: string, file: string, change: Damage, message: RegExp][] = [
    ['truncated weights', 'model.safetensors', (bytes) => bytes.subarray(0, bytes.length - 100), /model\.safetensors.*truncated/],
    ['flipped weights', 'model.safetensors', (bytes) => bytes.fill(7, 20_000, 20_010), /model\.safetensors.*checksum/],
    ['empty weights', 'model.safetensors', () => '', /model\.safetensors.*truncated/],
    ['truncated config', 'config.json', (bytes) => bytes.subarray(0, 50), /config\.json: .*damaged or truncated/],
    ['a config that is no JSON object', 'config.json', () => '[]', /config\.json: kind is missing; expected 'text-classifier'/],
    [
      'another kind',
      'config.json',
      edited((json) => ({ ...json, kind: 'sequence-tagger' })),
      /'sequence-tagger'; expected 'text-classifier'/,
    ],
    ['another version', 'config.json', edited((json) => ({ ...json, version: 99 })), /version is 99; expected 1/],
    ['an unknown key', 'config.json', edited((json) => ({ ...json, extra: 1 })), /config\.json: .*extra/],
    [
      'an unknown key of the model',
      'config.json',
      edited(({ config, ...json }: Record<string, object>) => ({ ...json, config: { ...config, hiden: 3 } })),
      /config\.json: .*hiden/,
    ],
    [
      'other sizes',
      'config.json',
      edited(({ config, ...json }: Record<string, object>) => ({ ...json, config: { ...config, attention: 9 } })),
      /model\.safetensors: tensor 'pooling\.attention\.weight' has shape \[8, 32\]; expected shape \[9, 32\]/,
    ],
    ['truncated tokenizer', 'tokenizer.json', (bytes) => bytes.subarray(0, 99), /tokenizer\.json: .*damaged or truncated/],
    ['another tokenizer', 'tokenizer.json', () => '{"format":"other"}', /tokenizer\.json.*format.*other/],
    ['other features', 'features.json', () => '{}', /features\.json.*format/],
    ['invalid UTF-8', 'tokenizer.json', () => Uint8Array.of(0x7b, 0xff), /tokenizer\.json: .*damaged or truncated/],
  ];
  it.each(cases)('with %s is refused by name', async (name, file, change, message) => {
    const folder = await damaged(name, file, change);
    await expect(TextClassifier.load(folder)).rejects.toThrow(message);
    await expect(TextClassifier.load(folder)).rejects.toThrow(expect.objectContaining({ name: 'UserError' }));
  });

  it('is refused when a tensor is missing, or one is too many', async () => {
    const change = (edit: (tensors: ReturnType<typeof decodeSafetensors>) => void) => (bytes: Buffer) => {
      const tensors = decodeSafetensors(new Uint8Array(bytes), 'x');
      edit(tensors);
      return encodeSafetensors(tensors);
    };
    const missing = await damaged(
      'missing',
      'model.safetensors',
      change((tensors) => tensors.delete('heads.intent.bias')),
    );
    await expect(TextClassifier.load(missing)).rejects.toThrow(/there is no tensor 'heads\.intent\.bias'/);
    const extra = await damaged(
      'extra',
      'model.safetensors',
      change((tensors) => tensors.set('crf', tensors.get('heads.intent.bias')!)),
    );
    await expect(TextClassifier.load(extra)).rejects.toThrow(/the tensor 'crf' belongs to no part/);
  });

  it('is refused when a file or the folder is missing, or the folder is a file', async () => {
    const folder = join(root, 'incomplete');
    await cp(whole, folder, { recursive: true });
    await rm(join(folder, 'model.safetensors'));
    await expect(TextClassifier.load(folder)).rejects.toThrow(/model\.safetensors: no such file/);
    await expect(TextClassifier.load(join(root, 'nowhere'))).rejects.toThrow(/nowhere: no such folder/);
    await expect(TextClassifier.load(join(folder, 'config.json'))).rejects.toThrow(/this is a file/);
  });

  it('is replaced as a whole, and found in its old state by a load after a kill between the two renames', async () => {
    const folder = join(root, 'replaced');
    await model.save(folder);
    model.calibrate('intent', { temperature: 2 });
    await model.save(folder);
    expect((await TextClassifier.load(folder)).calibration.intent.temperature).toBe(2);
    await rename(folder, join(root, '.replaced.previous'));
    expect((await TextClassifier.load(folder)).calibration.intent.temperature).toBe(2);
    await model.save(folder);
    expect((await readdir(root)).filter((name) => name.includes('replaced'))).toEqual(['replaced']);
  });

  it('never takes the place of a folder with other files in it', async () => {
    const folder = join(root, 'home');
    await mkdir(folder);
    await writeFile(join(folder, 'thesis.txt'), 'years of work');
    await expect(model.save(folder)).rejects.toThrow(/home: the folder also holds 'thesis\.txt'/);
    expect(await readdir(folder)).toEqual(['thesis.txt']);
    await writeFile(join(root, 'a-file'), '');
    await expect(model.save(join(root, 'a-file', 'model'))).rejects.toThrow(expect.objectContaining({ name: 'UserError' }));
  });
});
