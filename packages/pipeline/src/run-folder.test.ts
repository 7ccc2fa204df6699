import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newRunName, RunFolder, type RunRecord } from './run-folder.ts';

const record: RunRecord = {
  app: 'parrot',
  created: '2026-03-14T15:09:26.000Z',
  command: 'pnpm textloom parrot run',
  config: { overrides: [] },
  seed: 1,
  workers: 2,
  input: { train: [], valid: [], test: [], columns: {}, badRows: 'error' },
  dataOptions: {},
};

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'runs-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('RunFolder', () => {
  it('remembers who made it', async () => {
    await RunFolder.create(join(folder, 'one'), record);
    expect(RunFolder.open(join(folder, 'one'), 'parrot').record).toEqual(record);
    expect(() => RunFolder.open(join(folder, 'one'), 'owl')).toThrow('is a run of the app "parrot", not of "owl"');
    await expect(RunFolder.create(join(folder, 'one'), { ...record, app: 'owl' })).rejects.toThrow('give another folder with --out');
    expect(RunFolder.open(join(folder, 'one'), 'parrot').record).toEqual(record);
  });

  it('keeps the record of a run that is taken over until the new one is saved', async () => {
    const place = join(folder, 'again');
    await RunFolder.create(place, record);
    const second = await RunFolder.create(place, { ...record, seed: 5 });
    expect(RunFolder.open(place, 'parrot').record.seed).toBe(1);
    await second.saveRecord();
    expect(RunFolder.open(place, 'parrot').record.seed).toBe(5);
  });

  it('refuses a folder with anything else in it', async () => {
    mkdirSync(join(folder, 'thesis'));
    writeFileSync(join(folder, 'thesis', 'chapter.txt'), 'years of work');
    await expect(RunFolder.create(join(folder, 'thesis'), record)).rejects.toMatchObject({ name: 'UserError' });
    await expect(RunFolder.create(join(folder, 'thesis', 'chapter.txt'), record)).rejects.toThrow('is a file; a run needs a folder');
    expect(readdirSync(join(folder, 'thesis'))).toEqual(['chapter.txt']);
  });

  it('says which stage makes what is missing', async () => {
    const run = await RunFolder.create(join(folder, 'bare'), record);
    expect(() => run.require('model')).toThrow(/has no trained model \(model\).[\s\S]*run first: pnpm textloom parrot train --out /);
    expect(() => run.require('evaluation')).toThrow('pnpm textloom parrot evaluate');
    mkdirSync(run.partPath('model'));
    expect(run.has('model')).toBe(false);
    await run.writeJson('model/config.json', { hidden: 8 });
    expect(run.require('model')).toBe(join(folder, 'bare', 'model'));
    expect(run.readJson('model/config.json')).toEqual({ hidden: 8 });
  });

  it('writes whole files or none, and leaves nothing beside them', async () => {
    const run = await RunFolder.create(join(folder, 'whole'), record);
    await run.writeText('summary.txt', 'first');
    await Promise.all(Array.from({ length: 8 }, (_, index) => run.writeText('summary.txt', `${index}`.repeat(5000))));
    expect(run.readText('summary.txt')).toMatch(/^(.)\1{4999}$/);
    expect(readdirSync(run.folder).sort()).toEqual(['run.json', 'summary.txt']);
    mkdirSync(run.path('occupied', 'inside'), { recursive: true });
    await expect(run.writeText('occupied', 'text')).rejects.toThrow();
    expect(readdirSync(run.folder).sort()).toEqual(['occupied', 'run.json', 'summary.txt']);
  });

  it('reads the learning curve up to a line that was cut off', async () => {
    const run = await RunFolder.create(join(folder, 'curve'), record);
    expect(run.readMetrics()).toEqual([]);
    writeFileSync(run.partPath('metrics'), '{"step":1}\n{"step":2}\n{"st');
    expect(run.readMetrics()).toEqual([{ step: 1 }, { step: 2 }]);
    writeFileSync(run.partPath('metrics'), '{"step":1}\nbroken\n');
    expect(() => run.readMetrics()).toThrow(/metrics\.jsonl:2 is not valid JSON/);
  });

  it('finds the newest run that has what is asked for', async () => {
    const runs = join(folder, 'many');
    expect(RunFolder.latest(runs, 'parrot')).toBeUndefined();
    for (const [index, name] of ['old', 'middle', 'new'].entries()) {
      const run = await RunFolder.create(join(runs, name), { ...record, app: name === 'new' ? 'owl' : 'parrot' });
      utimesSync(run.partPath('record'), 1000 + index, 1000 + index);
    }
    mkdirSync(join(runs, 'no run'));
    expect(RunFolder.latest(runs, 'parrot')?.name).toBe('middle');
    expect(RunFolder.latest(runs, 'parrot', ['model'])).toBeUndefined();
    await RunFolder.open(join(runs, 'old'), 'parrot').writeText('model/config.json', '{}');
    expect(RunFolder.latest(runs, 'parrot', ['model'])?.name).toBe('old');
  });

  it('takes parts away, and only those', async () => {
    const run = await RunFolder.create(join(folder, 'parts'), record);
    await run.writeText('model/config.json', '{}');
    await run.writeText('report.html', '<p>');
    run.remove('model', 'metrics');
    expect({ model: existsSync(run.partPath('model')), report: run.has('report') }).toEqual({ model: false, report: true });
  });

  it('names new runs by data set and time', () => {
    expect(newRunName('my file/客服', new Date('2026-03-14T15:09:26.535Z'))).toBe('my-file-客服-20260314-150926');
  });
});
