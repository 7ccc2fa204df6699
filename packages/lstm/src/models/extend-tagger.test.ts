import { createEngine } from '@textloom/tensor';
import { describe, expect, it } from 'vitest';
import type { SequenceTaggerOptions } from '../tagging/tagger-config.ts';
import { taggingTask } from '../tasks/tagging-task.ts';
import { entityF1, sentenceOf, toyEntities, toyTagger } from '../testing/toy-entities.ts';
import { train } from '../testing/train.ts';
import { extendTagger } from './extend-tagger.ts';
import { SequenceTagger } from './sequence-tagger.ts';

const sentences = toyEntities();
const dated = [
  sentenceOf('[PER Ada] left on [DATE 3 May]'),
  sentenceOf('on [DATE 17 June] [PER Zora] moved to [LOC Oslo]'),
  sentenceOf('[ORG Blue Fox] closed on [DATE 9 May]'),
  sentenceOf('[PER 李][DATE 五月三日]去了[LOC 上海]'),
  sentenceOf('[DATE 六月九日][PER 张文]住在[LOC 北京]'),
];
const additions = { types: ['LOC', 'DATE', 'MONEY'], sentences: dated };

async function trained(options: SequenceTaggerOptions = {}, epochs = 8): Promise<SequenceTagger> {
  const tagger = SequenceTagger.fromSentences(await createEngine({ seed: 4 }), { ...toyTagger(), ...options }, sentences);
  train(taggingTask(tagger, tagger.encode(sentences)), { kind: 'adamw', lr: 0.02 }, { epochs });
  return tagger;
}

const variants: SequenceTaggerOptions[] = [
  {},
  { decoder: 'softmax', characters: { kind: 'lstm', dimension: 6, outputs: 8 } },
  { words: { dimension: 16, subwords: { buckets: 60 } }, bigrams: { dimension: 5, minFrequency: 1, dropout: 0.2 }, boundaries: 3 },
  { words: { dimension: 16, normalizer: { lowercase: false } } },
];

describe('extendTagger', () => {
  it.each(variants)(
    'tags as the old one does until it is trained, the new words and a hardly trained old one too (%j)',
    async (options) => {
      for (const epochs of [1, 8]) {
        const old = await trained(options, epochs);
        const tagger = extendTagger(old, additions, await createEngine({ seed: 9 }));
        expect(tagger.config.types).toEqual(['LOC', 'ORG', 'PER', 'DATE', 'MONEY']);
        expect(tagger.tags.slice(0, old.tags.length)).toEqual(old.tags);
        const texts = [...sentences, ...dated].map(({ tokens }) => tokens);
        const [before, after] = [old, tagger].map((each) => each.tag([...texts, ['ADA', 'LEFT', '？'], ['left', 'on', '五']]));
        before.forEach(({ entities, probability }, i) => {
          const bare = (found: typeof entities) => found.map(({ start, end, type }) => ({ start, end, type }));
          expect(bare(after[i].entities)).toEqual(bare(entities));
          entities.forEach(({ confidence }, e) => {
            expect(Math.abs(after[i].entities[e].confidence - confidence)).toBeLessThan(0.02);
          });
          expect(after[i].probability).toBeLessThan(probability + 1e-5);
          expect(after[i].probability).toBeGreaterThan(0.9 * probability);
        });
      }
    },
  );

  it('gives new words, characters and pairs rows of their own and keeps those of the others', async () => {
    const old = await trained({ bigrams: { dimension: 5, minFrequency: 1 }, words: { dimension: 16, subwords: { buckets: 60 } } }, 1);
    const copies = old.parameters.map(({ name, value }) => [name, value.slice()] as const);
    const tagger = extendTagger(old, additions, await createEngine());
    for (const token of ['left', 'June', '六', '17']) {
      expect(old.codec.wordRow(token)).toBe(-1);
      expect(tagger.codec.wordRow(token)).toBeGreaterThanOrEqual(old.codec.words.size);
    }
    expect(tagger.codec.wordRow('Oslo')).toBe(old.codec.wordRow('Oslo'));
    const row = (of: SequenceTagger, id: number): Float32Array => of.network.table.value.slice(16 * id, 16 * id + 16);
    for (const id of [0, 1, 7, old.codec.words.size - 1]) expect(row(tagger, id)).toEqual(row(old, id));
    for (const bucket of [0, 59]) expect(row(tagger, tagger.codec.words.size + bucket)).toEqual(row(old, old.codec.words.size + bucket));

    train(taggingTask(tagger, tagger.encode(dated)), { kind: 'adamw', lr: 0.01 }, { epochs: 2 });
    expect(old.parameters.map(({ name, value }) => [name, value])).toEqual(copies);
    expect([old.config.types, old.codec.words.has('left')]).toEqual([['LOC', 'ORG', 'PER'], false]);
  });

  it('learns the new types and forgets none of the old ones when their sentences are mixed in', async () => {
    const old = await trained();
    const tagger = extendTagger(old, additions, await createEngine({ seed: 9 }));
    const mixed = [...sentences, ...dated, ...dated, ...dated, ...dated];
    train(taggingTask(tagger, tagger.encode(mixed)), { kind: 'adamw', lr: 0.01 }, { epochs: 8 });
    expect(entityF1(tagger, dated)).toBe(1);
    expect(entityF1(tagger, sentences)).toBe(1);
    expect(entityF1(old, dated)).toBeLessThan(0.8);
  });

  it('keeps frozen word vectors frozen, and is a copy when nothing is added', async () => {
    const old = SequenceTagger.fromSentences(await createEngine({ seed: 4 }), toyTagger(), sentences);
    old.usePretrained({ dimension: 16, vectors: new Map([['oslo', new Float32Array(16).fill(0.25)]]) }, { frozen: true });
    const copy = extendTagger(old, { types: ['PER'] }, await createEngine());
    expect(copy.frozenRows).toEqual(new Set([old.codec.words.id('oslo')]));
    expect(copy.parameters.map(({ name, value }) => [name, value])).toEqual(old.parameters.map(({ name, value }) => [name, value]));
    expect(() => extendTagger(old, {}, old.engine)).toThrow(/words\.weight/);
  });
});
