import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunFolder, type RunRecord } from '@textloom/pipeline';
import { onTestFinished } from 'vitest';
import { type Config, configSchema } from '../src/config.ts';

const record: RunRecord = {
  app: 'customer-service',
  created: '2026-01-01T00:00:00.000Z',
  command: 'pnpm textloom customer-service run',
  config: { overrides: [] },
  seed: 1,
  workers: 1,
  input: { train: [], valid: [], test: [], columns: {}, badRows: 'error' },
  dataOptions: {},
};

/** An empty run folder, gone after the test. */
export async function newRun(): Promise<RunFolder> {
  const folder = mkdtempSync(join(tmpdir(), 'customer-service-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return RunFolder.create(join(folder, 'run'), record);
}

/** The configuration with some keys set, the rest at the schema's defaults. */
export function configWith(settings: Record<string, unknown> = {}): Config {
  return configSchema.parse(settings);
}
