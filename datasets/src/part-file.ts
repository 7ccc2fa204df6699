import { randomUUID } from 'node:crypto';
import { readdir, rename } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** A download on its way, which this process alone writes. */
export interface PartFile {
  readonly path: string;
  /** Leaves what has arrived for whoever downloads next; nothing where {@link path} was renamed or removed. */
  release(): Promise<void>;
}

const machine = hostname().replaceAll(/[^\w]/g, '-');

/**
 * A file beside `place` to download into. What an earlier download left, by release or because its process was killed, is taken over;
 * what another process is writing is left alone, so that two that fetch at once do not write into one file.
 */
export async function claimPart(place: string): Promise<PartFile> {
  const released = `${place}.part`;
  const path = `${place}.${machine}.${process.pid}.${randomUUID().slice(0, 8)}.part`;
  for (const left of [released, ...(await abandonedParts(place))]) if (await moved(left, path)) break;
  return {
    path,
    release: async () => {
      await moved(path, released);
    },
  };
}

/** Parts of processes of this machine that run no more. */
async function abandonedParts(place: string): Promise<string[]> {
  const start = `${basename(place)}.${machine}.`;
  const names = await readdir(dirname(place));
  return names
    .filter((name) => name.startsWith(start) && /^\d+\.[0-9a-f]{8}\.part$/.test(name.slice(start.length)))
    .filter((name) => !isRunning(Number.parseInt(name.slice(start.length), 10)))
    .map((name) => join(dirname(place), name));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** Renames within a folder, which one of several processes that try succeeds in. */
async function moved(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}
