import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readSplits, writeSplits } from './splits.ts';
import { newRun } from './testing/new-run.ts';

const schema = z.object({ text: z.string(), label: z.string().optional() });
const splits = {
  train: [{ text: 'line one\nline "two"', label: 'track' }, { text: '我要退款 👍' }],
  valid: [],
  test: [{ text: 'hello', label: 'greet' }],
};

describe('the splits of a run', () => {
  it('are read as they were written', async () => {
    const run = await newRun('parrot');
    await writeSplits(run, splits);
    await run.writeJson('data.json', { dataset: 'shop' });
    expect(readSplits(run, schema)).toEqual(splits);
    expect(run.readText('data/train.jsonl').split('\n')[1]).toBe('{"text":"我要退款 👍"}');
  });

  it('replace those of an earlier run, all parts together', async () => {
    const run = await newRun('parrot');
    await writeSplits(run, splits);
    await writeSplits(run, { train: splits.test, valid: [], test: [] });
    await run.writeJson('data.json', { dataset: 'shop' });
    expect(readSplits(run, schema)).toEqual({ train: splits.test, valid: [], test: [] });
  });

  it('stay those of the earlier run when one part cannot be written', async () => {
    const run = await newRun('parrot');
    await writeSplits(run, splits);
    await run.writeJson('data.json', { dataset: 'shop' });
    // A folder stands where the last part is to be written.
    mkdirSync(run.path('.data.writing', 'test.jsonl', 'in the way'), { recursive: true });
    await expect(writeSplits(run, { train: [], valid: [], test: [] })).rejects.toThrow();
    expect(readSplits(run, schema)).toEqual(splits);
    expect(existsSync(run.path('.data.writing'))).toBe(false);
  });

  it.each(['{"text":"half', '{"text":1}', 'null'])('a damaged line is named: %s', async (line) => {
    const run = await newRun('parrot');
    await writeSplits(run, { ...splits, valid: splits.test });
    await run.writeJson('data.json', { dataset: 'shop' });
    writeFileSync(run.path('data', 'valid.jsonl'), `${run.readText('data/valid.jsonl')}${line}\n`);
    const message = expect.stringMatching(/valid\.jsonl:2: this line is not a prepared example/);
    expect(() => readSplits(run, schema)).toThrow(expect.objectContaining({ name: 'UserError', message }));
  });

  it('are not there before the data stage', async () => {
    const run = await newRun('parrot');
    expect(() => readSplits(run, schema)).toThrow(/has no prepared data.*hint: run first: .* data/s);
  });
});
