import { TextClassifier } from '@textloom/lstm';
import { createEngine } from '@textloom/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { configWith } from '../test/config-with.ts';
import type { IntentExample } from './examples.ts';
import { measure } from './measure.ts';
import { type DecisionRule, head } from './model.ts';
import { inScope } from './scope.ts';

const texts = ['where is my parcel', 'i want my money back', 'reset my password', '我的包裹呢', '我要退款', '密码忘了', 'hello', 'parcel'];
const intents = ['account', 'refund', 'track'];
const example = (text: string, intent: string): IntentExample => ({ text, intent, source: { file: 'test.csv', line: 2 } });
const rule: DecisionRule = {
  outOfScopeLabel: 'none',
  method: 'threshold',
  linearWeight: 0.4,
  temperature: 1,
  scope: { threshold: 0, margin: 0, softening: 1 },
  topK: 2,
};
const config = configWith({ topK: 2 });
let model: TextClassifier;
let answers: string[];

beforeAll(async () => {
  // Untrained: what it answers is arbitrary, but it is what it answers.
  const engine = await createEngine({ seed: 3, heapBytes: 64 * 2 ** 20 });
  const options = {
    heads: [{ name: head, labels: intents }],
    embedding: { dimension: 8, subwords: { buckets: 100 } },
    encoder: { hidden: 8 },
    attention: 4,
  };
  model = TextClassifier.fromTexts(engine, options, texts);
  model.calibrate(head, rule);
  answers = texts.map((text) => model.predict(text)[head].label);
});

/** An intent that the model does not answer to the text. */
const wrongFor = (row: number): string => intents.find((intent) => intent !== answers[row]) ?? '';

describe('measure', () => {
  it('counts what the model answers, one message at a time', () => {
    const examples = texts.map((text, row) => example(text, row < 6 ? answers[row] : wrongFor(row)));
    const { test, judged } = measure(model, rule, examples, config);
    expect(test).toMatchObject({ accuracy: 0.75, examples: 8, neverSeenInTraining: 0, k: 2 });
    expect(judged.decisions.map(({ best }) => intents[best])).toEqual(answers);
    const [lower, upper] = test.accuracyInterval as [number, number];
    expect(lower).toBeLessThan(0.75);
    expect(upper).toBeGreaterThan(0.75);
  });

  it('counts an intent that training never saw as wrong', () => {
    const examples = texts.map((text, row) => example(text, row < 6 ? answers[row] : 'complaint'));
    expect(measure(model, rule, examples, config).test).toMatchObject({ accuracy: 0.75, topK: 0.75, neverSeenInTraining: 2 });
  });

  it('leaves out-of-scope utterances out of the accuracy and measures them apart', () => {
    const examples = texts.map((text, row) => example(text, row < 6 ? answers[row] : 'none'));
    const all = measure(model, rule, examples, config);
    expect(all.test).toMatchObject({
      accuracy: 1,
      macroF1: 1,
      examples: 6,
      oos: { examples: 2, recall: 0, inScopeAccuracy: 1, inScopeRejected: 0 },
    });
    // A rule that refuses what is less certain than the middle.
    const middle = all.judged.decisions.map(({ certainty }) => certainty).sort((a, b) => a - b)[4];
    const strict: DecisionRule = { ...rule, scope: { threshold: middle, margin: 0, softening: 1 } };
    const { test, judged } = measure(model, strict, examples, config);
    const kept = judged.decisions.map((decision) => inScope(decision, strict.scope));
    expect(kept.filter(Boolean)).toHaveLength(4);
    expect(test).toMatchObject({
      accuracy: 1,
      oos: {
        inScopeAccuracy: kept.slice(0, 6).filter(Boolean).length / 6,
        recall: kept.slice(6).filter((believed) => !believed).length / 2,
        threshold: middle,
      },
    });
  });

  it('out of scope as a class is told by that class', () => {
    const asClass: DecisionRule = { ...rule, method: 'class', outOfScopeLabel: answers[0] };
    const examples = texts.map((text, row) => example(text, answers[row]));
    expect(measure(model, asClass, examples, config).test).toMatchObject({ oos: { recall: 1, precision: 1, method: 'class' } });
  });

  it('measures the halves beside the hybrid', () => {
    const examples = texts.map((text, row) => example(text, answers[row]));
    const { test } = measure(model, { ...rule, linearWeight: 0 }, examples, config);
    expect(test).toMatchObject({ networkAccuracy: test.accuracy, hybridGain: 0 });
  });
});
