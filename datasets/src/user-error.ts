/** Where a problem lies and what would mend it. Every field is optional: give what is known. */
export interface UserErrorDetails {
  /** Path as the user wrote it. */
  file?: string;
  /** 1-based line in `file`. */
  line?: number;
  /** 1-based column (in characters) of that line. */
  column?: number;
  /** What should have been there. */
  expected?: string;
  /** What the user can do about it. */
  hint?: string;
  cause?: unknown;
}

/**
 * A mistake in what the user gave: a file, a row, a name, an option. Its message stands alone (place, what was found,
 * what was expected, what to do), so a command prints the message without a stack and exits with code 2.
 *
 *     train.csv:3: this row has 3 columns
 *       expected: 2 columns, as in the header (text, label)
 *       hint: put double quotes around a field that holds a comma
 */
export class UserError extends Error {
  override name = 'UserError';
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly expected: string | undefined;
  readonly hint: string | undefined;

  constructor(found: string, details: UserErrorDetails = {}) {
    super(composeMessage(found, details), details.cause === undefined ? undefined : { cause: details.cause });
    this.file = details.file;
    this.line = details.line;
    this.column = details.column;
    this.expected = details.expected;
    this.hint = details.hint;
  }
}

/** True for a `UserError` of this package and for the errors of the same name that other packages throw. */
export function isUserError(error: unknown): error is Error {
  return error instanceof Error && error.name === 'UserError';
}

function composeMessage(found: string, { file, line, column, expected, hint }: UserErrorDetails): string {
  const place = [file, line, line === undefined ? undefined : column].filter((part) => part !== undefined).join(':');
  const lines = [place === '' ? found : `${place}: ${found}`];
  if (expected !== undefined) lines.push(`  expected: ${expected}`);
  if (hint !== undefined) lines.push(`  hint: ${hint}`);
  return lines.join('\n');
}
