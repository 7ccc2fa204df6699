import { createProgress, Screen } from '@textloom/pipeline';
import { beforeAll, describe, expect, it } from 'vitest';
import { configWith } from '../test/config-with.ts';
import { judgeBaselines } from './baselines.ts';
import type { IntentExample, IntentSplits } from './examples.ts';
import type { Judged } from './measure.ts';
import type { DecisionRule } from './model.ts';

const example = (text: string, intent: string): IntentExample => ({ text, intent, source: { file: 'shop.csv', line: 2 } });
const things = { track: ['parcel', 'package'], refund: ['shirt', 'lamp'] };
const openings = ['about my', 'question on the', 'tell me of the', 'please see to my', 'concerning a'];
const train = Object.entries(things).flatMap(([intent, names]) =>
  openings.flatMap((opening) => names.map((name) => example(`${opening} ${name}`, intent))),
);
const splits: IntentSplits = {
  train: [...train, example('parcel parcel parcel', 'none'), example('about my parcel today', 'track')],
  valid: [],
  test: [
    example('my parcel', 'track'),
    example('the package', 'track'),
    example('a lamp', 'refund'),
    example('shirt', 'refund'),
    example('sing', 'none'),
  ],
};
const rule: DecisionRule = {
  outOfScopeLabel: 'none',
  method: 'threshold',
  linearWeight: 0,
  temperature: 1,
  scope: { threshold: 0, margin: 0, softening: 1 },
  topK: 2,
};
/** A model that is right on all but the last of the test examples with an intent. */
const judged: Judged = {
  examples: splits.test,
  intents: ['refund', 'track'],
  gold: Int32Array.of(1, 1, 0, 0, -1),
  outOfScope: Uint8Array.of(0, 0, 0, 0, 1),
  probabilities: new Float32Array(10),
  decisions: [1, 1, 0, 1, 0].map((best) => ({ best, confidence: 0.9, margin: 0.8, certainty: 0.5 })),
  rule,
};
const context = {
  config: configWith({ baselines: { logisticRegression: false, seconds: 5 } }),
  progress: createProgress(new Screen({ write: () => true }), { quiet: true }),
  signal: new AbortController().signal,
  seed: 1,
};

describe('judgeBaselines', { timeout: 30_000 }, () => {
  let results: Awaited<ReturnType<typeof judgeBaselines>>;
  beforeAll(async () => {
    results = await judgeBaselines(context, splits, judged);
  }, 30_000);

  it('learn from and are judged by what is in scope', () => {
    expect(results.majority).toMatchObject({ title: 'majority class', trainedOn: 21, accuracy: 0.5 });
    expect(results.bayes).toMatchObject({ trainedOn: 21, accuracy: 1, macroF1: 1 });
    expect(results).not.toHaveProperty('logisticRegression');
  });

  it('macro-F1 of the majority counts the intent it never answers', () => {
    // F1 of track: precision 1/2, recall 1; of refund: 0.
    expect((results.majority as { macroF1: number }).macroF1).toBeCloseTo((2 / 3 + 0) / 2, 12);
  });

  it('say how far the model leads, on the same utterances', () => {
    expect(results.majority).toMatchObject({ modelLead: { accuracy: 0.25 } });
    const { interval, accuracy } = (results.bayes as { modelLead: { accuracy: number; interval: [number, number] } }).modelLead;
    expect(accuracy).toBe(-0.25);
    expect(interval[0]).toBeLessThan(-0.25);
    expect(interval[1]).toBe(0);
  });

  it('out of scope as a class is learnt by the baselines too', async () => {
    const asClass = await judgeBaselines(
      { ...context, config: configWith({ baselines: { bayes: false, logisticRegression: false } }) },
      splits,
      {
        ...judged,
        rule: { ...rule, method: 'class' },
      },
    );
    expect(asClass).toMatchObject({ majority: { trainedOn: 22 } });
    expect(Object.keys(asClass)).toEqual(['majority']);
  });
});
