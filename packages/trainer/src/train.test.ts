import { createEngine, type Engine } from '@textloom/tensor';
import { describe, expect, it } from 'vitest';
import { createTask, type MarkerSpec, type MarkerTask } from '../test/marker-task.ts';
import type { TrainingEvent } from './report.ts';
import { type TrainingOptions, train } from './train.ts';

const spec: MarkerSpec = { examples: 96, seed: 7 };
const settings: TrainingOptions = { epochs: 4, batchSize: 16, seed: 3, optimizer: { kind: 'adamw', lr: 0.03 } };

async function made(options: Partial<MarkerSpec> = {}): Promise<{ engine: Engine; task: MarkerTask }> {
  const engine = await createEngine({ heapBytes: 64 * 2 ** 20, seed: 1 });
  return { engine, task: createTask(engine, { ...spec, ...options }) };
}

const weights = (engine: Engine): number[][] => Array.from(engine.parameters.values(), (parameter) => parameter.toArray());

describe('train', () => {
  it('learns', async () => {
    const { engine, task } = await made();
    const before = task.accuracy();
    const events: TrainingEvent[] = [];
    const report = await train(engine, task, {
      ...settings,
      epochs: 12,
      validate: () => ({ score: task.accuracy(), metrics: { accuracy: task.accuracy() } }),
      onEvent: (event) => events.push(event),
    });
    expect(before).toBeLessThan(0.7);
    expect(task.accuracy()).toBeGreaterThan(0.95);
    expect(report).toMatchObject({ epochs: 12, steps: 72, examples: 12 * 96, stoppedEarly: false, interrupted: false });
    expect(report.best?.score).toBe(task.accuracy());
    expect(report.history).toHaveLength(12);
    expect(report.history.at(-1)!.loss).toBeLessThan(report.history[0].loss / 4);
    expect(report.tokensPerSecond).toBeGreaterThan(0);
    const steps = events.filter((event) => event.kind === 'step');
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 72 }, (_, i) => i + 1));
    expect(steps.at(-1)).toMatchObject({ totalSteps: 72, epoch: 12, secondsLeft: 0 });
    for (const parameter of engine.parameters.values()) expect(parameter.gradientData().every((value) => value === 0)).toBe(true);
  });

  it('gives the same bits for the same seed, and others for another', async () => {
    const run = async (seed: number): Promise<number[][]> => {
      const { engine, task } = await made({ dropout: 0.3 });
      await train(engine, task, { ...settings, seed });
      return weights(engine);
    };
    const first = await run(3);
    expect(await run(3)).toEqual(first);
    expect(await run(4)).not.toEqual(first);
  });

  it('makes one update of accumulated batches as of one large batch', async () => {
    const run = async (options: TrainingOptions): Promise<number[]> => {
      const { engine, task } = await made({ weights: [1, 2, 0.5] });
      const report = await train(engine, task, { ...settings, optimizer: { kind: 'sgd', lr: 0.5 }, epochs: 3, ...options });
      expect(report.steps).toBe(3);
      return weights(engine).flat();
    };
    const large = await run({ batchSize: 96 });
    const accumulated = await run({ batchSize: 20, accumulation: 5 });
    for (const [i, value] of accumulated.entries()) expect(value).toBeCloseTo(large[i], 5);
  });

  it('follows the schedule, update by update', async () => {
    const { engine, task } = await made();
    const rates: number[] = [];
    await train(engine, task, {
      ...settings,
      epochs: 2,
      schedule: { kind: 'warmupLinear', warmupSteps: 3 },
      optimizer: { kind: 'sgd', lr: 0.9 },
      onEvent: (event) => event.kind === 'step' && rates.push(event.lr),
    });
    const expected = [0, 0.3, 0.6, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1];
    for (const [i, rate] of rates.entries()) expect(rate).toBeCloseTo(expected[i], 12);
    expect(rates).toHaveLength(expected.length);
  });

  it('clips the gradient: no update is longer than lr times clipNorm', async () => {
    const { engine, task } = await made();
    const movements: number[] = [];
    let before = weights(engine).flat();
    const clipped: TrainingOptions = { optimizer: { kind: 'sgd', lr: 0.5 }, schedule: { kind: 'constant' }, clipNorm: 0.02 };
    await train(engine, task, {
      ...settings,
      ...clipped,
      onEvent(event) {
        if (event.kind !== 'step') return;
        expect(event.gradientNorm).toBeGreaterThan(0.02);
        const after = weights(engine).flat();
        movements.push(Math.hypot(...after.map((value, i) => value - before[i])));
        before = after;
      },
    });
    for (const movement of movements) expect(movement).toBeCloseTo(0.01, 5);
  });

  it('stops early and puts the best parameters back', async () => {
    const { engine, task } = await made();
    const scores = [0.5, 0.4, 0.45, 0.3, 0.6, 0.7];
    const seen: number[][][] = [];
    const report = await train(engine, task, {
      ...settings,
      epochs: 20,
      earlyStopping: { patience: 2, mode: 'min' },
      validate() {
        seen.push(weights(engine));
        return { score: scores[seen.length - 1], metrics: {} };
      },
    });
    expect(report.stoppedEarly).toBe(true);
    expect(report.epochs).toBe(6);
    expect(report.best).toEqual({ epoch: 4, step: 24, score: 0.3, metrics: {} });
    expect(weights(engine)).toEqual(seen[3]);
    expect(seen[5]).not.toEqual(seen[3]);
  });

  it('evaluates as often as it is told to, and after the last update', async () => {
    const { engine, task } = await made();
    const report = await train(engine, task, { ...settings, epochs: 2, evaluationEvery: 0.75 });
    expect(report.history.map(({ step }) => step)).toEqual([5, 9, 12]);
  });

  it.each([
    { name: 'an exponential moving average', options: { averageDecay: 0.9 } },
    { name: 'the mean of averaged SGD', options: { optimizer: { kind: 'asgd', lr: 0.5, averageFrom: 2 } } },
  ] as const)('evaluates and keeps $name', async ({ options }) => {
    const { engine, task } = await made();
    const iterates: number[][] = [];
    const onEvent = (event: TrainingEvent): void => void (event.kind === 'step' && iterates.push(weights(engine).flat()));
    let evaluated: number[] = [];
    const initial = weights(engine).flat();
    const validate = () => {
      evaluated = weights(engine).flat();
      return { score: 1, metrics: {} };
    };
    await train(engine, task, { ...settings, epochs: 1, ...options, onEvent, validate });

    let expected = initial;
    for (const [t, iterate] of iterates.entries()) {
      const decay = 'averageDecay' in options ? Math.min(0.9, (1 + t) / (10 + t)) : t < 2 ? 0 : 1 - 1 / (t - 1);
      expected = expected.map((value, i) => decay * value + (1 - decay) * iterate[i]);
    }
    for (const [i, value] of evaluated.entries()) expect(value).toBeCloseTo(expected[i], 5);
    expect(weights(engine).flat()).toEqual(evaluated);
    expect(evaluated).not.toEqual(iterates.at(-1));
  });

  it('says where it diverged, and does not make that update', async () => {
    const { engine, task } = await made({ fault: { kind: 'nan', shard: 0, step: 8 } });
    let last: number[][] = [];
    const training = train(engine, task, {
      ...settings,
      clipNorm: 5,
      schedule: { kind: 'constant' },
      onEvent(event) {
        if (event.kind === 'step') last = weights(engine);
      },
    });
    await expect(training).rejects.toMatchObject({ name: 'UserError', at: { step: 9, epoch: 2, loss: Number.NaN, parameter: 'head.b' } });
    await expect(training).rejects.toThrow(
      /diverged at step 9 \(epoch 2\): the loss is NaN. The gradient of head\.b .*lower learning rate \(it is 0\.03\)/s,
    );
    expect(weights(engine).slice(0, -1)).toEqual(last.slice(0, -1));
  });

  it('stops at a signal, with what it has', async () => {
    const { engine, task } = await made();
    const abort = new AbortController();
    const onEvent = (event: TrainingEvent): void => void (event.kind === 'step' && event.step === 5 && abort.abort());
    const report = await train(engine, task, { ...settings, signal: abort.signal, onEvent });
    expect(report).toMatchObject({ steps: 5, interrupted: true, stoppedEarly: false });
  });

  it('can train the same engine again', async () => {
    const { engine, task } = await made();
    await train(engine, task, { ...settings, averageDecay: 0.9 });
    const report = await train(engine, task, { ...settings, averageDecay: 0.9 });
    expect(report.steps).toBe(24);
  });

  it('trains the parameters that the task names, and of those none that is frozen', async () => {
    const { engine, task } = await made();
    const [W, b, table] = ['head.W', 'head.b', 'embedding'].map((name) => engine.parameters.get(name)!);
    table.trainable = false;
    const before = weights(engine);
    await train(engine, { ...task, parameters: [table, W, b] }, { ...settings, optimizer: { kind: 'sgd', lr: 1, weightDecay: 0.1 } });
    const changed = [...engine.parameters.keys()].filter((_, i) => weights(engine)[i].some((value, j) => value !== before[i][j]));
    expect(changed).toEqual(['head.W', 'head.b']);
  });

  it.each([
    [{ epochs: 0 }, /epochs/],
    [{ optimizer: { kind: 'adam', lr: 0.1, betaa: 1 } }, /betaa/],
    [{ schedule: { kind: 'cosine' } }, /schedule/],
    [{ batchsize: 3 }, /batchsize/],
  ])('refuses the settings %o', async (wrong, message) => {
    const { engine, task } = await made();
    const training = train(engine, task, { ...settings, ...(wrong as object) });
    await expect(training).rejects.toMatchObject({ name: 'UserError', message: expect.stringMatching(message) });
  });

  it('refuses a task without examples, and a score that is no number', async () => {
    await expect(made({ examples: 0 }).then(({ engine, task }) => train(engine, task, settings))).rejects.toThrow('no examples');
    const { engine, task } = await made();
    const validate = () => ({ score: Number.NaN, metrics: {} });
    await expect(train(engine, task, { ...settings, validate })).rejects.toThrow(/score NaN after step 6/);
  });
});
