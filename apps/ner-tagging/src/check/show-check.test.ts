import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunFolder } from '@textloom/pipeline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NerSplits } from '../examples.ts';
import { bracketed } from '../testing/bracketed.ts';
import { checkFile, showCheck } from './show-check.ts';

const splits: NerSplits = { train: [bracketed('[PER Ada] lives in [LOC London ,]')], valid: [], test: [bracketed('[PER 王 伟] 来 了')] };

describe('showCheck', () => {
  let folder: string;
  let run: RunFolder;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'check-'));
    run = await RunFolder.create(folder, {
      app: 'ner-tagging',
      created: '2026-01-01T00:00:00Z',
      command: '',
      config: { overrides: [] },
      seed: 1,
      workers: 1,
      input: { train: [], valid: [], test: [], columns: {}, badRows: 'error' },
      dataOptions: {},
    });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const shown = async (json: boolean) => {
    const lines: string[] = [];
    const result = {
      line: (text: string) => lines.push(text),
      json: (value: unknown) => lines.push(JSON.stringify(value)),
      table: async () => {},
    };
    const report = await showCheck({ run, result, options: { flag: (name) => json && name === 'json' } }, splits);
    return { report, text: lines.join('\n') };
  };

  it('leaves the whole report in the run and shows it', async () => {
    const { report, text } = await shown(false);
    expect(run.readJson(checkFile)).toEqual(report);
    expect(text).toContain('"London ," (LOC) ends with ,: train.txt:1');
  });

  it('is one line of JSON with --json', async () => {
    const { report, text } = await shown(true);
    expect(JSON.parse(text)).toEqual({ check: report });
    expect(run.readJson(checkFile)).toEqual(report);
  });
});
