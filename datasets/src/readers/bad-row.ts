import { UserError } from '../user-error.ts';

/** A row that cannot be used: where it is, what is wrong with it and its text as it stands in the file. */
export interface BadRow {
  file: string;
  /** 1-based line on which the row begins. */
  line: number;
  /** 1-based column (in characters) of that line, where it is known. */
  column?: number;
  /** What is wrong. */
  problem: string;
  expected?: string;
  hint?: string;
  /** The row as it stands in the file (cut after 1,000 characters). */
  raw: string;
}

/** `'error'` (the default) stops at the first bad row; a function is handed each bad row, and reading goes on. */
export type OnBadRow = 'error' | ((row: BadRow) => void);

const longestRaw = 1000;

/** Hands a bad row to the caller's function, or throws it as a `UserError` where there is none. */
export function reportBadRow(row: BadRow, onBadRow: OnBadRow = 'error'): void {
  if (onBadRow !== 'error') {
    onBadRow({ ...row, raw: row.raw.slice(0, longestRaw) });
    return;
  }
  const { problem, raw: _, ...place } = row;
  throw new UserError(problem, place);
}

/** The same, calling `countOne` for each row that is handed over. */
export function countingBadRows(onBadRow: OnBadRow = 'error', countOne: () => void): OnBadRow {
  if (onBadRow === 'error') return onBadRow;
  return (row) => {
    countOne();
    onBadRow(row);
  };
}
