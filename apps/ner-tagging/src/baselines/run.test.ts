import { describe, expect, it } from 'vitest';
import { wordsOf } from '../examples.ts';
import { bracketed } from '../testing/bracketed.ts';
import { markedWords } from '../testing/public-sets.ts';
import { runTaggingBaselines } from './run.ts';

const examples = ['Mr. [PER Smith] is in [LOC Paris] .', 'Mr. [PER Brown] left [LOC Rome] .', '我 在 [LOC 北 京] 。'].map((text) =>
  bracketed(text),
);
const many = Array.from({ length: 400 }, () => examples).flat();
const test = examples.map(wordsOf);

describe('runTaggingBaselines', () => {
  it('gives the entities of every test sentence, with what a table needs', async () => {
    const told: number[] = [];
    const results = await runTaggingBaselines({ train: markedWords(many), test, onProgress: (done) => told.push(done) });
    const entities = examples.map((example) => example.entities);
    expect(results).toMatchObject([
      { name: 'longestMatch', title: 'longest match of training entities', trainedOn: 1200, predicted: entities },
      { name: 'perceptron', title: 'structured perceptron', trainedOn: 1200, predicted: entities },
    ]);
    expect(results[1].note).toBeUndefined();
    expect(told.length).toBeGreaterThan(10);
  });

  it('says that the perceptron was stopped by its time', async () => {
    const [perceptron] = await runTaggingBaselines({ train: markedWords(many), test, names: ['perceptron'], seconds: 0 });
    expect(perceptron.predicted).toHaveLength(3);
    expect(perceptron.note).toBe('stopped after 0 s, 0.0 of 20 epochs: more time may make it better');
  });

  it('is over as soon as it is aborted', async () => {
    const reason = new Error('pressed Ctrl-C');
    const controller = new AbortController();
    const running = runTaggingBaselines({
      train: markedWords(many),
      test,
      signal: controller.signal,
      onProgress: () => controller.abort(reason),
    });
    await expect(running).rejects.toBe(reason);
    await expect(runTaggingBaselines({ train: [], test, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('says why a baseline failed', async () => {
    const overlapping = [
      { start: 0, end: 2, type: 'LOC' },
      { start: 1, end: 2, type: 'LOC' },
    ];
    const [perceptron] = await runTaggingBaselines({
      train: [{ tokens: ['New', 'York'], entities: overlapping }],
      test,
      names: ['perceptron'],
    });
    expect(perceptron.predicted).toBeUndefined();
    expect(perceptron.note).toMatch(/^failed: .*overlaps/);
    expect(perceptron.trainedOn).toBe(0);
  });
});
