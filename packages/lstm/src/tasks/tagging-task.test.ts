import { attachEngine, createEngine } from '@textloom/tensor';
import { describe, expect, it } from 'vitest';
import { SequenceTagger } from '../models/sequence-tagger.ts';
import type { SequenceTaggerOptions } from '../tagging/tagger-config.ts';
import { toyEntities, toyTagger } from '../testing/toy-entities.ts';
import { createTask, taggingTask } from './tagging-task.ts';

const sentences = toyEntities();
const step = { step: 4, seed: 9, shard: 0, training: true };

async function toy(options: SequenceTaggerOptions = {}): Promise<SequenceTagger> {
  return SequenceTagger.fromSentences(await createEngine({ seed: 1, workers: 2 }), { ...toyTagger(), ...options }, sentences);
}

describe('taggingTask', () => {
  it('is the mean over sentences, so it adds up over the parts of a batch', async () => {
    for (const decoder of ['crf', 'softmax'] as const) {
      const tagger = await toy({ decoder });
      const task = taggingTask(tagger, tagger.encode(sentences));
      const loss = (some: number[]): number =>
        tagger.engine.step(() => task.loss(Int32Array.from(some), { ...step, training: false }).item());
      expect((2 * loss([0, 40]) + 3 * loss([80, 100, 114])) / 5).toBeCloseTo(loss([0, 40, 80, 100, 114]), 4);
      expect([task.exampleCount, task.lengthOf(0)]).toEqual([sentences.length, sentences[0].tokens.length]);
    }
  });

  it('is the negative logarithm of the probability that tagging gives to the same reading', async () => {
    const tagger = await toy();
    const [{ nBest }] = tagger.tag([['Ada']], { nBest: 4 });
    for (const { probability, entities } of nBest!) {
      const task = taggingTask(tagger, tagger.encode([{ tokens: ['Ada'], entities }]));
      const loss = tagger.engine.step(() => task.loss(Int32Array.of(0), { ...step, training: false }).item());
      expect(Math.exp(-loss)).toBeCloseTo(probability, 5);
    }
  });

  it('drops by (seed, step, shard) and by nothing else', async () => {
    const tagger = await toy();
    const task = taggingTask(tagger, tagger.encode(sentences));
    const loss = (keys: Partial<typeof step>): number =>
      tagger.engine.step(() => task.loss(Int32Array.of(1, 2, 3), { ...step, ...keys }).item());
    expect(loss({})).toBe(loss({}));
    const others = [loss({ step: 5 }), loss({ seed: 10 }), loss({ shard: 1 }), loss({ training: false })];
    expect(new Set([loss({}), ...others]).size).toBe(5);
  });

  it('is built again from its spec on an attached engine, as a worker thread does after a structured clone', async () => {
    const tagger = await toy({ bigrams: { minFrequency: 1, dropout: 0.3 }, boundaries: 3 });
    tagger.usePretrained({ dimension: 16, vectors: new Map([['ada', new Float32Array(16).fill(0.5)]]) }, { frozen: true });
    const task = taggingTask(tagger, tagger.encode(sentences));
    const engine = await attachEngine(tagger.engine.share(), 1);
    const again = createTask(engine, structuredClone(task.module.spec));
    const some = Int32Array.of(5, 60, 110);
    expect(engine.step(() => again.loss(some, step).item())).toBe(tagger.engine.step(() => task.loss(some, step).item()));
    expect(again.parameters.map(({ name, offset }) => [name, offset])).toEqual(task.parameters.map(({ name, offset }) => [name, offset]));
    expect(task.module.url).toMatch(/tagging-task/);
    expect([again.exampleCount, again.lengthOf(7)]).toEqual([task.exampleCount, task.lengthOf(7)]);
  });

  it('learns only from sentences that are annotated', async () => {
    const tagger = await toy();
    const corpus = tagger.encode([...sentences.slice(0, 2), { tokens: ['未', '标'] }, sentences[3]]);
    expect(() => taggingTask(tagger, corpus)).toThrow(
      /sentence 3 of the training corpus is not annotated; expected entities, an empty list/,
    );
    expect(() => taggingTask(tagger, tagger.encode([{ tokens: [] }]))).toThrow(/sentence 1 /);
    expect(taggingTask(tagger, tagger.encode([{ tokens: [], entities: [] }])).exampleCount).toBe(1);
  });
});
