import { open, rm, stat } from 'node:fs/promises';
import { UserError } from './user-error.ts';

export interface DownloadOptions {
  /** The length the file must have, where it is known. */
  bytes: number | undefined;
  /** Where a user may put the file by hand; named in the error for no network. */
  place: string;
  /** The mirror that was looked into before, if any. */
  mirror: string | undefined;
  onProgress?: (received: number) => void;
  /** How often a connection that breaks is taken up again. Default 3. */
  retries?: number;
  /** Milliseconds without a byte after which a connection counts as broken. Default 30,000. */
  silence?: number;
}

/**
 * Downloads `url` to `part`, going on where an earlier download to the same place stopped (HTTP Range), also after a
 * cut within this call. Throws a `UserError` for no network, an HTTP error, a wrong length and a full disk.
 */
export async function download(url: string, part: string, options: DownloadOptions): Promise<void> {
  const retries = options.retries ?? 3;
  let lastFailure: unknown;
  for (let attempt = 0; attempt <= retries; attempt++) {
    if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, 200 * 2 ** attempt));
    const before = await lengthOf(part);
    if (options.bytes !== undefined && before === options.bytes) return;
    if (options.bytes !== undefined && before > options.bytes) await rm(part);
    try {
      await receive(url, part, await lengthOf(part), options);
      const after = await lengthOf(part);
      if (options.bytes === undefined || after === options.bytes) return;
      if (after > options.bytes) break;
      lastFailure = new Error(`the connection ended after ${after} of ${options.bytes} bytes`);
    } catch (error) {
      if (error instanceof UserError) throw error;
      lastFailure = error;
      if (isOffline(error)) break;
    }
  }
  const after = await lengthOf(part);
  if (options.bytes !== undefined && after > options.bytes) {
    await rm(part);
    throw new UserError(`${url} serves more than the registered ${options.bytes} bytes; the download was deleted`, {
      expected: 'the registered file',
    });
  }
  throw unreachable(url, lastFailure, options);
}

async function receive(url: string, part: string, from: number, options: DownloadOptions): Promise<void> {
  const controller = new AbortController();
  const silence = options.silence ?? 30_000;
  let timer = setTimeout(() => controller.abort(new Error(`no answer for ${silence / 1000} s`)), silence);
  try {
    const response = await fetch(url, { signal: controller.signal, headers: from > 0 ? { range: `bytes=${from}-` } : {} });
    if (response.status === 416) {
      await rm(part, { force: true });
      throw new Error('the server does not know the part that is missing');
    }
    if (response.status >= 500) throw new Error(`the server answers ${response.status}`);
    if (!response.ok || response.body === null) {
      throw new UserError(`${url} answers ${response.status} ${response.statusText}`.trim(), {
        hint: 'the file may have moved: set TEXTLOOM_MIRROR to a folder that holds it',
      });
    }
    // A server that does not do ranges sends the whole file again.
    const append = response.status === 206;
    const file = await open(part, append ? 'a' : 'w');
    let received = append ? from : 0;
    try {
      for await (const bytes of response.body) {
        clearTimeout(timer);
        timer = setTimeout(() => controller.abort(new Error(`no byte for ${silence / 1000} s`)), silence);
        await file.appendFile(bytes).catch((error: unknown) => Promise.reject(explainWriting(error, part)));
        received += bytes.length;
        options.onProgress?.(received);
      }
      await file.sync();
    } finally {
      await file.close();
    }
  } finally {
    clearTimeout(timer);
  }
}

function explainWriting(error: unknown, part: string): UserError {
  const full = error instanceof Error && 'code' in error && error.code === 'ENOSPC';
  const problem = full ? 'no space is left on the disk' : `cannot be written: ${error instanceof Error ? error.message : String(error)}`;
  return new UserError(problem, {
    file: part,
    hint: 'make room or name another cache folder; the download goes on where it stopped',
    cause: error,
  });
}

function unreachable(url: string, failure: unknown, options: DownloadOptions): UserError {
  const reasons: string[] = [];
  for (let error = failure; error instanceof Error; error = error.cause) {
    const code = 'code' in error ? String(error.code) : '';
    if (error.message !== '' && error.message !== 'fetch failed') reasons.push(error.message);
    else if (code !== '') reasons.push(code);
  }
  const looked = options.mirror === undefined ? 'TEXTLOOM_MIRROR is not set' : `the mirror ${options.mirror} does not hold it`;
  return new UserError(`${url} cannot be downloaded: ${reasons.join('; ') || String(failure)}`, {
    expected: `the network, or the file in a mirror (${looked})`,
    hint: `set TEXTLOOM_MIRROR to a folder laid out as the registry's paths, put the file at ${options.place}, or behind a proxy set HTTPS_PROXY and NODE_USE_ENV_PROXY=1`,
    cause: failure,
  });
}

/** No name server or nobody listening: waiting a second will not change it. */
function isOffline(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return (
    cause instanceof Error && 'code' in cause && ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ENETUNREACH'].includes(String(cause.code))
  );
}

async function lengthOf(file: string): Promise<number> {
  return stat(file).then(
    (found) => found.size,
    () => 0,
  );
}
