import { expect, it } from 'vitest';
import { trainedModel, trainingRows } from './training-facts.ts';

it('a report and a model card say how large the model is and how it was trained', () => {
  const training = { seconds: 12.34, parameters: 1_234_567, workers: 2, kernels: 'native' };
  expect(trainedModel(training)).toBe('1,234,567 parameters, trained in 12 s (native, 2 workers)');
  expect(trainingRows(training, 7)).toEqual([
    ['parameters', '1,234,567'],
    ['training', '12 s on 2 workers, native kernels, seed 7'],
  ]);
});
