import { describe, expect, it } from 'vitest';
import { measureBaseline } from './measure-baseline.ts';

const words = ['parcel', 'refund', 'card'];
const texts = Array.from({ length: 60 }, (_, index) => `the ${words[index % 3]} of day ${index}`);
const labels = texts.map((_, index) => words[index % 3]);

describe('measureBaseline', () => {
  it('trains logistic regression on as many examples as the time allows, and says so', () => {
    const answers = measureBaseline({ name: 'logisticRegression', train: { texts, labels }, test: ['my card'], seconds: 0.02 });
    expect(answers.trainedOn).toBeLessThan(60);
    expect(answers.trainedOn).toBeGreaterThanOrEqual(3);
    expect(answers.note).toContain(`trained on ${answers.trainedOn} of 60 examples (stratified) and the 66 most frequent of 66 words`);
    expect(answers.predictions).toEqual(['card']);
  });

  it('uses all examples where there is time, with no note', () => {
    const answers = measureBaseline({ name: 'logisticRegression', train: { texts, labels }, test: ['a refund', 'parcel'], seconds: 60 });
    expect(answers).toEqual({ predictions: ['refund', 'parcel'], trainedOn: 60 });
  });
});
