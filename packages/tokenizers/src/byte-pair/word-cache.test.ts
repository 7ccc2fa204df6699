import { expect, it } from 'vitest';
import { WordCache } from './word-cache.ts';

it('keeps the words seen last, and no more than it may', () => {
  const cache = new WordCache<number>(10);
  for (let i = 0; i < 1000; i++) {
    cache.set(`word ${i}`, i);
    expect(cache.get('word 0')).toBe(0);
    expect(cache.get(`word ${i}`)).toBe(i);
    expect(cache.size).toBeLessThanOrEqual(10);
  }
  expect(cache.get('word 500')).toBeUndefined();
});
