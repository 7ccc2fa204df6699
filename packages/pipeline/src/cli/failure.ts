import { isUserError } from '@textloom/datasets';
import { isRecord } from '../json.ts';

/** Exit codes of the command line. */
export const exitCodes = { done: 0, failed: 1, userError: 2, interrupted: 130 } as const;

/** What the user is told about an error, and the exit code that goes with it. */
export interface Failure {
  readonly message: string;
  readonly code: number;
}

/** Errors of the operating system that the user can mend, in words. */
const systemErrors: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full: free some space and run the command again; files that were there before are whole',
  EDQUOT: 'your disk quota is used up: free some space and run the command again; files that were there before are whole',
  EROFS: 'the disk is read-only: give a folder that can be written with --out',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EMFILE: 'too many open files',
  EISDIR: 'a file was expected, but this is a folder',
  ENOTDIR: 'a folder was expected, but this is a file',
};

/**
 * Tells a user's mistake (code 2: the message alone) from a fault of the program (code 1: how to see the stack).
 *
 * @param debug true shows the stack of every error (TEXTLOOM_DEBUG=1)
 */
export function describeFailure(error: unknown, debug: boolean): Failure {
  const stack = error instanceof Error && debug ? `\n${error.stack}` : '';
  if (isUserError(error)) return { message: `${error.message}${stack}`, code: exitCodes.userError };
  const system = systemCause(error);
  if (system !== undefined) return { message: `${system}${stack}`, code: exitCodes.userError };
  const text = error instanceof Error ? `${error.name === 'Error' ? '' : `${error.name}: `}${error.message}` : String(error);
  const how = debug ? '' : '\nThis is a fault in the program, not in what you gave it. TEXTLOOM_DEBUG=1 shows where it happened.';
  return { message: `${text}${stack}${how}`, code: exitCodes.failed };
}

function systemCause(error: unknown, depth = 0): string | undefined {
  if (!(error instanceof Error) || depth > 4) return undefined;
  if (isRecord(error) && typeof error.code === 'string' && Object.hasOwn(systemErrors, error.code)) {
    return `${typeof error.path === 'string' ? `${error.path}: ` : ''}${systemErrors[error.code]}.`;
  }
  return systemCause(error.cause, depth + 1);
}
