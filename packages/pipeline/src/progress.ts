import type { Screen } from './screen.ts';

/** Where a task stands. */
export interface ProgressState {
  /** Units done so far. */
  readonly done: number;
  /** Units in all, when it changed or was not known at the start. */
  readonly total?: number | undefined;
  readonly tokensPerSecond?: number | undefined;
  /** When absent it is estimated from the time spent. */
  readonly secondsLeft?: number | undefined;
  /** A few words on the state: `epoch 3, loss 0.41`. */
  readonly detail?: string | undefined;
}

/** One task whose progress is shown. */
export interface ProgressTask {
  update(state: ProgressState): void;
  /** Ends the task; `message` stays on the screen: `trained in 12 s`. */
  finish(message?: string): void;
}

/** Shows how far tasks have come, on stderr. */
export interface Progress {
  /** @param total units in all; without it only what is done is shown. @param unit what is counted: `examples` */
  start(label: string, total?: number, unit?: string): ProgressTask;
}

/** How often progress is shown. */
export interface ProgressOptions {
  readonly quiet?: boolean;
  /** Milliseconds between two redraws of the bar on a terminal; default 100. */
  readonly redraw?: number;
  /** Milliseconds between two lines elsewhere; default 5000. */
  readonly lineEvery?: number;
  /** Clock in milliseconds. */
  readonly now?: () => number;
}

const silent: Progress = { start: () => ({ update() {}, finish() {} }) };

/** A bar on a terminal, plain lines elsewhere, nothing when quiet. */
export function createProgress(screen: Screen, options: ProgressOptions = {}): Progress {
  if (options.quiet === true) return silent;
  const { redraw = 100, lineEvery = 5000, now = () => performance.now() } = options;
  return {
    start(label, total, unit = '') {
      const started = now();
      let shown = screen.isTerminal ? Number.NEGATIVE_INFINITY : started;
      let known = total;
      return {
        update(state) {
          known = state.total ?? known;
          const time = now();
          if (time - shown < (screen.isTerminal ? redraw : lineEvery)) return;
          shown = time;
          const line = describe(label, unit, { ...state, total: known }, (time - started) / 1000);
          if (!screen.isTerminal) screen.line(line);
          else screen.status(fit(`${bar(state.done, known)}${line}`, screen.width - 1));
        },
        finish(message) {
          screen.status('');
          if (message !== undefined) screen.line(`${label}: ${message}`);
        },
      };
    },
  };
}

/** `train: 120/480 examples, 15,200 tokens/s, 12 s left, loss 0.41` */
function describe(label: string, unit: string, state: ProgressState, seconds: number): string {
  const { done, total, tokensPerSecond, detail } = state;
  const count = total === undefined ? `${whole(done)}` : `${whole(done)}/${whole(total)}`;
  const left = state.secondsLeft ?? (total !== undefined && done > 0 && seconds > 0 ? (seconds * (total - done)) / done : undefined);
  const parts = [
    `${label}: ${count}${unit === '' ? '' : ` ${unit}`}`,
    tokensPerSecond === undefined ? undefined : `${whole(tokensPerSecond)} tokens/s`,
    left === undefined ? undefined : `${formatSeconds(left)} left`,
    detail,
  ];
  return parts.filter((part) => part !== undefined && part !== '').join(', ');
}

function bar(done: number, total: number | undefined): string {
  if (total === undefined || total <= 0) return '';
  const width = 20;
  const full = Math.round(width * Math.min(1, Math.max(0, done / total)));
  return `[${'#'.repeat(full)}${'-'.repeat(width - full)}] `;
}

function fit(text: string, width: number): string {
  return text.length <= width ? text : text.slice(0, Math.max(0, width));
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** Seconds for a reader: `0.4 s`, `12 s`, `3 min 05 s`, `2 h 07 min`. */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'unknown time';
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const rounded = Math.round(seconds);
  if (rounded < 60) return `${rounded} s`;
  const minutes = Math.floor(rounded / 60);
  if (minutes < 60) return `${minutes} min ${String(rounded % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
