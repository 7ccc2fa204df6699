import { expect, it } from 'vitest';
import { baselineNotes } from './baseline-notes.ts';

it('the notes say what has to be known of the baselines that have something to say', () => {
  const perceptron = { title: 'structured perceptron', f1: 0.5, seconds: 2, note: 'stopped after 2 s' };
  expect(baselineNotes({ baselines: { perceptron, majority: { title: '多数类', accuracy: 0.1 } } })).toEqual([
    'structured perceptron: stopped after 2 s',
  ]);
});
