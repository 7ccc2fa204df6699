import { createEngine } from '@textloom/tensor';
import { describe, expect, it } from 'vitest';
import { classificationTask } from '../tasks/classification-task.ts';
import { tfidfTask } from '../tasks/tfidf-task.ts';
import { toyIntents, toyOptions } from '../testing/toy-intents.ts';
import { train } from '../testing/train.ts';
import { extendClassifier, frequentNewWords } from './extend-classifier.ts';
import { TextClassifier } from './text-classifier.ts';

const { train: texts, test } = toyIntents();

async function trained(): Promise<TextClassifier> {
  const model = TextClassifier.fromTexts(
    await createEngine({ seed: 4 }),
    toyOptions(),
    texts.map(({ text }) => text),
  );
  const corpus = model.encode(texts);
  train(classificationTask(model, corpus), { kind: 'adamw', lr: 6e-3 }, { epochs: 3 });
  train(tfidfTask(model, corpus), { kind: 'adagrad', lr: 0.3 }, { epochs: 3 });
  return model;
}

describe('extendClassifier', () => {
  it('copies a model whose answers stay, also where it has room for new words', async () => {
    const old = await trained();
    const model = extendClassifier(old, { words: ['voucher', 'parcel', '优'] }, await createEngine());
    expect(model.codec.vocabulary.size).toBe(old.codec.vocabulary.size + 2);
    for (const { text } of test) expect(model.predict(text)).toEqual(old.predict(text));
    expect(model.codec.vocabulary.has('voucher')).toBe(true);
  });

  it('adds labels behind those it has, ranks the known ones as before, and learns the new one without forgetting', async () => {
    const old = await trained();
    const vouchers = [
      'how do i use a voucher',
      'my voucher code fails',
      'is the voucher valid',
      '优惠券怎么用',
      '优惠券不能用',
      '优惠券码错了',
    ];
    const words = frequentNewWords(old, vouchers);
    expect(words[0]).toBe('voucher');
    expect(words).toContain('券');
    const model = extendClassifier(old, { labels: { intent: ['refund', 'voucher'] }, words }, await createEngine());
    expect(model.config.heads[0].labels).toEqual(['delivery', 'refund', 'password', 'voucher']);
    const [before, after] = [old, model].map((each) => each.scores(each.encode(test)).intent);
    for (let text = 0; text < test.length; text++) {
      for (const half of ['network', 'linear'] as const) {
        const gap = (label: number): number => after[half]![4 * text + label] - before[half]![3 * text + label];
        expect(gap(1)).toBeCloseTo(gap(0), 4);
        expect(gap(2)).toBeCloseTo(gap(0), 4);
      }
    }
    const examples = [
      ...vouchers.flatMap((text) => [1, 2, 3, 4].map(() => ({ text, labels: { intent: 'voucher' } }))),
      ...texts.slice(0, 200),
    ];
    train(classificationTask(model, model.encode(examples)), { kind: 'adamw', lr: 4e-3 }, { epochs: 8 });
    model.calibrate('intent', { linearWeight: 0 });
    for (const text of ['how do i use my voucher', '请问优惠券怎么用']) expect(model.predict(text).intent.label).toBe('voucher');
    const right = test.filter(({ text, labels }) => model.predict(text).intent.label === labels?.intent);
    expect(right.length / test.length).toBeGreaterThan(0.8);
  });

  it('refuses labels for a head that there is not', async () => {
    const old = TextClassifier.fromTexts(
      await createEngine(),
      toyOptions(),
      texts.map(({ text }) => text),
    );
    const engine = await createEngine();
    expect(() => extendClassifier(old, { labels: { topic: ['a'] } }, engine)).toThrow(/no head 'topic'; expected intent/);
  });
});
