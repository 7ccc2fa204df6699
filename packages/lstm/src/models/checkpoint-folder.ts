import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { syncFolder, UserError, writeFileAtomic } from '@textloom/tensor';
import { fault } from '../user-error.ts';

/** Files a checkpoint folder may hold. */
export const checkpointFiles = ['config.json', 'tokenizer.json', 'features.json', 'model.safetensors'] as const;
export type CheckpointFile = (typeof checkpointFiles)[number];

/** Where the folder's last state lies for the moment between the two renames of a replacement. */
function previousOf(folder: string): string {
  return join(dirname(folder), `.${basename(folder)}.previous`);
}

/**
 * Puts a folder with these files in place: written beside it, synced and renamed, so that after a kill at any moment the folder is
 * whole, in its old or its new state ({@link readCheckpointFile} knows where the old one is).
 *
 * @throws UserError when the folder exists and holds anything that is not a checkpoint's
 */
export async function writeCheckpointFolder(folder: string, files: ReadonlyMap<CheckpointFile, string | Uint8Array>): Promise<void> {
  const existing = await entriesOf(folder);
  const foreign = existing?.find((name) => !checkpointFiles.some((file) => file === name));
  if (foreign !== undefined) {
    throw fault(`the folder also holds '${foreign}', so it is not replaced by a checkpoint`, {
      file: folder,
      expected: 'a folder that does not exist, is empty or holds a checkpoint',
    });
  }
  const fresh = join(dirname(folder), `.${basename(folder)}.${process.pid}.writing`);
  try {
    await rm(fresh, { recursive: true, force: true });
    await mkdir(fresh, { recursive: true });
    for (const [file, content] of files) await writeFileAtomic(join(fresh, file), content);
    if (existing !== undefined) {
      await rm(previousOf(folder), { recursive: true, force: true });
      await rename(folder, previousOf(folder));
    }
    await rename(fresh, folder);
    await syncFolder(dirname(folder));
  } catch (error) {
    await rm(fresh, { recursive: true, force: true }).catch(() => undefined);
    if (error instanceof UserError) throw error;
    throw fault(`the checkpoint could not be written (${error instanceof Error ? error.message : String(error)})`, { file: folder });
  }
  await rm(previousOf(folder), { recursive: true, force: true });
}

/**
 * Bytes of one file of a checkpoint; undefined when the folder has no such file.
 * @throws UserError when there is no such folder
 */
export async function readCheckpointFile(folder: string, file: CheckpointFile): Promise<Uint8Array | undefined> {
  const place = (await entriesOf(folder)) === undefined ? previousOf(folder) : folder;
  const entries = await entriesOf(place);
  if (entries === undefined) throw fault('no such folder', { file: folder, expected: 'a checkpoint folder' });
  return entries.includes(file) ? readFile(join(place, file)) : undefined;
}

async function entriesOf(folder: string): Promise<string[] | undefined> {
  try {
    return await readdir(folder);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return undefined;
    if (code === 'ENOTDIR') throw fault('this is a file', { file: folder, expected: 'a checkpoint folder' });
    throw error;
  }
}
