import { expect, it } from 'vitest';
import { footprintOf, footprintRows } from './footprint.ts';
import { newRun } from './testing/new-run.ts';

it('the footprint is the size of the model files and the memory of the process', async () => {
  const run = await newRun('parrot');
  await run.writeText('model/weights', 'x'.repeat(1000));
  await run.writeText('model/标签.txt', '退款');
  const { modelBytes, peakMemoryBytes } = footprintOf(run);
  expect(modelBytes).toBe(1006);
  expect(peakMemoryBytes).toBeGreaterThan(1e6);
  expect(footprintRows({ modelBytes: 1_250_000, peakMemoryBytes: 81_400_000 })).toEqual([
    ['model on disk', '1.3 MB'],
    ['peak memory of this process', '81 MB'],
  ]);
});
