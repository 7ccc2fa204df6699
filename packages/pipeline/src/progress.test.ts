import { describe, expect, it } from 'vitest';
import { createLog } from './log.ts';
import { createProgress, formatSeconds } from './progress.ts';
import { Screen } from './screen.ts';
import { showTraining } from './training-progress.ts';

function screen(isTTY: boolean): { screen: Screen; written: () => string } {
  let text = '';
  return { screen: new Screen({ isTTY, columns: 60, write: (part: string) => (text += part) }), written: () => text };
}

describe('createProgress', () => {
  it('writes a plain line now and then where there is no terminal', () => {
    const { screen: target, written } = screen(false);
    let time = 0;
    const task = createProgress(target, { now: () => time }).start('train', 400, 'examples');
    for (time = 1000; time <= 12_000; time += 1000) task.update({ done: time / 100, tokensPerSecond: 15_200 });
    task.finish('done in 12 s');
    expect(written()).toBe(
      'train: 50/400 examples, 15,200 tokens/s, 35 s left\ntrain: 100/400 examples, 15,200 tokens/s, 30 s left\ntrain: done in 12 s\n',
    );
  });

  it('redraws one bar on a terminal, no wider than it, and takes it away', () => {
    const { screen: target, written } = screen(true);
    let time = 0;
    const task = createProgress(target, { now: () => time }).start('train', 4);
    task.update({ done: 1, detail: 'a detail that is much too long for the width of this terminal' });
    time = 200;
    task.update({ done: 2 });
    task.finish();
    expect(written()).toContain('\r\u001b[K[##########----------] train: 2/4, 0.2 s left');
    expect(written()).not.toContain('\n');
    expect(written().endsWith('\r\u001b[K')).toBe(true);
    for (const line of written().split('\r\u001b[K')) expect(line.length).toBeLessThan(60);
  });

  it('says nothing when quiet', () => {
    const { screen: target, written } = screen(false);
    const task = createProgress(target, { quiet: true, lineEvery: 0 }).start('train', 4);
    task.update({ done: 1 });
    task.finish('done');
    expect(written()).toBe('');
  });
});

describe('createLog', () => {
  it('writes plain text, warnings marked, fields behind', () => {
    const { screen: target, written } = screen(false);
    const log = createLog(target);
    log.debug('not shown');
    log.info('数据已读');
    log.warn({ rows: 3, file: 'a.csv' }, 'set aside');
    expect(written()).toBe('数据已读\nwarn: set aside (rows=3, file=a.csv)\n');
  });

  it('keeps the bar below its lines', () => {
    const { screen: target, written } = screen(true);
    const task = createProgress(target, { redraw: 0 }).start('train');
    task.update({ done: 7 });
    createLog(target).info('halfway');
    expect(written()).toBe('\r\u001b[Ktrain: 7\r\u001b[Khalfway\ntrain: 7');
  });

  it("writes pino's JSON when asked to", () => {
    const { screen: target, written } = screen(false);
    createLog(target, { json: true }).info({ rows: 3 }, 'read');
    expect(JSON.parse(written())).toMatchObject({ level: 30, msg: 'read', rows: 3 });
  });
});

describe('showTraining', () => {
  it('tells steps, evaluations and notices of a training', () => {
    const { screen: target, written } = screen(false);
    const show = showTraining(createProgress(target, { lineEvery: 0 }), createLog(target), 'macro-F1');
    show({ kind: 'start', totalSteps: 10, stepsPerEpoch: 5, workers: 2, resumedAt: 4 });
    show({ kind: 'step', step: 5, totalSteps: 10, epoch: 1, loss: 0.5, lr: 0.1, gradientNorm: 1, tokensPerSecond: 1234, secondsLeft: 61 });
    const entry = { epoch: 1, step: 5, loss: 0.5, lr: 0.1, gradientNorm: 1, tokensPerSecond: 1234, seconds: 3 };
    show({ kind: 'evaluation', entry: { ...entry, validation: { score: 0.875, metrics: {} } }, improved: true });
    show({ kind: 'notice', message: 'a damaged checkpoint was passed over' });
    expect(written()).toBe(
      [
        'train: goes on after update 4 of 10',
        'train: 5/10 updates, 1,234 tokens/s, 1 min 01 s left, epoch 1, loss 0.500',
        'train: epoch 1, update 5 of 10, loss 0.500, macro-F1 0.8750 (best), 3.0 s',
        'warn: a damaged checkpoint was passed over',
        '',
      ].join('\n'),
    );
  });
});

describe('formatSeconds', () => {
  it('suits the length', () => {
    expect([0.42, 12.4, 185, 7620, Number.NaN].map(formatSeconds)).toEqual(['0.4 s', '12 s', '3 min 05 s', '2 h 07 min', 'unknown time']);
  });
});
