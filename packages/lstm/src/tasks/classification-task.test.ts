import { attachEngine, createEngine } from '@textloom/tensor';
import { describe, expect, it } from 'vitest';
import { TextClassifier } from '../models/text-classifier.ts';
import { toyIntents, toyOptions } from '../testing/toy-intents.ts';
import { type ClassificationObjective, classificationTask, createTask } from './classification-task.ts';

const { train: texts } = toyIntents();
const step = { step: 4, seed: 9, shard: 0, training: true };

async function twoHeads(): Promise<TextClassifier> {
  const heads = [...toyOptions().heads, { name: 'language', labels: ['en', 'zh'] }];
  return TextClassifier.fromTexts(
    await createEngine({ seed: 1, workers: 2 }),
    { ...toyOptions(), heads },
    texts.map(({ text }) => text),
  );
}

describe('classificationTask', () => {
  it('gives texts without a label of a head no part in that head', async () => {
    const model = await twoHeads();
    const corpus = model.encode(
      texts.slice(0, 40).map(({ text, labels }, i) => ({ text, labels: i < 20 ? labels! : { intent: labels!.intent } })),
    );
    const task = classificationTask(model, corpus);
    const gradientOf = (some: Int32Array): Float32Array => {
      model.engine.zeroGradients();
      model.engine.step(() => model.engine.backward(task.loss(some, { ...step, training: false })));
      return model.engine.parameters.get('heads.language.weight')!.gradientData().slice();
    };
    expect(gradientOf(Int32Array.of(25, 30, 39)).every((g) => g === 0)).toBe(true);
    const labelled = gradientOf(Int32Array.of(2, 7));
    const mixed = gradientOf(Int32Array.of(2, 7, 30, 39));
    expect(labelled.some((g) => g !== 0)).toBe(true);
    labelled.forEach((g, i) => {
      expect(mixed[i]).toBeCloseTo(g / 2, 5);
    });
  });

  it('adds up over the parts of a batch, also where labels are missing and classes weighted', async () => {
    const model = await twoHeads();
    const corpus = model.encode(
      texts.map(({ text, labels }, i) => ({ text, labels: i % 3 === 0 ? { language: labels!.language } : labels! })),
    );
    const task = classificationTask(model, corpus, { classWeights: { intent: [1, 3, 0.2] }, headWeights: { language: 0.5 } });
    const loss = (some: number[]): number => model.engine.step(() => task.loss(Int32Array.from(some), { ...step, training: false }).item());
    expect((2 * loss([0, 40]) + 3 * loss([80, 120, 161])) / 5).toBeCloseTo(loss([0, 40, 80, 120, 161]), 5);
  });

  it('drops by (seed, step, shard) and by nothing else', async () => {
    const model = await twoHeads();
    const task = classificationTask(model, model.encode(texts));
    const loss = (keys: Partial<typeof step>): number =>
      model.engine.step(() => task.loss(Int32Array.of(1, 2, 3), { ...step, ...keys }).item());
    expect(loss({})).toBe(loss({}));
    const others = [loss({ step: 5 }), loss({ seed: 10 }), loss({ shard: 1 }), loss({ training: false })];
    expect(new Set([loss({}), ...others]).size).toBe(5);
  });

  it('adds the disagreement of two passes with R-Drop, which is nothing where nothing is dropped', async () => {
    const model = await twoHeads();
    const corpus = model.encode(texts);
    const loss = (objective: ClassificationObjective, training: boolean): number =>
      model.engine.step(() =>
        classificationTask(model, corpus, objective)
          .loss(Int32Array.of(1, 2, 3, 200), { ...step, training })
          .item(),
      );
    const weak = loss({ rDrop: 1e-6 }, true);
    const strong = loss({ rDrop: 1 }, true);
    const stronger = loss({ rDrop: 2 }, true);
    expect(strong).toBeGreaterThan(weak);
    expect(stronger - weak).toBeCloseTo(2 * (strong - weak), 4);
    expect(loss({ rDrop: 1 }, false)).toBe(loss({}, false));
  });

  it('is built again from its spec on an attached engine, as a worker thread does after a structured clone', async () => {
    const model = await twoHeads();
    const task = classificationTask(model, model.encode(texts), { labelSmoothing: 0.2, rDrop: 0.5 });
    const engine = await attachEngine(model.engine.share(), 1);
    const again = createTask(engine, structuredClone(task.module.spec));
    const some = Int32Array.of(5, 6, 300);
    expect(engine.step(() => again.loss(some, step).item())).toBe(model.engine.step(() => task.loss(some, step).item()));
    expect(again.parameters.map(({ name, offset }) => [name, offset])).toEqual(task.parameters.map(({ name, offset }) => [name, offset]));
    expect(task.module.url).toMatch(/classification-task/);
    expect([task.exampleCount, task.lengthOf(0)]).toEqual([texts.length, again.lengthOf(0)]);
  });
});
