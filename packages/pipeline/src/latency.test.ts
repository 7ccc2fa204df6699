import { describe, expect, it } from 'vitest';
import { measureLatencies, milliseconds, percentile } from './latency.ts';

describe('measureLatencies', () => {
  it('lets the works take turns, item by item', () => {
    const calls: string[] = [];
    const latencies = measureLatencies(
      ['hello', '你好'],
      (text) => calls.push(`first ${text}`),
      (text) => calls.push(`second ${text}`),
    );
    expect(calls).toEqual(['first hello', 'second hello', 'first 你好', 'second 你好']);
    expect(latencies).toHaveLength(2);
    for (const { p50Ms, p99Ms } of latencies) expect(p50Ms >= 0 && p50Ms <= p99Ms).toBe(true);
  });

  it('counts the time of the work', () => {
    const wait = (): void => {
      const end = performance.now() + 5;
      while (performance.now() < end);
    };
    expect(milliseconds(wait)).toBeGreaterThanOrEqual(5);
    expect(measureLatencies([1, 2], wait)[0].p50Ms).toBeGreaterThanOrEqual(5);
  });
});

it('percentiles are values that occur, whatever their order', () => {
  const values = Array.from({ length: 200 }, (_, index) => ((index * 7) % 200) + 1);
  expect([percentile(values, 0), percentile(values, 0.5), percentile(values, 0.99), percentile(values, 1)]).toEqual([1, 101, 199, 200]);
  expect(percentile([3], 0.99)).toBe(3);
  expect(percentile([], 0.5)).toBeNaN();
});
