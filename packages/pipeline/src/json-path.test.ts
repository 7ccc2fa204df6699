import { expect, it } from 'vitest';
import { numberIn, valueIn } from './json-path.ts';

const evaluation = { test: { accuracy: 0.5, 'oos.recall': 0.54, oos: { method: 'threshold', auroc: null } }, 中文: [1] };

it('a value inside JSON is found by its path, under keys with dots too', () => {
  const paths = ['test.accuracy', 'test.oos.recall', 'test.oos.method', '中文', 'test.none.accuracy'];
  expect(paths.map((path) => valueIn(evaluation, path))).toEqual([0.5, 0.54, 'threshold', [1], undefined]);
});

it('a number is found by its path, and nothing else', () => {
  const paths = ['test.accuracy', 'test.oos.recall', 'test.oos.method', 'test.oos.auroc', 'test.none.accuracy'];
  expect(paths.map((path) => numberIn(evaluation, path))).toEqual([0.5, 0.54, undefined, undefined, undefined]);
});
