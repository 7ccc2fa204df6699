import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type CheckpointContents, readCheckpointFolder, readCheckpointState, writeCheckpointFolder } from './checkpoint-folder.ts';
import { CheckpointError } from './training-error.ts';

/** The newest checkpoint that can be used, and why newer ones cannot. */
export interface FoundCheckpoint {
  readonly name: string;
  readonly contents: CheckpointContents<unknown>;
  /** One for each newer checkpoint that is damaged. */
  readonly skipped: readonly CheckpointError[];
}

/**
 * The checkpoints of one training: `step-00000120` to go on from, `best-00000080` with the best parameters so far. A step
 * checkpoint names the best one that it goes with, so a best one is only removed when no step checkpoint needs it.
 */
export class Checkpoints {
  readonly folder: string;
  readonly keep: number;

  /**
   * @param folder of the training
   * @param keep how many step checkpoints stay
   */
  constructor(folder: string, keep: number) {
    this.folder = folder;
    this.keep = keep;
  }

  /** Name of the checkpoint after `step` updates. */
  static nameOf(kind: 'step' | 'best', step: number): string {
    return `${kind}-${String(step).padStart(8, '0')}`;
  }

  async write<State>(name: string, contents: CheckpointContents<State>): Promise<void> {
    await writeCheckpointFolder(join(this.folder, name), contents);
  }

  async read(name: string): Promise<CheckpointContents<unknown>> {
    return readCheckpointFolder(join(this.folder, name));
  }

  /**
   * The newest step checkpoint that is whole, for which `alsoNeeded` can be read too. Undefined when there is none at all.
   *
   * @throws {CheckpointError} when there are checkpoints and every one is damaged; names each fault
   */
  async newest(
    alsoNeeded: (contents: CheckpointContents<unknown>) => Promise<void> = async () => {},
  ): Promise<FoundCheckpoint | undefined> {
    const skipped: CheckpointError[] = [];
    for (const name of (await this.names('step')).reverse()) {
      try {
        const contents = await this.read(name);
        await alsoNeeded(contents);
        return { name, contents, skipped };
      } catch (error) {
        if (!(error instanceof CheckpointError)) throw error;
        skipped.push(error);
      }
    }
    if (skipped.length === 0) return undefined;
    const faults = skipped.map((error) => `  ${error.message}`).join('\n');
    throw new CheckpointError(this.folder, `No checkpoint in ${this.folder} can be used:\n${faults}\nTrain anew without --resume.`);
  }

  /** Removes step checkpoints beyond the newest `keep`, best ones that none of the others names, and what a killed process left. */
  async prune(bestOf: (state: unknown) => string | undefined): Promise<void> {
    const steps = (await this.names('step')).reverse();
    const needed = new Set<string | undefined>();
    for (const name of steps.slice(0, this.keep)) {
      needed.add(name);
      needed.add(bestOf(await readCheckpointState(join(this.folder, name)).catch(() => undefined)));
    }
    for (const name of [...steps, ...(await this.names('best')), ...(await this.names('.partial'))]) {
      if (!needed.has(name)) await rm(join(this.folder, name), { recursive: true, force: true });
    }
  }

  /** Removes every checkpoint: a new training starts in this folder. */
  async clear(): Promise<void> {
    for (const kind of ['step', 'best', '.partial'] as const) {
      for (const name of await this.names(kind)) await rm(join(this.folder, name), { recursive: true, force: true });
    }
  }

  private async names(kind: 'step' | 'best' | '.partial'): Promise<string[]> {
    const names = await readdir(this.folder).catch(() => []);
    return names.filter((name) => name.startsWith(`${kind}-`)).sort();
  }
}
