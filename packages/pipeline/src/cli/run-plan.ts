import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { UserError } from '@textloom/datasets';
import type { App } from '../app.ts';
import { type InputOptions, inputFromRecord, inputName, inputToRecord, namesInput, readInputOptions, sampleInput } from '../input.ts';
import type { OptionValues } from '../options.ts';
import { newRunName, RunFolder, type RunRecord, runFiles } from '../run-folder.ts';
import { repeatCommand } from './repeat-command.ts';

const defaultSeed = 1;
const mostWorkers = 4;

/** Stages that make a run; the others read one. */
export function makesRun(stage: string): boolean {
  return stage === 'data' || stage === 'train' || stage === 'run';
}

/** What a command is about, decided before anything is written. */
export interface RunPlan {
  /** Where the run lies, or will lie. */
  readonly folder: string;
  /** The run that is there already. */
  readonly existing: RunFolder | undefined;
  readonly record: RunRecord;
  readonly input: InputOptions;
  /** Path of the configuration file. */
  readonly configFile: string;
  readonly overrides: readonly string[];
  readonly resume: boolean;
  /** True when `train` has to run `data` first: the run has none, or this command names other data. */
  readonly needsData: boolean;
}

/**
 * Decides, without writing anything, which run a command is about and what it goes on with.
 *
 * @param runsFolder where runs without `--out` lie
 * @throws UserError for options that contradict each other, or a run that is missing, incomplete or of another app
 */
export function planRun(app: App, runsFolder: string, stage: string, options: OptionValues, cwd: string): RunPlan {
  const resume = makesRun(stage) && stage !== 'data' && options.flag('resume');
  const answers = app.stages.get(stage)?.answers === true;
  const given = answers ? sampleInput : readInputOptions(options, cwd);
  const names = !answers && namesInput(options);
  const out = options.text('out');
  const existing = findRun(
    app.name,
    runsFolder,
    stage,
    answers || stage === 'evaluate',
    resume,
    names,
    out === undefined ? undefined : resolve(cwd, out),
  );
  // `data` and `run` start anew; the other stages go on with what the run remembers.
  const remembered = stage === 'data' || (stage === 'run' && !resume) ? undefined : existing?.record;
  const input = names || remembered === undefined ? given : inputFromRecord(remembered.input);
  const config = options.text('config');
  const configFile = config === undefined ? remembered?.config.file : resolve(cwd, config);
  // A stage that answers has neither of the two that are read so.
  const number = (name: string): number | undefined => (options.given(name) ? options.number(name) : undefined);
  const overrides = [...(config === undefined ? (remembered?.config.overrides ?? []) : []), ...options.list('set')];
  const workers = number('workers') ?? remembered?.workers ?? Math.min(mostWorkers, availableParallelism());
  if (workers < 1) throw new UserError(`--workers ${workers}: at least one thread has to train.`);
  const dataOptions = Object.fromEntries([
    ...Object.entries(remembered?.dataOptions ?? {}),
    ...options.entries().filter(([name]) => Object.hasOwn(app.dataOptions, name)),
  ]);
  if (stage === 'evaluate' && names && !isDeepStrictEqual(inputToRecord(input), existing?.record.input))
    refuseOtherData(app.name, existing);
  const now = new Date();
  const record = {
    app: app.name,
    created: now.toISOString(),
    config: { ...(configFile === undefined ? {} : { file: configFile }), overrides },
    seed: number('seed') ?? remembered?.seed ?? defaultSeed,
    workers,
    input: inputToRecord(input),
    dataOptions,
  };
  // A finished or interrupted training is judged with the configuration it was trained with, whatever became of the file since.
  const own = existing !== undefined && config === undefined && (resume || !makesRun(stage)) && existing.has('config');
  const byDataset = input.dataset === undefined ? undefined : app.datasetConfigs[input.dataset];
  return {
    folder: existing?.folder ?? (out === undefined ? join(runsFolder, newRunName(inputName(input), now)) : resolve(cwd, out)),
    existing,
    record: { ...record, command: makesRun(stage) || existing === undefined ? repeatCommand(record, cwd) : existing.record.command },
    input,
    configFile: own ? existing.partPath('config') : (configFile ?? fileURLToPath(byDataset ?? app.configFile)),
    overrides: own ? options.list('set') : overrides,
    resume,
    needsData:
      existing === undefined ||
      !existing.has('data') ||
      !isDeepStrictEqual(record.input, existing.record.input) ||
      !isDeepStrictEqual(dataOptions, existing.record.dataOptions),
  };
}

/** A model is judged on the test examples beside it: other ones may overlap its training data, which only `data` keeps apart. */
function refuseOtherData(app: string, run: RunFolder | undefined): never {
  throw new UserError(
    `evaluate judges a run on the test examples that its data stage kept${run === undefined ? '' : ` (${run.folder})`}.`,
    {
      expected: 'no --dataset, --train, --valid or --test, or those that the run was made with',
      hint: `name the test file when the run is made: pnpm textloom ${app} run --train FILE --test FILE`,
    },
  );
}

function refuseEnded(run: RunFolder): void {
  if (run.has('checkpoints') || !run.has('model')) return;
  throw new UserError(`--resume: the training of ${run.folder} has ended: it has a model and no checkpoint to go on from.`, {
    hint: 'to train it anew, leave --resume out',
  });
}

/** The run that a command is about; undefined where it starts a new one. */
function findRun(
  app: string,
  runsFolder: string,
  stage: string,
  needsModel: boolean,
  resume: boolean,
  names: boolean,
  out: string | undefined,
): RunFolder | undefined {
  if (out !== undefined) {
    if (!needsModel && !resume && !existsSync(join(out, runFiles.record))) return undefined;
    const run = RunFolder.open(out, app);
    if (needsModel) run.require('model');
    if (resume && stage === 'train') refuseEnded(run);
    return run;
  }
  if (stage === 'data' || (stage === 'run' && !resume)) return undefined;
  if (resume) {
    const run = RunFolder.latest(runsFolder, app, ['checkpoints']);
    if (run === undefined)
      throw new UserError(`--resume: no run under ${runsFolder} has a checkpoint to go on from.`, { hint: 'name the run with --out' });
    return run;
  }
  if (stage === 'train') {
    // `data` and then `train`, without --out, mean one run.
    const latest = names ? undefined : RunFolder.latest(runsFolder, app, ['data']);
    return latest?.has('model') === false && !latest.has('checkpoints') ? latest : undefined;
  }
  const run = RunFolder.latest(runsFolder, app, ['model']);
  if (run === undefined && needsModel) {
    throw new UserError(`There is no trained model of "${app}" under ${runsFolder}.`, {
      hint: `train one: pnpm textloom ${app} run, or name a run with --out`,
    });
  }
  return run;
}
