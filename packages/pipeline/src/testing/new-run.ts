import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { RunFolder } from '../run-folder.ts';

/** An empty run folder of an app, gone after the test. */
export async function newRun(app: string): Promise<RunFolder> {
  const folder = mkdtempSync(join(tmpdir(), `${app}-`));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return RunFolder.create(join(folder, 'run'), {
    app,
    created: '2026-01-01T00:00:00.000Z',
    command: `pnpm textloom ${app} run`,
    config: { overrides: [] },
    seed: 1,
    workers: 1,
    input: { train: [], valid: [], test: [], columns: {}, badRows: 'error' },
    dataOptions: {},
  });
}
