import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repeatCommand } from './cli/repeat-command.ts';
import { inputOptions } from './common-options.ts';
import { type InputOptions, inputFromRecord, inputName, inputToRecord, readInputOptions } from './input.ts';
import { parseArguments } from './options.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'input-'));
  for (const name of ['a.conll', '表.csv']) writeFileSync(join(folder, name), '');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(...args: string[]): InputOptions {
  return readInputOptions(parseArguments('textloom parrot train', args, inputOptions).values, folder);
}

describe('the input options', () => {
  it('name columns of tables by name, columns of column files by number, negative ones too', () => {
    expect(read('--train', '表.csv', '--text', '内容').columns).toMatchObject({ text: '内容', token: undefined, tag: undefined });
    expect(read('--train', 'a.conll', '--token-column', '1', '--tag-column=-1').columns).toMatchObject({ token: 1, tag: -1 });
    expect(read('--train', 'a.conll', '--tag-column', '-2').columns).toMatchObject({ token: undefined, tag: -2 });
    expect(read('--train', 'a.conll', '--format', 'brackets').format).toBe('brackets');
  });

  it('refuse a column that is no whole number', () => {
    expect(() => read('--tag-column', '1.5')).toThrow(
      '--tag-column is a whole number, 0 for the first column, -1 for the last, not "1.5".',
    );
    expect(() => read('--token-column', 'form')).toThrow(/^--token-column is a number, not "form"/);
    expect(() => read('--token-column', '--tag-column=1')).toThrow(/--token-column needs a value/);
  });

  it('are remembered in run.json, and in the command that repeats the run', () => {
    const args = [
      '--train',
      'a.conll',
      '--format',
      'conll',
      '--token-column',
      '0',
      '--tag-column=-2',
      '--encoding',
      'gbk',
      '--label',
      '类别',
    ];
    const input = read(...args);
    const record = inputToRecord(input);
    expect(record.columns).toEqual({ label: '类别', 'token-column': '0', 'tag-column': '-2' });
    expect(inputFromRecord(JSON.parse(JSON.stringify(record)))).toEqual(input);
    const command = repeatCommand(
      { app: 'parrot', config: { overrides: [] }, seed: 1, workers: 1, input: record, dataOptions: {} },
      folder,
    );
    const words = command.split(' ').slice(4, command.split(' ').indexOf('--seed'));
    expect(words).toContain('--tag-column');
    expect(read(...words)).toEqual(input);
  });

  it('lend the run its name', () => {
    expect([inputName(read('--train', 'a.conll')), inputName(read('--dataset', 'conll2003-en')), inputName(read())]).toEqual([
      'a',
      'conll2003-en',
      'sample',
    ]);
  });
});
