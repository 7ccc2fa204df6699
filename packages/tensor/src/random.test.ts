import { describe, expect, it } from 'vitest';
import { philox, Random } from './random.ts';

describe('Philox 4x32-10', () => {
  it.each([
    { counter: [0, 0, 0, 0], key: [0, 0], words: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
    {
      counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      key: [0xffffffff, 0xffffffff],
      words: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    },
    {
      counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      key: [0xa4093822, 0x299f31d0],
      words: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    },
  ])('gives the published answer for counter $counter', ({ counter, key, words }) => {
    const block = Uint32Array.from(counter);
    philox(block, key[0], key[1]);
    expect(Array.from(block)).toEqual(words);
  });
});

describe('Random', () => {
  it('gives a number that depends on seed, keys and index alone', () => {
    const stream = new Random(7).stream('dropout', 3);
    const third = stream.uniform(2);
    stream.uniform(99);
    expect(new Random(7).stream('dropout', 3).uniform(2)).toBe(third);
    expect(new Random(7).stream('dropout').stream(3).uniform(2)).toBe(third);
    expect(new Random(8).stream('dropout', 3).uniform(2)).not.toBe(third);
  });

  it('keeps streams apart whose keys only look alike', () => {
    const random = new Random(0);
    const streams = [
      random.stream('a', 'b'),
      random.stream('ab'),
      random.stream('a,b'),
      random.stream(1),
      random.stream('1'),
      random.stream(),
      random.stream(''),
    ];
    expect(new Set(streams.map((stream) => stream.keys().join())).size).toBe(streams.length);
  });

  it('is uniform: mean 1/2, variance 1/12, whole numbers evenly spread', () => {
    const stream = new Random(1).stream('uniform');
    const values = Array.from({ length: 20_000 }, (_, i) => stream.uniform(i));
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(mean(values)).toBeCloseTo(0.5, 2);
    expect(variance(values)).toBeCloseTo(1 / 12, 2);
    const counts = [0, 0, 0, 0, 0];
    for (let i = 0; i < 10_000; i++) counts[stream.int(i, 5)]++;
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });

  it('is normal: mean 0, variance 1, one value in three beyond one standard deviation', () => {
    const stream = new Random(1).stream('normal');
    const filled = new Float64Array(20_001);
    stream.fillNormal(filled, 1);
    for (const values of [Array.from({ length: 20_000 }, (_, i) => stream.normal(i)), Array.from(filled)]) {
      expect(Math.abs(mean(values))).toBeLessThan(0.03);
      expect(Math.abs(variance(values) - 1)).toBeLessThan(0.04);
      const beyond = values.filter((value) => Math.abs(value) > 1).length / values.length;
      expect(Math.abs(beyond - 0.3173)).toBeLessThan(0.015);
    }
  });

  it('shuffles to a permutation, the same one for the same stream', () => {
    const shuffled = new Random(5).stream('epoch', 1).shuffle(Int32Array.from({ length: 100 }, (_, i) => i));
    expect(new Random(5).stream('epoch', 1).shuffle(Array.from({ length: 100 }, (_, i) => i))).toEqual(Array.from(shuffled));
    expect(new Random(5).stream('epoch', 2).shuffle(Array.from({ length: 100 }, (_, i) => i))).not.toEqual(Array.from(shuffled));
    expect(Array.from(shuffled).sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
  });
});

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

function variance(values: readonly number[]): number {
  const center = mean(values);
  return mean(values.map((value) => (value - center) ** 2));
}
