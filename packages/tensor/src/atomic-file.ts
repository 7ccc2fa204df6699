import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from './user-error.ts';

/** What the system's error codes mean for somebody who wants to write a file. */
const causes: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file is larger than the system allows',
  EACCES: 'there is no permission to write there',
  EPERM: 'there is no permission to write there',
  EROFS: 'the disk is read-only',
  ENOENT: 'the folder does not exist',
  ENOTDIR: 'the folder is a file',
  EISDIR: 'there is a folder of that name',
};

/**
 * Writes a file so that at any moment, a crash included, either the old or the whole new content is there: written beside, synced to the
 * disk, renamed, and the folder synced.
 * @param data what is to be in the file; pieces that arrive one by one are never all in memory
 * @throws UserError that says why it could not be written, and what `data` throws; the old content is as it was and nothing is left beside it
 */
export async function writeFileAtomic(path: string, data: Uint8Array | string | AsyncIterable<string>): Promise<void> {
  const folder = dirname(path);
  const beside = join(folder, `.${basename(path)}.${randomUUID()}.part`);
  try {
    await writeFileSynced(beside, data);
    await rename(beside, path);
  } catch (error) {
    await unlink(beside).catch(() => undefined);
    throw explain(path, error);
  }
  await syncFolder(folder);
}

/** Writes a new file and waits until it is on the disk. Throws what the system says, also when there is a file of that name. */
export async function writeFileSynced(path: string, data: Uint8Array | string | AsyncIterable<string>): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(data);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes what was renamed in a folder last, through a power cut too; systems on which a folder cannot be opened or synced do without. */
export async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(folder, 'r');
    await handle.sync();
  } catch {
    // What is in the folder is complete and in place.
  } finally {
    await handle?.close();
  }
}

function explain(path: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  // Only the system's errors are about the file; others come from where the pieces come from.
  if (code === '') return error;
  const cause = causes[code] ?? (error instanceof Error ? error.message : String(error));
  return new UserError(`${path} could not be written: ${cause} (${code})`, { cause: error });
}
