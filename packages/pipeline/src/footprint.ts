import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { RunFolder } from './run-folder.ts';

/** What a model takes, in bytes. */
export type Footprint = {
  /** Its files. */
  readonly modelBytes: number;
  /** The memory of this process at its largest. */
  readonly peakMemoryBytes: number;
};

/** What the model of a run takes: its files, and the memory of this process so far. */
export function footprintOf(run: RunFolder): Footprint {
  const folder = run.partPath('model');
  return {
    modelBytes: readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0),
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
  };
}

/** The same as rows of a table. */
export function footprintRows({ modelBytes, peakMemoryBytes }: Footprint): string[][] {
  return [
    ['model on disk', `${(modelBytes / 1e6).toFixed(1)} MB`],
    ['peak memory of this process', `${(peakMemoryBytes / 1e6).toFixed(0)} MB`],
  ];
}
