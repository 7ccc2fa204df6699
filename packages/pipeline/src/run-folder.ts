import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { UserError } from '@textloom/datasets';
import { writeFileAtomic } from '@textloom/tensor';
import { z } from 'zod';
import type { Json } from './json.ts';
import type { OptionValue } from './options.ts';

/** Names of the files of a run. */
export const runFiles: {
  /** Which app made the run, and with which command. */
  readonly record: 'run.json';
  readonly config: 'config.yaml';
  readonly data: 'data.json';
  readonly metrics: 'metrics.jsonl';
  readonly evaluation: 'evaluation.json';
  /** The table of results as text. */
  readonly summary: 'summary.txt';
  readonly report: 'report.html';
  readonly modelCard: 'MODEL_CARD.md';
  readonly badRows: 'bad-rows.jsonl';
  /** Folder: the trained model, as it is loaded again. */
  readonly model: 'model';
  /** Folder: what `--resume` goes on from. */
  readonly checkpoints: 'checkpoints';
} = {
  record: 'run.json',
  config: 'config.yaml',
  data: 'data.json',
  metrics: 'metrics.jsonl',
  evaluation: 'evaluation.json',
  summary: 'summary.txt',
  report: 'report.html',
  modelCard: 'MODEL_CARD.md',
  badRows: 'bad-rows.jsonl',
  model: 'model',
  checkpoints: 'checkpoints',
};

/** A file or folder of a run. */
export type RunPart = keyof typeof runFiles;

/** What run.json says: the app, the command, and what later stages go on with. */
export interface RunRecord {
  app: string;
  /** ISO time. */
  created: string;
  /** The command line that repeats the run. */
  command: string;
  /** The configuration file that was named (absent: the app's default) and the overrides. */
  config: { file?: string; overrides: string[] };
  seed: number;
  workers: number;
  input: {
    dataset?: string;
    train: string[];
    valid: string[];
    test: string[];
    format?: string;
    /** By the option that named each. */
    columns: Record<string, string>;
    encoding?: string;
    badRows: 'error' | 'quarantine';
  };
  /** Options of the app's own about its data, as given. */
  dataOptions: Record<string, OptionValue>;
}

const texts = z.array(z.string());
const recordSchema: z.ZodType<RunRecord> = z.object({
  app: z.string(),
  created: z.string(),
  command: z.string(),
  config: z.object({ file: z.string().exactOptional(), overrides: texts }),
  seed: z.number(),
  workers: z.number(),
  input: z.object({
    dataset: z.string().exactOptional(),
    train: texts,
    valid: texts,
    test: texts,
    format: z.string().exactOptional(),
    columns: z.record(z.string(), z.string()),
    encoding: z.string().exactOptional(),
    badRows: z.enum(['error', 'quarantine']),
  }),
  dataOptions: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), texts])),
});

/** Which stage leaves a part behind, for the message when it is missing. */
const madeBy: Partial<Record<RunPart, { stage: string; what: string }>> = {
  data: { stage: 'data', what: 'prepared data' },
  model: { stage: 'train', what: 'trained model' },
  metrics: { stage: 'train', what: 'learning curve' },
  evaluation: { stage: 'evaluate', what: 'evaluation' },
  report: { stage: 'evaluate', what: 'report' },
};

/** The folder of one run of an app. What is written is written beside, synced and renamed, so a reader never sees half a file. */
export class RunFolder {
  readonly folder: string;
  readonly record: RunRecord;

  private constructor(folder: string, record: RunRecord) {
    this.folder = folder;
    this.record = record;
  }

  /**
   * Makes a run folder, or takes over one of the same app. A new folder gets its run.json at once; one that is taken over keeps its
   * own until {@link saveRecord}.
   *
   * @throws UserError when the folder holds the run of another app, or files that are no run
   */
  static async create(folder: string, record: RunRecord): Promise<RunFolder> {
    let earlier: RunRecord | undefined;
    if (existsSync(folder)) {
      if (!statSync(folder).isDirectory()) throw new UserError(`${folder} is a file; a run needs a folder.`);
      earlier = readRecord(folder);
      if (earlier === undefined && readdirSync(folder).length > 0) {
        throw new UserError(`${folder} is not empty and not a run folder (it has no ${runFiles.record}).`, {
          hint: 'give a new folder with --out',
        });
      }
      if (earlier !== undefined) refuseOtherApp(folder, earlier, record.app);
    }
    mkdirSync(folder, { recursive: true });
    const run = new RunFolder(folder, record);
    if (earlier === undefined) await run.saveRecord();
    return run;
  }

  /** Writes run.json. */
  async saveRecord(): Promise<void> {
    await this.writeText(runFiles.record, `${JSON.stringify(this.record, undefined, 2)}\n`);
  }

