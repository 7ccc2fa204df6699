import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, decodeSafetensors, encodeSafetensors } from '@textloom/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Damage, damagedCopy, edited } from '../testing/damaged-checkpoint.ts';
import { toyEntities, toyTagger } from '../testing/toy-entities.ts';
import { toyIntents, toyOptions } from '../testing/toy-intents.ts';
import { SequenceTagger } from './sequence-tagger.ts';
import { TextClassifier } from './text-classifier.ts';

let root: string;
let tagger: SequenceTagger;
let whole: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'textloom-tagger-'));
  tagger = SequenceTagger.fromSentences(await createEngine({ seed: 7 }), { ...toyTagger(), bigrams: { dimension: 5 } }, toyEntities());
  whole = join(root, 'whole');
  await tagger.save(whole);
});
afterAll(() => rm(root, { recursive: true }));

const tensorsEdited =
  (edit: (tensors: ReturnType<typeof decodeSafetensors>) => void): Damage =>
  (bytes) => {
    const tensors = decodeSafetensors(new Uint8Array(bytes), 'x');
    edit(tensors);
    return encodeSafetensors(tensors);
  };
const configEdited = (change: (config: object) => object): Damage =>
  edited(({ config, ...json }: Record<string, object>) => ({ ...json, config: change(config) }));

