import { attachEngine, createEngine } from '@textloom/tensor';
import { describe, expect, it } from 'vitest';
import { TextClassifier } from '../models/text-classifier.ts';
import { toyIntents, toyOptions } from '../testing/toy-intents.ts';
import { train } from '../testing/train.ts';
import { classificationTask } from './classification-task.ts';
import { createTask, tfidfTask } from './tfidf-task.ts';

const { train: texts, test } = toyIntents();
const step = { step: 0, seed: 1, shard: 0, training: true };

async function toyModel(linear: null | Record<string, never> = {}): Promise<TextClassifier> {
  const engine = await createEngine({ seed: 1, workers: 2 });
  return TextClassifier.fromTexts(
    engine,
    { ...toyOptions(), linear },
    texts.map(({ text }) => text),
  );
}

describe('tfidfTask', () => {
  it('starts from equal probabilities and learns a classifier by itself', async () => {
    const model = await toyModel();
    const task = tfidfTask(model, model.encode(texts));
    expect(model.engine.step(() => task.loss(Int32Array.of(0, 1, 2), step).item())).toBeCloseTo(Math.log(3), 5);
    train(task, { kind: 'adagrad', lr: 0.2 }, { epochs: 3 });
    const corpus = model.encode(test);
    const { linear, labels } = model.scores(corpus).intent;
    const right = test.filter((_, i) => {
      const row = linear!.subarray(i * labels, (i + 1) * labels);
      return row.indexOf(Math.max(...row)) === corpus.labels.intent[i];
    });
    expect(right.length / test.length).toBeGreaterThan(0.95);
  });

  it('is built again on an attached engine', async () => {
    const model = await toyModel();
    const task = tfidfTask(model, model.encode(texts));
    train(task, { kind: 'adagrad', lr: 0.2 }, { epochs: 1 });
    const engine = await attachEngine(model.engine.share(), 1);
    const again = createTask(engine, structuredClone(task.module.spec));
    const some = Int32Array.of(7, 200, 8);
    expect(engine.step(() => again.loss(some, step).item())).toBe(model.engine.step(() => task.loss(some, step).item()));
    expect(task.module.url).toMatch(/tfidf-task/);
  });

  it('and the network learn one at a time where the model says so', async () => {
    const model = await toyModel();
    const corpus = model.encode(texts);
    model.learn('network');
    const linear = tfidfTask(model, corpus);
    expect(() => model.engine.step(() => model.engine.backward(linear.loss(Int32Array.of(0), step)))).toThrow(/depends on no parameter/);
    model.learn('linear');
    const network = classificationTask(model, corpus);
    expect(() => model.engine.step(() => model.engine.backward(network.loss(Int32Array.of(0), step)))).toThrow(/depends on no parameter/);
    model.learn('both');
    expect(model.parameters.every(({ trainable }) => trainable)).toBe(true);
  });

  it('needs a model with a linear half', async () => {
    const model = await toyModel(null);
    expect(() => tfidfTask(model, model.encode(texts))).toThrow(/no linear half/);
    expect(model.encode(test).features).toBeUndefined();
    expect(model.scores(model.encode(test)).intent.linear).toBeUndefined();
  });
});
