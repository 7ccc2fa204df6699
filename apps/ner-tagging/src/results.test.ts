import { describe, expect, it } from 'vitest';
import { fineTuningNotes, resultRows } from './results.ts';

const evaluation = {
  test: {
    precision: 0.9,
    recall: 0.8,
    f1: 0.847,
    macroF1: 0.8,
    unseen: { entities: 2, recall: 0.5 },
    byLanguage: { zh: { precision: 1, recall: 1, f1: 1, macroF1: 1, unseen: { entities: 0, recall: null } } },
    fineTuning: {
      old: { sentences: 4, types: ['LOC'], before: null, after: 0.75 },
      new: { sentences: 0, types: [], before: null, after: null },
    },
  },
  baselines: { perceptron: { title: 'structured perceptron', f1: 0.5, seconds: 2, note: 'stopped after 2 s' }, other: { title: 'other' } },
};

describe('resultRows', () => {
  it('are the tagger, its languages and the baselines, in percent; what is not known stays out', () => {
    expect(resultRows(evaluation, 12.34)).toEqual([
      ['BiLSTM tagger', '90.00', '80.00', '84.70', '80.00', '50.00', '12.3'],
      ['  of that Chinese', '100.00', '100.00', '100.00', '100.00', undefined, undefined],
      ['structured perceptron', undefined, undefined, '50.00', undefined, undefined, '2.0'],
      ['other', undefined, undefined, undefined, undefined, undefined, undefined],
    ]);
  });
});

describe('notes', () => {
  it('say what fine-tuning changed, for parts that have sentences', () => {
    expect(fineTuningNotes(evaluation)).toEqual(['old test sentences (4; LOC): F1 unknown before fine-tuning, 75.00 after']);
    expect(fineTuningNotes({ ...evaluation, test: {} })).toEqual([]);
  });
});