describe("a tagger's folder", () => {
  it('holds three files, tensors with the names and shapes of PyTorch', async () => {
    expect((await readdir(whole)).sort()).toEqual(['config.json', 'model.safetensors', 'tokenizer.json']);
    const tensors = decodeSafetensors(new Uint8Array(await readFile(join(whole, 'model.safetensors'))), 'model.safetensors');
    const { words, characters, bigrams } = tagger.codec;
    expect(Object.fromEntries([...tensors].map(([name, { shape }]) => [name, shape]))).toEqual({
      'words.weight': [words.size, 16],
      'characters.weight': [characters!.size, 6],
      'spelling.k3.weight': [8, 6, 3],
      'spelling.k3.bias': [8],
      'casing.weight': [9, 4],
      'bigrams.weight': [bigrams!.size, 5],
      'encoder.weight_ih_l0': [48, 38],
      'encoder.weight_hh_l0': [48, 12],
      'encoder.bias_ih_l0': [48],
      'encoder.weight_ih_l0_reverse': [48, 38],
      'encoder.weight_hh_l0_reverse': [48, 12],
      'encoder.bias_ih_l0_reverse': [48],
      'tags.weight': [13, 24],
      'tags.bias': [13],
      'crf.transitions': [13, 13],
      'crf.start': [13],
      'crf.end': [13],
    });
  });

  const cases: [name: string, file: string, damage: Damage, message: RegExp][] = [
    ['truncated weights', 'model.safetensors', (bytes) => bytes.subarray(0, bytes.length - 100), /model\.safetensors.*truncated/],
    ['flipped weights', 'model.safetensors', (bytes) => bytes.fill(7, 9000, 9010), /model\.safetensors.*checksum/],
    [
      'a tensor missing',
      'model.safetensors',
      tensorsEdited((all) => all.delete('crf.end')),
      /model\.safetensors: there is no tensor 'crf\.end'/,
    ],
    [
      'a tensor too many',
      'model.safetensors',
      tensorsEdited((all) => all.set('heads.x', all.get('tags.bias')!)),
      /model\.safetensors: the tensor 'heads\.x' belongs to no part/,
    ],
    ['a truncated config', 'config.json', (bytes) => bytes.subarray(0, 50), /config\.json: .*damaged or truncated/],
    ['a config of something else', 'config.json', () => '[]', /config\.json: kind is missing; expected 'sequence-tagger'/],
    ['another version', 'config.json', edited((json) => ({ ...json, version: 99 })), /config\.json: version is 99; expected 1/],
    ['an unknown key', 'config.json', configEdited((config) => ({ ...config, hiden: 3 })), /config\.json: .*hiden/],
    ['no types', 'config.json', configEdited((config) => ({ ...config, types: [] })), /config\.json: .*types: at least one type/],
    [
      'one more type than was learnt',
      'config.json',
      configEdited((config) => ({ ...config, types: ['LOC', 'ORG', 'PER', '日期'] })),
      /model\.safetensors: tensor 'tags\.weight' has shape \[13, 24\]; expected shape \[17, 24\] by config\.json/,
    ],
    [
      'a softmax in its config and a CRF in its weights',
      'config.json',
      configEdited((config) => ({ ...config, decoder: 'softmax' })),
      /model\.safetensors: the tensor 'crf\.\w+' belongs to no part/,
    ],
    [
      'pairs that the config does not have',
      'config.json',
      configEdited((config) => ({ ...config, bigrams: null })),
      /tokenizer\.json: 'bigrams' is there; expected what config\.json says/,
    ],
    ['a truncated tokenizer', 'tokenizer.json', (bytes) => bytes.subarray(0, 99), /tokenizer\.json: .*damaged or truncated/],
    ['another tokenizer', 'tokenizer.json', () => '{"format":"other"}', /tokenizer\.json: .*expected the tokens of a sequence tagger/],
    [
      'a word too many',
      'tokenizer.json',
      edited(({ words, ...json }: Record<string, { tokens: string[]; frequencies: number[] }>) => ({
        ...json,
        words: { ...words, tokens: [...words.tokens, '新'], frequencies: [...words.frequencies, 1] },
      })),
      /model\.safetensors: tensor 'words\.weight' has shape .*; expected shape .* by config\.json and tokenizer\.json/,
    ],
    ['invalid UTF-8', 'tokenizer.json', () => Uint8Array.of(0x7b, 0xff), /tokenizer\.json: .*damaged or truncated/],
  ];
  it.each(cases)('with %s is refused by name', async (name, file, damage, message) => {
    const folder = await damagedCopy(whole, name, file, damage);
    await expect(SequenceTagger.load(folder)).rejects.toThrow(message);
    await expect(SequenceTagger.load(folder)).rejects.toThrow(expect.objectContaining({ name: 'UserError' }));
  });

  it.each(['config.json', 'tokenizer.json', 'model.safetensors'])('without %s is refused', async (file) => {
    const folder = await damagedCopy(whole, `without ${file}`, file, () => '');
    await rm(join(folder, file));
    await expect(SequenceTagger.load(folder)).rejects.toThrow(`${join(folder, file)}: no such file; expected a checkpoint folder`);
  });

  it('is not there, or is that of a classifier', async () => {
    await expect(SequenceTagger.load(join(root, 'none'))).rejects.toThrow(/none.*no such folder|none.*no such file/);
    const texts = toyIntents().train.map(({ text }) => text);
    const classifier = TextClassifier.fromTexts(await createEngine(), { ...toyOptions(), linear: null }, texts);
    await classifier.save(join(root, 'classifier'));
    await expect(SequenceTagger.load(join(root, 'classifier'))).rejects.toThrow(
      /config\.json: kind is 'text-classifier'; expected 'sequence-tagger'\. This is the checkpoint of another model/,
    );
    await expect(TextClassifier.load(whole)).rejects.toThrow(/kind is 'sequence-tagger'; expected 'text-classifier'/);
  });

  it('goes onto an engine of choice, which takes one tagger', async () => {
    const engine = await createEngine({ seed: 99 });
    const loaded = await SequenceTagger.load(whole, { engine });
    expect(loaded.engine).toBe(engine);
    expect(loaded.tag([['Ada', '在', '上', '海']])).toEqual(tagger.tag([['Ada', '在', '上', '海']]));
    await expect(SequenceTagger.load(whole, { engine })).rejects.toThrow(/words\.weight/);
  });
});
