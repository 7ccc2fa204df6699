import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { syncFolder, writeFileSynced } from '@textloom/tensor';
import { reasonOf } from './system-error.ts';
import { CheckpointError } from './training-error.ts';

/** What a checkpoint holds: a state that is plain JSON, and files by name. */
export interface CheckpointContents<State> {
  readonly state: State;
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/** `state.json`: names every other file with its size and hash, and carries its own hash. */
interface Manifest {
  readonly format: typeof format;
  readonly version: typeof version;
  readonly files: Record<string, { bytes: number; sha256: string }>;
  readonly state: unknown;
  readonly sha256: string;
}

const format = 'textloom-checkpoint';
const version = 1;
const manifestName = 'state.json';

/**
 * Writes a checkpoint folder so that it is there whole or not at all: files are written and synced in a folder beside, which
 * is then renamed. A folder of that name is replaced.
 *
 * @throws {CheckpointError} when it cannot be written (disk full, no permission); nothing is left behind, and other
 *   checkpoints are not touched
 */
export async function writeCheckpointFolder<State>(folder: string, contents: CheckpointContents<State>): Promise<void> {
  const parent = dirname(folder);
  const partial = join(parent, `.partial-${basename(folder)}`);
  try {
    await mkdir(parent, { recursive: true });
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial);
    for (const [name, bytes] of Object.entries(contents.files)) await writeFileSynced(join(partial, name), bytes);
    await writeFileSynced(join(partial, manifestName), encodeManifest(contents));
    await syncFolder(partial);
    await rm(folder, { recursive: true, force: true });
    await rename(partial, folder);
    await syncFolder(parent);
  } catch (error) {
    await rm(partial, { recursive: true, force: true }).catch(() => {});
    throw new CheckpointError(folder, `The checkpoint ${folder} could not be written: ${reasonOf(error)}`, { cause: error });
  }
}

/**
 * Reads a checkpoint folder and checks it.
 *
 * @throws {CheckpointError} when a file is missing, cut short or changed, naming the file, what was found and what was expected
 */
export async function readCheckpointFolder(folder: string): Promise<CheckpointContents<unknown>> {
  const manifest = decodeManifest(folder, await readBytes(folder, manifestName));
  const files: Record<string, Uint8Array> = {};
  for (const [name, expected] of Object.entries(manifest.files)) {
    const bytes = await readBytes(folder, name);
    if (bytes.length !== expected.bytes) {
      throw new CheckpointError(
        folder,
        `${join(folder, name)} has ${bytes.length} bytes; expected ${expected.bytes}. It was cut short or replaced.`,
      );
    }
    if (sha256(bytes) !== expected.sha256) {
      throw new CheckpointError(
        folder,
        `${join(folder, name)} was changed after it was written: its sha256 is not that of ${manifestName}.`,
      );
    }
    files[name] = bytes;
  }
  return { state: manifest.state, files };
}

/** The state of a checkpoint folder alone, without reading and checking its files. */
export async function readCheckpointState(folder: string): Promise<unknown> {
  return decodeManifest(folder, await readBytes(folder, manifestName)).state;
}

function encodeManifest(contents: CheckpointContents<unknown>): Uint8Array {
  const files = Object.fromEntries(
    Object.entries(contents.files).map(([name, bytes]) => [name, { bytes: bytes.length, sha256: sha256(bytes) }]),
  );
  const body = { format, version, files, state: contents.state };
  return new TextEncoder().encode(`${JSON.stringify({ ...body, sha256: sha256(JSON.stringify(body)) }, null, 1)}\n`);
}

function decodeManifest(folder: string, bytes: Uint8Array): Manifest {
  const path = join(folder, manifestName);
  let manifest: Partial<Manifest>;
  try {
    manifest = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new CheckpointError(folder, `${path} is not JSON; it was cut short or changed.`, { cause: error });
  }
  if (manifest?.format !== format)
    throw new CheckpointError(folder, `${path} does not describe a training checkpoint (expected "format": "${format}").`);
  if (manifest.version !== version) {
    throw new CheckpointError(folder, `${path} has version ${manifest.version}; this program reads version ${version}.`);
  }
  const { sha256: own, ...body } = manifest as Manifest;
  if (own !== sha256(JSON.stringify(body))) throw new CheckpointError(folder, `${path} was changed after it was written.`);
  return manifest as Manifest;
}

async function readBytes(folder: string, name: string): Promise<Uint8Array> {
  try {
    const { buffer, byteOffset, length } = await readFile(join(folder, name));
    return new Uint8Array(buffer, byteOffset, length);
  } catch (error) {
    throw new CheckpointError(folder, `${join(folder, name)} cannot be read: ${reasonOf(error)}`, { cause: error });
  }
}

function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
