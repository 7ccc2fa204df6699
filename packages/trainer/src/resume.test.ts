import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEngine, type Engine, Random } from '@textloom/tensor';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTask, type MarkerSpec, type MarkerTask } from '../test/marker-task.ts';
import type { TrainingEvent, TrainingReport } from './report.ts';
import { type TrainingOptions, train } from './train.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'training-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

type ChildEvent = TrainingEvent | { kind: 'weights'; weights: string[] };

/** Runs the training in a process; kills it without warning after the given number of updates, if any. */
async function trainInProcess(path: string, workers: number, killAfter?: { updates: number; milliseconds: number }): Promise<ChildEvent[]> {
  const script = fileURLToPath(new URL('../test/train-child.ts', import.meta.url));
  const child = spawn(process.execPath, [script, path, String(workers)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const events: ChildEvent[] = [];
  let updates = 0;
  let rest = '';
  child.stdout.on('data', (data) => {
    const lines = (rest + data).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const event: ChildEvent = JSON.parse(line);
      events.push(event);
      if (event.kind === 'step' && ++updates === killAfter?.updates) setTimeout(() => child.kill('SIGKILL'), killAfter.milliseconds);
    }
  });
  const end = await new Promise((resolve) => child.on('close', (code, signal) => resolve(signal ?? code)));
  expect(end).toBe(killAfter && events.at(-1)?.kind !== 'weights' ? 'SIGKILL' : 0);
  return events;
}

/** The parts of `metrics.jsonl` that do not depend on the clock. */
async function metricsOf(path: string): Promise<unknown[]> {
  const text = await readFile(join(path, 'metrics.jsonl'), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => ({ ...JSON.parse(line), seconds: 0, tokensPerSecond: 0 }));
}

// Processes and threads start slowly on a busy machine.
const timeout = 60_000;

describe('a training that is killed', { timeout }, () => {
  it.each([1, 2])('and resumed ends with the same bits (%i workers)', async (workers) => {
    const whole = join(folder, 'whole');
    const killed = join(folder, 'killed');
    const expected = await trainInProcess(whole, workers);
    expect(expected.at(-1)?.kind).toBe('weights');

    // A later run begins at the last checkpoint (two updates apart), so it must live for more than two updates to get ahead.
    const moments = new Random(Date.now()).stream('kill');
    const seen: ChildEvent[] = [];
    for (let i = 0; seen.at(-1)?.kind !== 'weights'; i++) {
      const killAfter = i < 3 ? { updates: 3 + moments.int(i, 5), milliseconds: moments.int(i + 10, 12) } : undefined;
      seen.push(...(await trainInProcess(killed, workers, killAfter)));
    }
    const starts = seen.flatMap((event) => (event.kind === 'start' ? [event.resumedAt] : []));
    expect(starts.length).toBeGreaterThan(2);
    expect(starts.at(-1)).toBeGreaterThan(2);
    expect(seen.at(-1)).toEqual(expected.at(-1));
    expect(await metricsOf(killed)).toEqual(await metricsOf(whole));
  });
});

describe('resume', () => {
  const spec: MarkerSpec = { examples: 64, seed: 7, dropout: 0.2 };
  const settings: TrainingOptions = { epochs: 6, batchSize: 16, seed: 3, optimizer: { kind: 'adamw', lr: 0.03 } };

  async function run(
    options: TrainingOptions,
    changed: Partial<MarkerSpec> = {},
  ): Promise<{ engine: Engine; report: TrainingReport; notices: string[] }> {
    const engine = await createEngine({ heapBytes: 64 * 2 ** 20, seed: 1 });
    const task: MarkerTask = createTask(engine, { ...spec, ...changed });
    const notices: string[] = [];
    const report = await train(engine, task, {
      folder,
      validate: () => ({ score: -Math.abs(task.accuracy() - 0.8), metrics: { accuracy: task.accuracy() } }),
      ...settings,
      ...options,
      onEvent(event) {
        if (event.kind === 'notice') notices.push(event.message);
        options.onEvent?.(event);
      },
    });
    return { engine, report, notices };
  }

  /** Trains until the given update, then stops with a checkpoint. */
  async function interruptedAt(step: number, options: TrainingOptions = {}): Promise<void> {
    const abort = new AbortController();
    const onEvent = (event: TrainingEvent): void => void (event.kind === 'step' && event.step === step && abort.abort());
    const { report } = await run({ signal: abort.signal, onEvent, ...options });
    expect(report).toMatchObject({ interrupted: true, steps: step });
  }

  const weights = (engine: Engine): number[] => Array.from(engine.parameters.values(), (parameter) => parameter.toArray()).flat();

  it('goes on in the middle of an epoch, with the same best', async () => {
    const whole = await run({});
    await interruptedAt(14);
    const resumed = await run({ resume: true });
    expect(weights(resumed.engine)).toEqual(weights(whole.engine));
    expect(resumed.report.best).toEqual(whole.report.best);
    expect(resumed.report.history.map(({ loss }) => loss)).toEqual(whole.report.history.map(({ loss }) => loss));
    expect(resumed.notices).toEqual([]);
  });

  it('of a training that has ended gives its result again', async () => {
    const whole = await run({ epochs: 2 });
    const again = await run({ epochs: 2, resume: true });
    expect(weights(again.engine)).toEqual(weights(whole.engine));
    expect(again.report).toEqual(whole.report);
  });

  it('keeps the last checkpoints and the best', async () => {
    const { report } = await run({ keepCheckpoints: 3 });
    const names = (await readdir(join(folder, 'checkpoints'))).sort();
    expect(names.filter((name) => name.startsWith('step'))).toEqual(['step-00000016', 'step-00000020', 'step-00000024']);
    expect(names).toContain(`best-${String(report.best?.step).padStart(8, '0')}`);
  });

  it('passes over a checkpoint that was cut short, and says so', async () => {
    const whole = await run({});
    await interruptedAt(22);
    await truncate(join(folder, 'checkpoints', 'step-00000022', 'optimizer.safetensors'), 100);
    const resumed = await run({ resume: true });
    expect(resumed.notices).toEqual([
      expect.stringMatching(/damaged .* going on from step-00000020 .*optimizer\.safetensors has 100 bytes/),
    ]);
    expect(weights(resumed.engine)).toEqual(weights(whole.engine));
  });

  it('starts anew where there is no checkpoint, or when not asked to', async () => {
    const starts: number[] = [];
    const onEvent = (event: TrainingEvent): void => void (event.kind === 'start' && starts.push(event.resumedAt));
    await run({ resume: true, epochs: 1, onEvent });
    await run({ epochs: 1, onEvent });
    expect(starts).toEqual([0, 0]);
  });

  it('refuses the checkpoint of another training', async () => {
    await interruptedAt(5, { identity: 'customer-service, shop' });
    await expect(run({ resume: true, identity: 'finance' })).rejects.toThrow('of "customer-service, shop", this one is of "finance"');
    const same: TrainingOptions = { resume: true, identity: 'customer-service, shop' };
    await expect(run({ ...same, batchSize: 8 })).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(/batchSize 16; now it is 8/),
    });
    await expect(run(same, { examples: 60 })).rejects.toThrow('was made with 64 training examples; now there are 60');
    await expect(run(same, { width: [8, 9] })).rejects.toThrow(/does not fit this training: encoder\.fwd\.W has 256 values, expected 288/);
    await expect(run({ ...same, optimizer: { kind: 'sgd', lr: 1 } })).rejects.toThrow(/is not in this model/);
  });

  it('allows other settings to change, and says that they did', async () => {
    await interruptedAt(5);
    const { notices, report } = await run({ resume: true, epochs: 7, keepCheckpoints: 1 });
    expect(notices).toEqual([expect.stringMatching(/^epochs was 6 in the interrupted training and is 7 now/)]);
    expect(report.steps).toBe(28);
  });

  it('trains on for more epochs, and no further when there are fewer', async () => {
    await run({ epochs: 2 });
    expect((await run({ epochs: 3, resume: true })).report).toMatchObject({ epochs: 3, steps: 12 });
    expect((await run({ epochs: 1, resume: true })).report).toMatchObject({ epochs: 3, steps: 12 });
  });

  it('needs a folder', async () => {
    const engine = await createEngine({ heapBytes: 64 * 2 ** 20 });
    await expect(train(engine, createTask(engine, spec), { ...settings, resume: true })).rejects.toThrow('resume needs the folder');
  });
});
