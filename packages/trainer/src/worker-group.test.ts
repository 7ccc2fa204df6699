import { createEngine, type Engine } from '@textloom/tensor';
import { describe, expect, it } from 'vitest';
import { createTask, type MarkerSpec } from '../test/marker-task.ts';
import { type TrainingOptions, train } from './train.ts';

const url = new URL('../test/marker-task.ts', import.meta.url);
const spec: MarkerSpec = { examples: 90, seed: 7, dropout: 0.2, weights: [1, 2, 0.5] };
const settings: TrainingOptions = { epochs: 3, batchSize: 16, seed: 3, averageDecay: 0.9, optimizer: { kind: 'adamw', lr: 0.02 } };

async function trained(workers: number, options: TrainingOptions = {}, changed: Partial<MarkerSpec> = {}): Promise<Engine> {
  const engine = await createEngine({ heapBytes: 128 * 2 ** 20, seed: 1, workers: Math.max(workers, 1) });
  const own = { ...spec, ...changed };
  await train(engine, createTask(engine, own), { ...settings, workers, taskModule: { url, spec: own }, ...options });
  return engine;
}

const weights = (engine: Engine): number[] => Array.from(engine.parameters.values(), (parameter) => parameter.toArray()).flat();

// Threads start slowly on a busy machine.
describe('data-parallel workers', { timeout: 60_000 }, () => {
  it.each([
    { name: 'a moving average', options: {} },
    { name: 'averaged SGD', options: { averageDecay: 0, optimizer: { kind: 'asgd', lr: 0.3, averageFrom: 4 } } },
  ] as const)('give the same bits for the same seed and number of workers, with $name', async ({ options }) => {
    const first = weights(await trained(2, options));
    expect(weights(await trained(2, options))).toEqual(first);
    expect(weights(await trained(1, options))).not.toEqual(first);
  });

  it('average alike', async () => {
    const options: TrainingOptions = { averageDecay: 0, optimizer: { kind: 'asgd', lr: 0.3 } };
    const together = weights(await trained(2, options, { dropout: 0 }));
    const alone = weights(await trained(1, options, { dropout: 0 }));
    for (const [i, value] of together.entries()) expect(value).toBeCloseTo(alone[i], 4);
  });

  it.each([2, 3])('compute what one worker computes (%i workers)', async (workers) => {
    const options: TrainingOptions = { optimizer: { kind: 'sgd', lr: 0.5, momentum: 0.9 }, accumulation: 2 };
    const together = weights(await trained(workers, options, { dropout: 0 }));
    const alone = weights(await trained(1, options, { dropout: 0 }));
    for (const [i, value] of together.entries()) expect(value).toBeCloseTo(alone[i], 4);
  });

  it('serve batches smaller than their number', async () => {
    const engine = await trained(3, { batchSize: 2, epochs: 1 }, { examples: 5 });
    expect(weights(engine).every(Number.isFinite)).toBe(true);
  });

  it('pass on what goes wrong in one of them', async () => {
    const failing = trained(2, {}, { fault: { kind: 'throw', shard: 1, step: 4 } });
    await expect(failing).rejects.toThrow('Worker 1 of the training failed: the dog ate the batch');
  });

  it('end the training when one of them dies', async () => {
    const failing = trained(2, {}, { fault: { kind: 'exit', shard: 1, step: 4 } });
    await expect(failing).rejects.toThrow('Worker 1 of the training ended (exit code 3) before the training did');
  });

  it('end when the calling thread fails', async () => {
    await expect(trained(2, {}, { fault: { kind: 'throw', shard: 0, step: 4 } })).rejects.toThrow(/^the dog ate the batch$/);
  });

  it('name the parameter when they diverge', async () => {
    const failing = trained(2, {}, { fault: { kind: 'nan', shard: 1, step: 7 } });
    await expect(failing).rejects.toThrow(/diverged at step 8 \(epoch 2\): .* gradient of head\.b/);
  });

  it('say what they need', async () => {
    const engine = await createEngine({ heapBytes: 64 * 2 ** 20, workers: 2 });
    const task = createTask(engine, spec);
    await expect(train(engine, task, { ...settings, workers: 2 })).rejects.toThrow('taskModule is missing');
    await expect(train(engine, task, { ...settings, workers: 3 })).rejects.toThrow('createEngine({ workers: 3 })');
    const wrong = { url: new URL('./task.ts', import.meta.url), spec };
    await expect(train(engine, task, { ...settings, workers: 2, taskModule: wrong })).rejects.toThrow(
      /task\.ts does not export createTask/,
    );
    const other = { url, spec: { ...spec, width: [8, 9] } };
    await expect(train(engine, task, { ...settings, workers: 2, taskModule: other })).rejects.toThrow(/encoder\.fwd\.W/);
  });
});
