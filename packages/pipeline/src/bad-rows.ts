import type { BadRow, OnBadRow } from '@textloom/datasets';
import type { InputOptions } from './input.ts';
import { type RunFolder, runFiles } from './run-folder.ts';

/** Sets bad rows aside when the user asked for it; otherwise the first one stops the run. */
export class BadRowStore {
  readonly #rows: BadRow[] = [];
  readonly #quarantine: boolean;

  constructor(input: Pick<InputOptions, 'badRows'>) {
    this.#quarantine = input.badRows === 'quarantine';
  }

  /** What a reader's `onBadRow` takes. */
  get onBadRow(): OnBadRow {
    return this.#quarantine ? (row) => this.#rows.push(row) : 'error';
  }

  /** Rows set aside so far. */
  get rows(): readonly BadRow[] {
    return this.#rows;
  }

  /** Writes the rows to bad-rows.jsonl of the run, one a line with its file, line and problem; without any, takes an old one away. */
  async save(run: RunFolder): Promise<void> {
    if (this.#rows.length === 0) run.remove('badRows');
    else await run.writeText(runFiles.badRows, this.#rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  }
}
