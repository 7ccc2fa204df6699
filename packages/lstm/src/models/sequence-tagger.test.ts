import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine } from '@textloom/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inferencePass } from '../pass.ts';
import type { TaggerSentence } from '../tagging/tagged-corpus.ts';
import type { SequenceTaggerOptions } from '../tagging/tagger-config.ts';
import { taggingTask } from '../tasks/tagging-task.ts';
import { expectTaskGradients } from '../testing/directional-gradient.ts';
import { entityF1, sentenceOf, toyEntities, toyTagger } from '../testing/toy-entities.ts';
import { train } from '../testing/train.ts';
import { SequenceTagger } from './sequence-tagger.ts';

const sentences = toyEntities();

async function trained(
  options: SequenceTaggerOptions = {},
  { epochs = 10, on = sentences as readonly TaggerSentence[] } = {},
): Promise<SequenceTagger> {
  const tagger = SequenceTagger.fromSentences(await createEngine({ seed: 3 }), { ...toyTagger(), ...options }, on);
  train(taggingTask(tagger, tagger.encode(on)), { kind: 'adamw', lr: 0.02 }, { epochs });
  return tagger;
}

/** What people write, and some of what they do not. */
const anySentence = fc.oneof(
  fc.constantFrom(...sentences.map(({ tokens }) => tokens)),
  fc.array(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 5 }), fc.constantFrom('Ada', '李', '', 'x'.repeat(200))), { maxLength: 12 }),
);