  /**
   * Opens a run that is there.
   *
   * @throws UserError when the folder is missing, is no run, or belongs to another app
   */
  static open(folder: string, app: string): RunFolder {
    if (!existsSync(folder)) {
      throw new UserError(`There is no run folder ${folder}.`, { hint: `make one: pnpm textloom ${app} run --out ${folder}` });
    }
    const record = readRecord(folder);
    if (record === undefined) throw new UserError(`${folder} is not a run folder: it has no ${runFiles.record}.`);
    refuseOtherApp(folder, record, app);
    return new RunFolder(folder, record);
  }

  /** The newest run of an app under `runsFolder` that has all of `parts`; undefined when there is none. */
  static latest(runsFolder: string, app: string, parts: readonly RunPart[] = []): RunFolder | undefined {
    if (!existsSync(runsFolder)) return undefined;
    const runs: { run: RunFolder; time: number }[] = [];
    for (const name of readdirSync(runsFolder)) {
      const folder = join(runsFolder, name);
      const record = readRecord(folder);
      if (record === undefined || record.app !== app) continue;
      const run = new RunFolder(folder, record);
      if (parts.every((part) => run.has(part))) runs.push({ run, time: statSync(join(folder, runFiles.record)).mtimeMs });
    }
    return runs.sort((a, b) => b.time - a.time)[0]?.run;
  }

  /** Name of the app that made the run. */
  get app(): string {
    return this.record.app;
  }

  /** Name of the folder, without those above it. */
  get name(): string {
    return basename(this.folder);
  }

  /** Absolute path of something in the run folder. */
  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  /** Path of a known part. */
  partPath(part: RunPart): string {
    return join(this.folder, runFiles[part]);
  }

  /** True when the part is there; a folder counts when something is in it. */
  has(part: RunPart): boolean {
    const path = this.partPath(part);
    if (!existsSync(path)) return false;
    return !statSync(path).isDirectory() || readdirSync(path).length > 0;
  }

  /**
   * Path of a part that must be there.
   *
   * @throws UserError saying which stage makes it
   */
  require(part: RunPart): string {
    if (this.has(part)) return this.partPath(part);
    const maker = madeBy[part];
    throw new UserError(
      `${this.folder} has no ${maker?.what ?? runFiles[part]}${maker === undefined ? '' : ` (${runFiles[part]})`}.`,
      maker === undefined ? {} : { hint: `run first: pnpm textloom ${this.app} ${maker.stage} --out ${this.shownFolder()}` },
    );
  }

  /** The folder relative to the working directory, where that is shorter. */
  shownFolder(cwd: string = process.cwd()): string {
    const near = relative(cwd, this.folder);
    return near === '' ? '.' : near.startsWith('..') ? this.folder : near;
  }

  /** Takes parts away, so that nothing of an earlier run stands beside a new one. */
  remove(...parts: readonly RunPart[]): void {
    for (const part of parts) rmSync(this.partPath(part), { recursive: true, force: true });
  }

  async writeText(name: string, text: string): Promise<void> {
    const path = this.path(name);
    mkdirSync(join(path, '..'), { recursive: true });
    await writeFileAtomic(path, text);
  }

  async writeJson(name: string, value: Json): Promise<void> {
    await this.writeText(name, `${JSON.stringify(value, undefined, 2)}\n`);
  }

  /** @throws UserError when the file is missing */
  readText(name: string): string {
    const path = this.path(name);
    if (!existsSync(path)) throw new UserError(`${this.folder} has no ${name}.`);
    return readFileSync(path, 'utf8');
  }

  /** @throws UserError when the file is missing or is not JSON */
  readJson(name: string): unknown {
    return parseJson(this.readText(name), this.path(name));
  }

  /** The lines of metrics.jsonl; a last line that was cut off (the process was killed while writing) is left out. */
  readMetrics(): readonly unknown[] {
    if (!this.has('metrics')) return [];
    const lines = readFileSync(this.partPath('metrics'), 'utf8').split('\n');
    const whole = lines.slice(0, -1).filter((line) => line.trim() !== '');
    return whole.map((line, index) => parseJson(line, `${this.partPath('metrics')}:${index + 1}`));
  }
}

/** `banking77-20260314-150926`: sorts by time within one data set, and says what it is. */
export function newRunName(dataset: string, time: Date): string {
  const stamp = time.toISOString().replace(/\..*$/, '').replaceAll(/[-:]/g, '').replace('T', '-');
  return `${dataset.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')}-${stamp}`;
}

function readRecord(folder: string): RunRecord | undefined {
  const file = join(folder, runFiles.record);
  if (!existsSync(file)) return undefined;
  const parsed = recordSchema.safeParse(parseJson(readFileSync(file, 'utf8'), file));
  if (!parsed.success)
    throw new UserError(`${file} is not the record of a run: ${parsed.error.issues[0].path.join('.')} is wrong or missing.`);
  return parsed.data;
}

function refuseOtherApp(folder: string, record: RunRecord, app: string): void {
  if (record.app === app) return;
  throw new UserError(`${folder} is a run of the app "${record.app}", not of "${app}".`, { hint: 'give another folder with --out' });
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError(`${file} is not valid JSON: ${cause instanceof Error ? cause.message : cause}.`, { cause });
  }
}
