import { UserError } from '@textloom/tensor';

/** Where a person's mistake lies and what would have been right. */
export interface FaultPlace {
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly expected?: string | undefined;
  readonly hint?: string | undefined;
}

/** An error of name `UserError` whose message reads `file:line: what; expected …. hint`. */
export function fault(what: string, { file, line, expected, hint }: FaultPlace = {}): UserError {
  const place = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}: `;
  return new UserError(`${place}${what}${expected === undefined ? '' : `; expected ${expected}`}${hint === undefined ? '' : `. ${hint}`}`);
}
