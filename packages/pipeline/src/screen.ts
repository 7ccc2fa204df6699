/** Something that text is written to: stderr, or a test's buffer. */
export interface TextTarget {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/**
 * Stderr as progress and log share it: whole lines, and on a terminal one status line below them that is redrawn in place.
 */
export class Screen {
  readonly #target: TextTarget;
  #status = '';

  constructor(target: TextTarget) {
    this.#target = target;
  }

  /** True where a status line can be redrawn. */
  get isTerminal(): boolean {
    return this.#target.isTTY === true;
  }

  /** Width of the terminal in columns. */
  get width(): number {
    return this.#target.columns ?? 80;
  }

  /** Writes one whole line, above the status line. */
  line(text: string): void {
    this.#target.write(this.#status === '' ? `${text}\n` : `\r\u001b[K${text}\n${this.#status}`);
  }

  /** Redraws the status line; the empty text takes it away. Terminals only. */
  status(text: string): void {
    if (!this.isTerminal || text === this.#status) return;
    this.#status = text;
    this.#target.write(`\r\u001b[K${text}`);
  }
}
