import { describe, expect, it } from 'vitest';
import { fineTuningNotes, resultRows } from './results.ts';

const baselines = {
  majority: { title: 'majority class', accuracy: 0.25, macroF1: 0.1, seconds: 0.01 },
  logisticRegression: { title: 'logistic regression (natural)', accuracy: null, macroF1: null, seconds: 10 },
};

describe('resultRows', () => {
  it('has the hybrid, its halves, what refusing costs, and the baselines', () => {
    const test = {
      accuracy: 0.9345,
      macroF1: 0.93,
      topK: 0.98,
      networkAccuracy: 0.92,
      linearAccuracy: 0.9,
      oos: { recall: 0.55, inScopeAccuracy: 0.92 },
    };
    expect(resultRows({ test, baselines }, 61.26)).toEqual([
      ['hybrid (LSTM + linear)', '93.5', '93.0', '98.0', '55.0', '61.3'],
      ['  in scope, with refusals', '92.0', undefined, undefined, undefined, undefined],
      ['  the LSTM alone', '92.0', undefined, undefined, undefined, undefined],
      ['  the linear half alone', '90.0', undefined, undefined, undefined, undefined],
      ['majority class', '25.0', '10.0', undefined, undefined, '0.0'],
      ['logistic regression (natural)', undefined, undefined, undefined, undefined, '10.0'],
    ]);
  });

  it('of a network alone has one row for it', () => {
    expect(resultRows({ test: { accuracy: 0.5, macroF1: 0.5, topK: 1 }, baselines: {} }, 2)).toEqual([
      ['LSTM', '50.0', '50.0', '100.0', undefined, '2.0'],
    ]);
  });
});

describe('fineTuningNotes', () => {
  it('say what the old and the new examples gained or lost', () => {
    const fineTuning = {
      old: { examples: 12, before: 1, after: 0.75 },
      new: { examples: 3, before: null, after: 1 },
      newIntents: ['music'],
    };
    expect(fineTuningNotes({ test: { fineTuning }, baselines })).toEqual([
      'old test examples (12): accuracy 100.0 before fine-tuning, 75.0 after',
      'new test examples (3): accuracy unknown before fine-tuning, 100.0 after',
    ]);
    expect(fineTuningNotes({ test: { accuracy: 1 }, baselines })).toEqual([]);
  });
});
