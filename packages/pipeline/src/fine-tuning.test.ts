import { mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { filesOf, fineTuningSchema, keepFineTuning, openOldRun, readFineTuning } from './fine-tuning.ts';
import { newRun } from './testing/new-run.ts';

const schema = fineTuningSchema.extend({ newIntents: z.array(z.string()) });
const record = { from: 'runs/old', epochs: 3, learningRate: 0.001, rehearsed: 20, oldTest: 10, newTest: 2, newIntents: ['音乐'] };

describe('the record of a fine-tuning', () => {
  it('is read as it was kept, and is gone when the folder is used for a run from nothing', async () => {
    const run = await newRun('parrot');
    expect(readFineTuning(run, schema)).toBeUndefined();
    await keepFineTuning(run, record);
    expect(readFineTuning(run, schema)).toEqual(record);
    await keepFineTuning(run, undefined);
    expect(readFineTuning(run, schema)).toBeUndefined();
  });

  it.each(['{"from":"runs/old"}', JSON.stringify({ ...record, newIntents: 1 })])('is refused when it is damaged: %s', async (text) => {
    const run = await newRun('parrot');
    writeFileSync(run.path('fine-tuning.json'), text);
    expect(() => readFineTuning(run, schema)).toThrow(/fine-tuning\.json: The record of the fine-tuning is damaged/);
  });
});

describe('the earlier run', () => {
  it('is a trained one of the same app, and not the run itself', async () => {
    const [run, old, other] = [await newRun('parrot'), await newRun('parrot'), await newRun('owl')];
    expect(() => openOldRun(run, run.folder)).toThrow('A run cannot go on from itself');
    expect(() => openOldRun(run, old.folder)).toThrow('has no trained model');
    expect(() => openOldRun(run, other.folder)).toThrow('is a run of the app "owl"');
    mkdirSync(old.path('model'));
    writeFileSync(old.path('model', 'config.json'), '{}');
    expect(openOldRun(run, old.folder).folder).toBe(old.folder);
  });

  it('says which files its data came from, if it knows', async () => {
    const run = await newRun('parrot');
    const files = [{ file: '商店.csv', sha256: 'ab' }];
    await run.writeJson('data.json', { dataset: 'shop', files });
    expect(filesOf(run)).toEqual(files);
    await run.writeJson('data.json', { dataset: 'shop' });
    expect(filesOf(run)).toEqual([]);
  });
});
