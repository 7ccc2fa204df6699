import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, type Engine, from, type Parameter } from '@textloom/tensor';
import { TextCodec, Vocabulary } from '@textloom/tokenizers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TextClassifierOptions } from '../config.ts';
import { inferencePass } from '../pass.ts';
import { classificationTask } from '../tasks/classification-task.ts';
import { tfidfTask } from '../tasks/tfidf-task.ts';
import { expectTaskGradients } from '../testing/directional-gradient.ts';
import { toyIntents, toyOptions } from '../testing/toy-intents.ts';
import { train } from '../testing/train.ts';
import { TextClassifier } from './text-classifier.ts';

const { train: trainTexts, test: testTexts } = toyIntents();

async function toyModel(options: Partial<TextClassifierOptions> = {}): Promise<TextClassifier> {
  const texts = trainTexts.map(({ text }) => text);
  return TextClassifier.fromTexts(await createEngine({ seed: 3 }), { ...toyOptions(), ...options }, texts);
}

/** Some of what people type, and some that they do not. */
const anyText = fc.oneof(
  fc.constantFrom(...testTexts.map(({ text }) => text)),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom('', '   ', '👩‍👩‍👧', 'é́́', 'مرحبا', 'a'.repeat(300), '退'.repeat(300)),
);

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i])), 0);
}