describe('SequenceTagger', () => {
  it('learns people, places and firms of two languages, entities that touch among them', async () => {
    const tagger = await trained();
    expect(entityF1(tagger, sentences)).toBe(1);
    const [english, chinese, touching, none] = tagger.tag([
      ['Zora', 'moved', 'to', 'New', 'York', '.'],
      [...'张文住在南山公园。'],
      ['Ada', 'Quill', 'Zora'],
      ['nothing', 'happened', 'today', '.'],
    ]);
    expect(english.entities).toMatchObject([
      { start: 0, end: 1, type: 'PER' },
      { start: 3, end: 5, type: 'LOC' },
    ]);
    expect(chinese.entities).toMatchObject([
      { start: 0, end: 2, type: 'PER' },
      { start: 4, end: 8, type: 'LOC' },
    ]);
    expect(touching.entities).toMatchObject([
      { start: 0, end: 2, type: 'PER' },
      { start: 2, end: 3, type: 'PER' },
    ]);
    expect(none.entities).toEqual([]);
    for (const { probability, entities } of [english, chinese, touching, none]) {
      expect(probability).toBeGreaterThan(0.8);
      for (const { confidence } of entities) expect(confidence).toBeGreaterThanOrEqual(probability - 1e-5);
    }
    expect(tagger.config.types).toEqual(['LOC', 'ORG', 'PER']);
  });

  it('recognises words it has never seen by their characters, and by their casing', async () => {
    const stems = ['brook', 'stone', 'kirk', 'mill', 'ash', 'wood', 'black', 'green', 'lang', 'thorn'];
    const say = (stem: string, place: boolean): TaggerSentence => sentenceOf(place ? `we saw [LOC ${stem}ville]` : `we saw ${stem}er`);
    const known = stems.flatMap((stem) => [say(stem, true), say(stem, false)]);
    const unseen = ['marsh', 'ross', 'dun', 'el'].flatMap((stem) => [say(stem, true), say(stem, false)]);
    const lower = { casing: 0, words: { dimension: 16, singletonDropout: 0.9 } };
    expect(entityF1(await trained(lower, { on: known, epochs: 30 }), unseen)).toBe(1);
    expect(entityF1(await trained({ ...lower, characters: null }, { on: known, epochs: 30 }), unseen)).toBeLessThan(0.9);

    const shout = (stem: string, ship: boolean): TaggerSentence =>
      sentenceOf(ship ? `we saw [SHIP ${stem.toUpperCase()}]` : `we saw ${stem}`);
    const loud = stems.map((stem, i) => shout(stem, i % 2 === 0));
    const new_ = ['marsh', 'ross', 'dun', 'el'].flatMap((stem) => [shout(stem, true), shout(stem, false)]);
    const bare = { characters: null, words: { dimension: 16, singletonDropout: 0.9 } };
    expect(entityF1(await trained(bare, { on: loud, epochs: 40 }), new_)).toBe(1);
    expect(entityF1(await trained({ ...bare, casing: 0 }, { on: loud, epochs: 40 }), new_)).toBeLessThan(0.9);
  });

  it('gives the same bits for a sentence whatever else is tagged with it, in the order given', async () => {
    const tagger = await trained({}, { epochs: 2 });
    fc.assert(
      fc.property(fc.array(anySentence, { minLength: 1, maxLength: 45 }), (texts) => {
        const together = tagger.tag(texts, { nBest: 2 });
        expect(together).toHaveLength(texts.length);
        for (const i of [0, texts.length >> 1, texts.length - 1]) expect(tagger.tag([texts[i]], { nBest: 2 })).toEqual([together[i]]);
      }),
      { numRuns: 15 },
    );
    expect(tagger.tag([])).toEqual([]);
  });

  it('finds nothing in an empty sentence, and is sure of it', async () => {
    const tagger = await trained({}, { epochs: 1 });
    const [empty, other] = tagger.tag([[], ['Ada']], { nBest: 3 });
    expect(empty).toEqual({ entities: [], probability: 1, nBest: [{ probability: 1, entities: [] }] });
    expect(other.nBest!.length).toBe(3);
    expect(tagger.tag([[]])).toEqual([{ entities: [], probability: 1 }]);
  });

  it('takes a word of 10,000 characters and a sentence of 3,000 words', async () => {
    const tagger = await trained({}, { epochs: 4 });
    const [long, wide] = tagger.tag([
      ['Ada', 'x'.repeat(10_000)],
      Array.from({ length: 3000 }, (_, i) => ['Ada', 'joined', 'Acme', '.'][i % 4]),
    ]);
    expect(long.entities.length).toBeLessThanOrEqual(2);
    expect(wide.entities.length).toBeGreaterThan(700);
    for (const { confidence } of wide.entities) expect(confidence).toBeGreaterThan(0);
  });

  it('reads all that its configuration names, each for itself, at its place', async () => {
    const options = { ...toyTagger(), bigrams: { dimension: 4, minFrequency: 1 }, boundaries: 3 };
    const tagger = SequenceTagger.fromSentences(await createEngine({ seed: 3 }), options, sentences);
    const batch = tagger.batcher(tagger.encode([sentences[0]]))([0], inferencePass());
    const scores = (given: typeof batch): number[] => tagger.engine.step(() => tagger.scores(given, inferencePass()).toArray());
    const other = (ids: Int32Array): Int32Array => ids.map((id) => (id === 2 ? 3 : 2));
    const { bag, casings, characters, boundaries, bigrams } = batch;
    const changed = [
      batch,
      { ...batch, bag: { ...bag, ids: other(bag.ids) } },
      { ...batch, casings: other(casings) },
      { ...batch, characters: { ...characters!, ids: other(characters!.ids) } },
      { ...batch, boundaries: other(boundaries!) },
      { ...batch, bigrams: { ...bigrams!, left: other(bigrams!.left) } },
      { ...batch, bigrams: { ...bigrams!, right: other(bigrams!.right) } },
      { ...batch, bigrams: { left: bigrams!.right, right: bigrams!.left } },
    ];
    expect(new Set(changed.map((each) => scores(each).join())).size).toBe(changed.length);
  });

  it('needs types that its sentences have or that are named', async () => {
    const engine = await createEngine();
    const plain = [{ tokens: ['hello', '世界'], entities: [] }];
    expect(() => SequenceTagger.fromSentences(engine, toyTagger(), plain)).toThrow(/types: at least one type/);
    const tagger = SequenceTagger.fromSentences(engine, { ...toyTagger(), types: ['PER', 'LOC'] }, plain);
    expect(tagger.tags).toEqual(['O', 'B-PER', 'I-PER', 'E-PER', 'S-PER', 'B-LOC', 'I-LOC', 'E-LOC', 'S-LOC']);
    expect(() => tagger.encode([sentenceOf('[DATE May] came')])).toThrow(/'May came.*type 'DATE'.*expected one of PER, LOC/);
    expect(() => SequenceTagger.fromSentences(engine, toyTagger(), sentences)).toThrow(/words\.weight/);
  });
});

describe('readings of a sentence', () => {
  it('come best first, none twice, and with all of them each confidence is the sum of the readings that have the entity', async () => {
    const tagger = await trained({}, { epochs: 2, on: sentences.filter(({ entities }) => entities.every(({ type }) => type === 'PER')) });
    expect(tagger.config.types).toEqual(['PER']);
    for (const tokens of [['Ada'], ['Zora', 'Ada'], ['Ada', 'Quill', 'Zora'], ['王', '小', '明', '李']]) {
      const [{ nBest, entities, probability }] = tagger.tag([tokens], { nBest: 5 ** tokens.length });
      const readings = nBest!;
      // Each gap between tokens, and each end, is where something begins: 1, 2, 5, 13, 34, .. ways to choose entities of one type.
      expect(readings).toHaveLength([1, 2, 5, 13, 34][tokens.length]);
      expect(new Set(readings.map((reading) => JSON.stringify(reading.entities))).size).toBe(readings.length);
      expect(readings.map((reading) => reading.probability)).toEqual(
        readings.map((reading) => reading.probability).toSorted((a, b) => b - a),
      );
      expect(readings.reduce((sum, reading) => sum + reading.probability, 0)).toBeCloseTo(1, 4);
      expect(readings[0]).toEqual({ probability, entities: entities.map(({ start, end, type }) => ({ start, end, type })) });
      for (const { start, end, confidence } of entities) {
        const having = readings.filter((reading) => reading.entities.some((entity) => entity.start === start && entity.end === end));
        expect(confidence).toBeCloseTo(
          having.reduce((sum, reading) => sum + reading.probability, 0),
          4,
        );
      }
    }
  });

  it('are only as many as there are, and none where one is asked for', async () => {
    const tagger = await trained({}, { epochs: 1 });
    const tagged = tagger.tag([['Ada'], ['Ada', 'moved']], { nBest: 40 });
    expect(tagged.map(({ nBest }) => nBest!.length)).toEqual([4, 4 * 4 + 3]);
    expect(tagger.tag([['Ada']])[0].nBest).toBeUndefined();
    expect(() => tagger.tag([['Ada']], { nBest: 0 })).toThrow(/n is 0/);
  });
});

const variants: [name: string, options: SequenceTaggerOptions][] = [
  ['softmax in place of the CRF', { decoder: 'softmax' }],
  ['characters by BiLSTM', { characters: { kind: 'lstm', dimension: 6, outputs: 8 } }],
  ['filters of two widths', { characters: { dimension: 6, outputs: 9, widths: [2, 3] } }],
  ['pairs of neighbours', { bigrams: { dimension: 5, minFrequency: 1, dropout: 0.2 } }],
  ['places in words', { boundaries: 4 }],
  ['subwords', { words: { dimension: 16, subwords: { buckets: 100 } } }],
  ['words alone', { characters: null, casing: 0 }],
  [
    'two layers, recurrent dropout',
    { encoder: { hidden: 8, layers: 2, inputDropout: 0.1, outputDropout: 0.1, betweenDropout: 0.1, recurrentDropout: 0.1 } },
  ],
];

describe.each(variants)('a tagger with %s', (_, options) => {
  it('learns, and comes back from its folder to the same bits', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'textloom-tagger-'));
    try {
      const tagger = await trained(options, { epochs: 14 });
      expect(entityF1(tagger, sentences)).toBeGreaterThan(0.97);
      await tagger.save(join(folder, 'model'));
      const loaded = await SequenceTagger.load(join(folder, 'model'));
      expect(loaded.config).toEqual(tagger.config);
      expect(loaded.parameters.map(({ name, value }) => [name, value])).toEqual(tagger.parameters.map(({ name, value }) => [name, value]));
      const texts = [...sentences.map(({ tokens }) => tokens), ['Unseen', 'words', '，', '未', '见'], []];
      expect(loaded.tag(texts, { nBest: 3 })).toEqual(tagger.tag(texts, { nBest: 3 }));
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('has the gradients of finite differences', async () => {
    const engine = await createEngine({ seed: 5 });
    const tagger = SequenceTagger.fromSentences(engine, { ...toyTagger(), ...options }, sentences);
    expectTaskGradients(engine, taggingTask(tagger, tagger.encode(sentences)), Int32Array.of(3, 40, 100, 112));
  });
});
