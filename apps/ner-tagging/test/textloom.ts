import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommandLine } from '@textloom/pipeline';
import { afterAll } from 'vitest';

const program = fileURLToPath(new URL('../../../packages/pipeline/bin/textloom.ts', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));

/** How a command ended. */
export interface Ended {
  /** null after a signal. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `textloom ner-tagging ...` in a process of its own. @param watch sees stderr as it grows, and may kill the process */
export function textloom(
  args: readonly string[],
  options: { cwd?: string; stdin?: string | Uint8Array; watch?: (stderr: string, child: ChildProcess) => void } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [program, 'ner-tagging', ...args], { cwd: options.cwd });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    options.watch?.(stderr, child);
  });
  // A command that ends before it has read everything closes the pipe.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.stdin ?? '');
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** The same in this process: quicker, without stdin. */
export async function command(args: readonly string[], cwd: string): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  const code = await runCommandLine(['ner-tagging', ...args], {
    root,
    cwd,
    env: {},
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
    signal: new AbortController().signal,
  });
  return { code, stdout, stderr };
}

/** A folder for the tests of one file, gone after them. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ner-tagging-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Objects that a command printed, one a line. */
export function jsonLines(stdout: string): Record<string, unknown>[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Hash of every file below a folder, by its path. */
export function contentOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
  const entries = files.sort().map((path) => [relative(folder, path), hashOf(path)]);
  return Object.fromEntries(entries);
}

/** SHA-256 of a file. */
export function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
