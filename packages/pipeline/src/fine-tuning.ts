import { existsSync, rmSync } from 'node:fs';
import { UserError } from '@textloom/datasets';
import { z } from 'zod';
import type { JsonObject } from './json.ts';
import { RunFolder } from './run-folder.ts';

const fineTuningFile = 'fine-tuning.json';

/** What the record of a fine-tuning holds in every app; an app extends it with what is new to its model. */
export const fineTuningSchema: z.ZodObject<{
  from: z.ZodString;
  epochs: z.ZodNumber;
  learningRate: z.ZodNumber;
  rehearsed: z.ZodNumber;
  oldTest: z.ZodNumber;
  newTest: z.ZodNumber;
}> = z.object({
  /** Folder of the earlier run. */
  from: z.string(),
  epochs: z.number(),
  learningRate: z.number(),
  /** Examples of the old training data that are trained on again. */
  rehearsed: z.number(),
  /** The test set is the old one, then the new one. */
  oldTest: z.number(),
  newTest: z.number(),
});

/** An earlier run to go on from. @throws UserError when `folder` is no trained run of the app, or the run itself */
export function openOldRun(run: RunFolder, folder: string): RunFolder {
  if (folder === run.folder) {
    throw new UserError('A run cannot go on from itself: its model would be lost.', { hint: 'give another folder with --out' });
  }
  const old = RunFolder.open(folder, run.app);
  old.require('model');
  return old;
}

/** A file that examples were read from. */
export type ReadFile = { readonly file: string; readonly sha256: string };

const filesSchema = z.object({ files: z.array(z.object({ file: z.string(), sha256: z.string() })) });

/** Files of a run's data, with their hashes as they were then; none where its data.json says nothing of them. */
export function filesOf(run: RunFolder): readonly ReadFile[] {
  return filesSchema.safeParse(run.readJson('data.json')).data?.files ?? [];
}

/** Remembers in the run what it goes on from; undefined, for a folder that is used again, that it starts from nothing. */
export async function keepFineTuning(run: RunFolder, record: JsonObject | undefined): Promise<void> {
  if (record === undefined) rmSync(run.path(fineTuningFile), { force: true });
  else await run.writeJson(fineTuningFile, record);
}

/**
 * What a run goes on from; undefined when it starts from nothing.
 *
 * @param schema the app's own extension of {@link fineTuningSchema}
 * @throws UserError for a damaged record
 */
export function readFineTuning<FineTuning>(run: RunFolder, schema: z.ZodType<FineTuning>): FineTuning | undefined {
  if (!existsSync(run.path(fineTuningFile))) return undefined;
  const parsed = schema.safeParse(run.readJson(fineTuningFile));
  if (parsed.success) return parsed.data;
  throw new UserError('The record of the fine-tuning is damaged.', {
    file: run.path(fineTuningFile),
    hint: 'run the data stage again with --from',
  });
}
