import { type Logger as PinoLogger, pino } from 'pino';
import { isRecord } from './json.ts';
import type { Screen } from './screen.ts';

/** A pino logger: `log.info({ examples: 12 }, 'data read')`. */
export type Logger = PinoLogger;

/** How a logger behaves. */
export interface LogOptions {
  /** The lowest level that is shown; default `info`. */
  readonly level?: string | undefined;
  /** True for pino's JSON lines instead of plain text. */
  readonly json?: boolean | undefined;
}

/** Levels of a log, from the most to the least talkative. */
export const logLevels: readonly string[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** Makes the logger of a command; its lines go above the progress bar of the same screen. */
export function createLog(screen: Screen, options: LogOptions = {}): Logger {
  const write = (line: string): void => screen.line(options.json === true ? line.trimEnd() : plainLine(line, screen.isTerminal));
  return pino({ level: options.level ?? 'info', base: null, errorKey: 'error' }, { write });
}

const ownFields = new Set(['level', 'time', 'msg']);

/** `warn: 3 rows set aside (file=train.csv)`; at level info the message alone. */
function plainLine(json: string, color: boolean): string {
  const entry: unknown = JSON.parse(json);
  if (!isRecord(entry)) return json.trimEnd();
  const label = typeof entry.level === 'number' ? (pino.levels.labels[entry.level] ?? '') : '';
  const fields = Object.entries(entry)
    .filter(([key]) => !ownFields.has(key))
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const message = `${entry.msg ?? ''}${fields.length === 0 ? '' : ` (${fields.join(', ')})`}`;
  if (label === 'info') return message.trim();
  const mark = label === 'warn' ? 33 : label === 'error' || label === 'fatal' ? 31 : 90;
  return `${color ? `\u001b[${mark}m${label}\u001b[0m` : label}: ${message.trim()}`;
}
