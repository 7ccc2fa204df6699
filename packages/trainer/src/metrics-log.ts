import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeFileAtomic } from '@textloom/tensor';
import { reasonOf } from './system-error.ts';
import { TrainingError } from './training-error.ts';

/** One line of `metrics.jsonl`; every line has the update it belongs to. */
export interface MetricsLine {
  readonly event: 'train' | 'validation';
  readonly epoch: number;
  readonly step: number;
  readonly [name: string]: unknown;
}

/** `metrics.jsonl`: one JSON object a line, appended while the training runs. */
export class MetricsLog {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Starts anew, or, when a training goes on from `step`, keeps the lines up to there: the later ones will be written again. */
  async begin(step: number): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true });
    const written = step === 0 ? '' : await readFile(this.path, 'utf8').catch(() => '');
    const kept = written.split('\n').filter((line) => (stepOf(line) ?? Number.POSITIVE_INFINITY) <= step);
    await writeFileAtomic(this.path, kept.map((line) => `${line}\n`).join(''));
  }

  /** @throws {TrainingError} when it cannot be written */
  async append(line: MetricsLine): Promise<void> {
    try {
      await appendFile(this.path, `${JSON.stringify(line)}\n`);
    } catch (error) {
      throw new TrainingError(`${this.path} could not be written: ${reasonOf(error)}`, { cause: error });
    }
  }
}

/** Undefined for a line that was cut short when the process ended. */
function stepOf(line: string): number | undefined {
  try {
    return (JSON.parse(line) as MetricsLine).step;
  } catch {
    return undefined;
  }
}
