import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { DatasetFile } from './descriptor.ts';
import { download } from './download.ts';
import { claimPart } from './part-file.ts';
import { describeDataset } from './registry.ts';
import { UserError } from './user-error.ts';
import { unpackMember } from './zip.ts';

/** How far one file has come. `from` says where it is taken from. */
export interface FetchProgress {
  path: string;
  from: 'mirror' | 'cache' | 'download';
  received: number;
  total: number;
}

export interface FetchOptions {
  /** A folder laid out as the paths of the registry; default: the environment's `TEXTLOOM_MIRROR`. Looked into first. */
  mirror?: string;
  /** Where downloads are kept; default `$XDG_CACHE_HOME/textloom` or `~/.cache/textloom`. */
  cacheFolder?: string;
  /** Only these paths; default all files of the set. */
  paths?: readonly string[];
  onProgress?: (progress: FetchProgress) => void;
}

/**
 * Brings the files of a data set to this machine and returns where each lies (registry path to absolute path).
 * Each comes from the mirror, else from the cache, else by HTTPS, and is used only when its sha256 is the registered one.
 * Throws a `UserError` for an unknown set, no network, a refused file or a full disk.
 */
export async function fetchDataset(name: string, options: FetchOptions = {}): Promise<Record<string, string>> {
  const places: Record<string, string> = {};
  for (const file of describeDataset(name).files) {
    if (options.paths !== undefined && !options.paths.includes(file.path)) continue;
    places[file.path] = await fetchFile(file, options);
  }
  return places;
}

/** The folder for downloads when none is given. */
export function defaultCacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'textloom');
}

/** One registered file, as `fetchDataset` brings it. Returns its absolute path. */
export async function fetchFile(file: DatasetFile, options: FetchOptions = {}): Promise<string> {
  const mirror = options.mirror ?? process.env.TEXTLOOM_MIRROR;
  const tell = (from: FetchProgress['from'], received: number) =>
    options.onProgress?.({ path: file.path, from, received, total: file.bytes });
  if (mirror) {
    const place = join(mirror, file.path);
    if (await isFile(place, mirror)) {
      const found = await sha256Of(place);
      if (found !== file.sha256)
        throw refused(place, file, found, 'the copy in the mirror is another version or damaged: put the registered one there');
      tell('mirror', file.bytes);
      return place;
    }
  }
  const place = join(options.cacheFolder ?? defaultCacheFolder(), file.path);
  if (await isFile(place)) {
    if ((await sha256Of(place)) === file.sha256) {
      tell('cache', file.bytes);
      return place;
    }
    await rm(place, { force: true });
  }
  if (file.derivation?.from === 'hand') {
    throw new UserError(`${file.path} is not served by any URL: it was made by hand`, {
      expected: `the file in a mirror (TEXTLOOM_MIRROR), or at ${place}`,
      hint: `to make it: ${file.derivation.steps} Source: ${file.url}`,
    });
  }
  await makeFolder(dirname(place));
  const part = await claimPart(place);
  try {
    await download(file.url, part.path, {
      bytes: file.derivation === undefined ? file.bytes : undefined,
      place,
      mirror: mirror || undefined,
      onProgress: (received) => tell('download', received),
    });
    if (file.derivation !== undefined) await unpackChecked(part.path, file, file.derivation);
    const found = await sha256Of(part.path);
    if (found !== file.sha256) {
      await rm(part.path);
      throw refused(
        file.path,
        file,
        found,
        `what ${file.url} serves is not the registered file; the download was deleted. Try again, or use a mirror`,
      );
    }
    await rename(part.path, place);
  } catch (error) {
    await part.release();
    throw error;
  }
  return place;
}

async function unpackChecked(part: string, file: DatasetFile, derivation: { archiveSha256: string; member: string }): Promise<void> {
  const found = await sha256Of(part);
  if (found !== derivation.archiveSha256) {
    await rm(part);
    throw refused(
      file.url,
      { ...file, sha256: derivation.archiveSha256 },
      found,
      'the archive is not the registered one; it was deleted. Try again',
    );
  }
  await unpackMember(part, derivation.member, `${part}.member`);
  await rename(`${part}.member`, part);
}

function refused(place: string, file: { sha256: string }, found: string, hint: string): UserError {
  return new UserError(`refused: its sha256 is ${found}`, { file: place, expected: file.sha256, hint });
}

/** Hexadecimal sha256 of a file's bytes. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(file)) hash.update(bytes);
  return hash.digest('hex');
}

async function isFile(place: string, mirror?: string): Promise<boolean> {
  try {
    return (await stat(place)).isFile();
  } catch {
    if (
      mirror !== undefined &&
      !(await stat(mirror).then(
        (found) => found.isDirectory(),
        () => false,
      ))
    ) {
      throw new UserError('there is no such folder', {
        file: mirror,
        expected: 'the mirror: a folder with a folder for each data set',
        hint: 'set or unset TEXTLOOM_MIRROR',
      });
    }
    return false;
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new UserError('the cache folder cannot be made', {
      file: folder,
      hint: 'name another one (cacheFolder, XDG_CACHE_HOME)',
      cause: error,
    });
  }
}
