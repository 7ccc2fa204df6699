import { expect, it } from 'vitest';
import { identityOf } from './training-identity.ts';

it('the identity of a training changes with the settings, the examples and their order', () => {
  const settings = { hidden: 64 };
  const examples = [{ text: 'where is my parcel' }, { text: '我要退款' }];
  const identity = identityOf(settings, undefined, examples);
  expect(identity).toMatch(/^[0-9a-f]{64}$/);
  expect(identityOf({ hidden: 64 }, undefined, structuredClone(examples))).toBe(identity);
  for (const other of [
    identityOf({ hidden: 65 }, undefined, examples),
    identityOf(settings, 'vectors', examples),
    identityOf(settings, undefined, examples.toReversed()),
  ]) {
    expect(other).not.toBe(identity);
  }
});
