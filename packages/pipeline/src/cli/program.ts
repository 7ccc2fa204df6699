#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { exitCodes } from './failure.ts';
import { runCommandLine } from './main.ts';

/** The nearest folder at or above `folder` that is a workspace. */
function workspaceOf(folder: string): string | undefined {
  if (existsSync(join(folder, 'pnpm-workspace.yaml'))) return folder;
  return folder === dirname(folder) ? undefined : workspaceOf(dirname(folder));
}

// pnpm runs a script of the root in the root; the user's own folder is the one to start relative paths from.
const cwd = process.env.npm_lifecycle_event === 'textloom' && process.env.INIT_CWD ? process.env.INIT_CWD : process.cwd();
const interrupted = new AbortController();
process.on('SIGINT', () => {
  // The first Ctrl-C asks a stage to end cleanly, the second ends it.
  if (interrupted.signal.aborted) process.exit(exitCodes.interrupted);
  interrupted.abort(new Error('interrupted'));
});
// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await runCommandLine(process.argv.slice(2), {
  root: process.env.TEXTLOOM_ROOT ?? workspaceOf(import.meta.dirname) ?? workspaceOf(cwd) ?? cwd,
  cwd,
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  stdinIsTerminal: process.stdin.isTTY === true,
  signal: interrupted.signal,
});
