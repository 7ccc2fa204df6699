import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MetricsLog } from './metrics-log.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'metrics-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const train = (step: number) => ({ event: 'train', epoch: 1, step, loss: 1 / 3 }) as const;

it('is one JSON object a line, and goes on from where a checkpoint was made', async () => {
  const log = new MetricsLog(join(folder, 'run', 'metrics.jsonl'));
  const lines = async () => (await readFile(log.path, 'utf8')).split('\n').filter(Boolean);
  await log.begin(0);
  for (const step of [1, 2, 3]) await log.append(train(step));
  expect((await lines()).map((line) => JSON.parse(line))).toEqual([1, 2, 3].map(train));

  // Killed while it wrote the line of step 4; the last checkpoint is of step 2.
  await appendFile(log.path, '{"event":"train","epo');
  await log.begin(2);
  await log.append(train(3));
  expect((await lines()).map((line) => JSON.parse(line).step)).toEqual([1, 2, 3]);

  await log.begin(0);
  expect(await lines()).toEqual([]);
});

it('says when it cannot be written', async () => {
  const log = new MetricsLog(join(folder, 'gone', 'metrics.jsonl'));
  await expect(log.append(train(1))).rejects.toMatchObject({
    name: 'UserError',
    message: expect.stringMatching(/metrics\.jsonl could not be written/),
  });
});
