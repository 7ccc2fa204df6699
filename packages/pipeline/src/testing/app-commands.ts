import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { runCommandLine } from '../cli/main.ts';

const program = fileURLToPath(new URL('../../bin/textloom.ts', import.meta.url));
const root = fileURLToPath(new URL('../../../..', import.meta.url));

/** How a command ended. */
export interface Ended {
  /** null after a signal. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProcessOptions {
  readonly cwd?: string;
  readonly stdin?: string | Uint8Array;
  /** Sees stderr as it grows, and may kill the process. */
  readonly watch?: (stderr: string, child: ChildProcess) => void;
}

/** The command line of one app, for its tests. */
export interface AppCommands {
  /** `textloom <app> ...` in a process of its own, still running. */
  start(args: readonly string[], options?: { readonly cwd?: string }): ChildProcessWithoutNullStreams;
  /** The same until its end. */
  textloom(args: readonly string[], options?: ProcessOptions): Promise<Ended>;
  /** The same in this process: quicker, without stdin. */
  command(args: readonly string[], cwd: string): Promise<Ended>;
}

/** The command line of one app, for its tests. */
export function commandsOf(app: string): AppCommands {
  const start: AppCommands['start'] = (args, { cwd } = {}) => spawn(process.execPath, [program, app, ...args], { cwd });
  return {
    start,
    textloom(args, { cwd, stdin = '', watch } = {}) {
      const child = start(args, cwd === undefined ? {} : { cwd });
      let [stdout, stderr] = ['', ''];
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text;
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
        watch?.(stderr, child);
      });
      // A command that ends before it has read everything closes the pipe.
      child.stdin.on('error', () => undefined);
      child.stdin.end(stdin);
      return new Promise((resolve, reject) => {
        child.on('error', reject);
        child.on('close', (code) => resolve({ code, stdout, stderr }));
      });
    },
    async command(args, cwd) {
      let [stdout, stderr] = ['', ''];
      const code = await runCommandLine([app, ...args], {
        root,
        cwd,
        env: {},
        stdout: { write: (text: string) => (stdout += text) },
        stderr: { write: (text: string) => (stderr += text) },
        signal: new AbortController().signal,
      });
      return { code, stdout, stderr };
    },
  };
}

/** What holds for every mistake of the user: a message that says what is wrong, no stack trace, exit code 2, nothing on stdout. */
export function expectPlainError({ code, stdout, stderr }: Ended, message: RegExp): void {
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/\n\s+at |This is a fault in the program/);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
}

/** Objects that a command printed, one a line. */
export function jsonLines(stdout: string): Record<string, unknown>[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}
