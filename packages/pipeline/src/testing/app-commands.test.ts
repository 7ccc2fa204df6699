import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandsOf, expectPlainError, jsonLines } from './app-commands.ts';
import { contentOf, hashOf, temporaryFolder } from './folders.ts';

const cwd = temporaryFolder();

describe('expectPlainError', () => {
  const mistake = { code: 2, stdout: '', stderr: 'shop.csv:3: this row has 3 columns\n' };

  it('takes the message of a mistake, and neither a stack trace nor another end', () => {
    expectPlainError(mistake, /shop\.csv:3/);
    for (const other of [
      { ...mistake, stderr: `${mistake.stderr}    at read (file.ts:1:2)\n` },
      { ...mistake, code: 1 },
      { ...mistake, stdout: '{}\n' },
      { ...mistake, stderr: 'shop.csv: empty\n' },
    ]) {
      expect(() => expectPlainError(other, /shop\.csv:3/)).toThrow();
    }
  });
});

describe('commandsOf', () => {
  it('runs the command line in this process and in one of its own, which end alike', { timeout: 60_000 }, async () => {
    const { command, textloom } = commandsOf('datasets');
    const here = await command(['list', '--json'], cwd);
    const there = await textloom(['list', '--json'], { cwd });
    expect(here).toMatchObject({ code: 0, stderr: '' });
    expect(there).toEqual(here);
    expect(jsonLines(here.stdout).flat()).not.toEqual([]);
  });
});

it('the content of a folder changes with a byte of a file', () => {
  writeFileSync(join(cwd, '退款.txt'), 'a');
  const before = contentOf(cwd);
  expect(before).toEqual({ '退款.txt': hashOf(join(cwd, '退款.txt')) });
  writeFileSync(join(cwd, '退款.txt'), 'b');
  expect(contentOf(cwd)).not.toEqual(before);
});