describe('TextClassifier', () => {
  it('learns three intents in two languages, and the hybrid is no worse than its halves', async () => {
    const model = await toyModel();
    const corpus = model.encode(trainTexts);
    const losses = train(classificationTask(model, corpus), { kind: 'adamw', lr: 6e-3, beta2: 0.99 }, { epochs: 4 });
    expect(losses[3]).toBeLessThan(losses[0] / 1.5);
    train(tfidfTask(model, corpus), { kind: 'adagrad', lr: 0.3 }, { epochs: 4 });
    const accuracy = (linearWeight: number): number => {
      model.calibrate('intent', { linearWeight });
      const right = model
        .predict(testTexts.map(({ text }) => text))
        .filter(({ intent }, i) => intent.label === testTexts[i].labels?.intent);
      return right.length / testTexts.length;
    };
    expect(accuracy(0)).toBeGreaterThan(0.9);
    expect(accuracy(0.4)).toBeGreaterThan(0.9);
    expect(model.predict('where is my parcel??').intent.label).toBe('delivery');
    expect(model.predict('你好，我想退款').intent.label).toBe('refund');
  });

  it('answers as its evaluation does, whatever else is in the batch and however long that is', async () => {
    const model = await toyModel();
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 12 }), (texts) => {
        const together = model.probabilities(model.encode(texts.map((text) => ({ text })))).intent;
        texts.forEach((text, i) => {
          const { probabilities } = model.predict(text, { topK: 3 }).intent;
          const alone = Float32Array.from(
            model.config.heads[0].labels,
            (label) => probabilities.find((entry) => entry.label === label)!.probability,
          );
          expect(largestDifference(alone, together.subarray(3 * i, 3 * i + 3))).toBeLessThan(1e-5);
          expect(alone.reduce((sum, p) => sum + p)).toBeCloseTo(1, 5);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('looks at nothing beyond a length', async () => {
    const model = await toyModel();
    const batch = model.batcher(model.encode(testTexts.slice(0, 6)))([0, 1, 2, 3, 4, 5], inferencePass());
    const steps = batch.steps + 3;
    const indices = new Int32Array(steps * batch.size).fill(2);
    for (let t = 0; t < batch.steps; t++) {
      for (let b = 0; b < batch.size; b++) {
        if (t < batch.lengths[b]) indices[t * batch.size + b] = batch.indices[t * batch.size + b];
      }
    }
    const logits = (given: typeof batch): number[] => model.engine.step(() => model.logits(given, inferencePass()).intent.toArray());
    const padded = logits({ ...batch, steps, indices });
    logits(batch).forEach((value, i) => {
      expect(padded[i]).toBeCloseTo(value, 5);
    });
  });

  it('reads only the beginning of a text of 10 MB', async () => {
    const model = await toyModel();
    const text = `where is my parcel ${'and so on, 退款 '.repeat(700_000)}`;
    const started = performance.now();
    expect(model.predict(text).intent.confidence).toBeGreaterThan(0);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('saves and loads to the same bits, with either recurrence and all poolings', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'textloom-lstm-'));
    try {
      const variants: Partial<TextClassifierOptions>[] = [
        {},
        { linear: null, embedding: { dimension: 9, subwords: null }, pooling: ['last'] },
        { encoder: { hidden: 5, layers: 2, bidirectional: false, recurrence: 'cell' }, pooling: ['last', 'mean', 'max', 'attention'] },
      ];
      for (const [i, variant] of variants.entries()) {
        const model = await toyModel(variant);
        model.calibrate('intent', { linearWeight: 0.3, temperature: 1.7 });
        await model.save(join(folder, `model${i}`));
        const loaded = await TextClassifier.load(join(folder, `model${i}`));
        for (const { name, value } of model.parameters) expect(loaded.engine.parameters.get(name)!.value).toEqual(value);
        expect(loaded.config).toEqual(model.config);
        expect(loaded.calibration).toEqual(model.calibration);
        const texts = testTexts.map(({ text }) => text);
        expect(loaded.predict(texts)).toEqual(model.predict(texts));
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('refuses two classifiers on one engine, an unknown head and impossible calibrations', async () => {
    const model = await toyModel();
    expect(() => TextClassifier.create(model.engine, toyOptions(), model.codec)).toThrow(/embedding.weight/);
    const { tokenizer, vocabulary } = model.codec;
    const wordsOnly = new TextCodec(tokenizer.config, vocabulary);
    expect(() => TextClassifier.create(model.engine, toyOptions(), wordsOnly)).toThrow(/subwords of the tokenizer are: none.*500 buckets/);
    const labels = new TextCodec(tokenizer.config, Vocabulary.of(['a', 'b']), model.codec.subwords);
    expect(() => TextClassifier.create(model.engine, toyOptions(), labels)).toThrow(/no unknown word/);
    expect(() => model.calibrate('topic', {})).toThrow(/no head 'topic'.*intent/);
    expect(() => model.calibrate('intent', { temperature: 0 })).toThrow(/above 0/);
    expect(() => model.calibrate('intent', { linearWeight: -1 })).toThrow(/from 0/);
  });

  it('knows what it was not asked about: a label that no head has is an error with the text', async () => {
    const model = await toyModel();
    expect(() => model.encode([{ text: 'hello', labels: { intent: 'greeting' } }])).toThrow(
      /'hello'.*'greeting'.*expected one of 3 labels/,
    );
  });
});

describe.each(['output', 'cell'] as const)('gradients of the whole classifier, recurrence %s', (recurrence) => {
  it('are those of finite differences', async () => {
    const engine = await createEngine({ seed: 5 });
    const texts = trainTexts.map(({ text }) => text);
    const model = TextClassifier.fromTexts(
      engine,
      {
        heads: toyOptions().heads,
        embedding: { dimension: 6, subwords: { buckets: 40 } },
        encoder: { hidden: 5, layers: 2, recurrence },
        pooling: ['last', 'mean', 'max', 'attention'],
        attention: 4,
      },
      texts,
    );
    const corpus = model.encode(trainTexts.slice(0, 300));
    const some = Int32Array.of(3, 77, 130, 299);
    const task = classificationTask(model, corpus, { labelSmoothing: 0.1, classWeights: { intent: [1, 2, 0.5] } });
    const linear = tfidfTask(model, corpus);
    randomise(engine, linear.parameters);
    for (const half of [task, linear]) expectTaskGradients(engine, half, some);
  });
});

/** Values other than the zeros that the linear half starts from. */
function randomise(engine: Engine, parameters: readonly Parameter[]): void {
  for (const { name, value, shape } of parameters) {
    const stream = engine.random.stream('test', name);
    from(Float32Array.from(value, (_, i) => stream.normal(i)))(value, shape, stream);
  }
}
