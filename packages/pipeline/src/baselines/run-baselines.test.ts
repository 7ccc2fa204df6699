import { describe, expect, it } from 'vitest';
import { runBaselines } from './run-baselines.ts';

const questions: readonly (readonly [string, string])[] = [
  ['where is my parcel', 'tracking'],
  ['my parcel has not arrived, where is it', 'tracking'],
  ['track my order please', 'tracking'],
  ['我的快递到哪里了', 'tracking'],
  ['快递怎么还没到', 'tracking'],
  ['查一下我的快递', 'tracking'],
  ['查询快递进度', 'tracking'],
  ['i want my money back', 'refund'],
  ['please refund the money for this order', 'refund'],
  ['can i get a refund', 'refund'],
  ['我要退款', 'refund'],
  ['请把钱退款给我', 'refund'],
];
const train = { texts: questions.map(([text]) => text), labels: questions.map(([, label]) => label) };
const test = ['a parcel that never arrived', 'refund my money now', '快递没到', '可以退款吗'];

describe('runBaselines', () => {
  it('answers in English and in Chinese', async () => {
    const [majority, bayes, regression] = await runBaselines({ train, test });
    expect(majority).toMatchObject({ name: 'majority', predictions: Array(4).fill('tracking'), trainedOn: 12 });
    expect(bayes).toMatchObject({ name: 'bayes', predictions: ['tracking', 'refund', 'tracking', 'refund'], trainedOn: 12 });
    expect(regression).toMatchObject({ predictions: ['tracking', 'refund', 'tracking', 'refund'], trainedOn: 12 });
    expect(regression.note).toBeUndefined();
  });

  it('stops what takes too long', async () => {
    const long = Array.from({ length: 4000 }, (_, index) => ({
      text: `word${index} word${index + 1} word${index % 97}`,
      label: `class ${index % 400}`,
    }));
    const [bayes] = await runBaselines({
      train: { texts: long.map(({ text }) => text), labels: long.map(({ label }) => label) },
      test: long.map(({ text }) => text),
      names: ['bayes'],
      seconds: 0.1,
    });
    expect(bayes.predictions).toBeUndefined();
    expect(bayes.note).toContain('stopped after');
  });

  it('keeps labels that natural would trim', async () => {
    const [bayes] = await runBaselines({
      train: { texts: ['good day', 'bad night'], labels: [' good', 'bad '] },
      test: ['bad night'],
      names: ['bayes'],
    });
    expect(bayes.predictions).toEqual(['bad ']);
  });

  it('refuses texts without labels', async () => {
    await expect(runBaselines({ train: { texts: ['a'], labels: [] }, test: [] })).rejects.toThrow('1 texts, 0 labels');
  });
});
