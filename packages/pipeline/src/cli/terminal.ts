import type { TextTarget } from '../screen.ts';

/** The world of a command: where it reads, writes and runs. */
export interface Surroundings {
  /** Folder that holds `apps/`. */
  readonly root: string;
  /** Folder that the user's relative paths start from. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: TextTarget;
  readonly stderr: TextTarget;
  /** True when a person would have to type what is read from stdin. */
  readonly stdinIsTerminal?: boolean;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}
