import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@textloom/datasets';
import { type App, type ConfiguredApp, runStages, type StageContext, type StageDescription } from '../app.ts';
import { inputName } from '../input.ts';
import type { Json, JsonObject } from '../json.ts';
import { chooseKernels } from '../kernels-choice.ts';
import { createLog, logLevels } from '../log.ts';
import { type ParsedArguments, parseArguments } from '../options.ts';
import { createProgress } from '../progress.ts';
import { RunFolder, runFiles } from '../run-folder.ts';
import { Screen } from '../screen.ts';
import { printHelp } from './help.ts';
import { makesRun, planRun } from './run-plan.ts';
import type { Surroundings } from './terminal.ts';

/**
 * Runs one stage of an app from its command line arguments.
 *
 * Everything the user gave is checked before anything is written. `train` runs `data` first where the run has no data, or data from
 * elsewhere than this command names.
 *
 * @param appFolder the folder of the app; its runs lie in `runs/` there
 * @throws UserError for anything wrong in the arguments, the configuration or the run
 */
export async function runStageCommand(
  app: App,
  appFolder: string,
  stage: string,
  args: readonly string[],
  around: Surroundings,
): Promise<void> {
  const description = app.stages.get(stage);
  if (description === undefined) throw new Error(`App "${app.name}" has no stage "${stage}"`);
  const command = `textloom ${app.name} ${stage}`;
  const parsed = parseArguments(command, args, description.options, description.positional);
  if (parsed.help) {
    await printHelp(around.stdout, {
      name: command,
      summary: description.summary,
      options: description.options,
      positional: description.positional,
    });
    return;
  }
  const kernels = chooseKernels(parsed.values.text('kernels'), around.env.TEXTLOOM_KERNELS);
  const level = around.env.TEXTLOOM_LOG_LEVEL || 'info';
  if (!logLevels.includes(level)) throw new UserError(`TEXTLOOM_LOG_LEVEL is one of ${logLevels.join(', ')}, not "${level}".`);
  const plan = planRun(app, join(appFolder, 'runs'), stage, parsed.values, around.cwd);
  const configured = app.configure({ file: plan.configFile, overrides: plan.overrides, cwd: around.cwd });

  const options = parsed.values.completedBy(plan.record.dataOptions);
  const screen = new Screen(around.stderr);
  const quiet = options.flag('quiet');
  const isNew = !existsSync(plan.folder);
  const run = makesRun(stage) || plan.existing === undefined ? await RunFolder.create(plan.folder, plan.record) : plan.existing;
  const log = createLog(screen, {
    level: quiet ? 'error' : level,
    json: around.env.TEXTLOOM_LOG_FORMAT === 'json',
  });
  const json = options.flag('json');
  const canResume = plan.resume && run.has('checkpoints');
  const ended = plan.resume && !canResume && run.has('model');
  if (plan.resume && !canResume && !ended)
    log.warn({ run: run.shownFolder(around.cwd) }, 'the run has no checkpoint to go on from: training starts from the beginning');
  if (!makesRun(stage) && run.has('model') && run.has('checkpoints'))
    log.warn(
      { run: run.shownFolder(around.cwd) },
      'a later training of the run has not ended (train --resume): the model is of the one before',
    );
  if (waitsForTexts(description, parsed) && around.stdinIsTerminal === true)
    log.info(`reading ${description.positional?.meaning ?? 'texts'} from the terminal, one a line; Ctrl-D ends`);
  const context: Omit<StageContext<unknown>, 'config'> = {
    app: app.name,
    stage,
    run,
    input: plan.input,
    options,
    positionals: parsed.positionals,
    seed: plan.record.seed,
    workers: plan.record.workers,
    kernels,
    resume: canResume,
    log,
    progress: createProgress(screen, { quiet }),
    result: {
      line: (text) => around.stdout.write(`${text}\n`),
      json: (value) => around.stdout.write(`${JSON.stringify(value)}\n`),
      async table(text) {
        await run.writeText(runFiles.summary, `${text.trimEnd()}\n`);
        if (!json) around.stdout.write(`${text.trimEnd()}\n`);
      },
    },
    signal: around.signal,
    command: plan.record.command,
    cwd: around.cwd,
  };
  const stages = stage === 'run' ? runStages : stage === 'train' && plan.needsData ? (['data', 'train'] as const) : [stage];
  let result: JsonObject;
  try {
    const toDo = ended ? stages.filter((name) => name !== 'train') : stages;
    if (ended) log.info('train: taken from the run, its training has ended');
    result = await runInTurn(configured, toDo, context, plan.resume);
  } catch (error) {
    screen.status('');
    // A folder that this command made and that has no data yet is of no use to anyone.
    if (isNew && !run.has('data')) rmSync(run.folder, { recursive: true, force: true });
    throw error;
  }
  screen.status('');
  if (!json) {
    if (makesRun(stage)) log.info(`run folder: ${run.shownFolder(around.cwd)}`);
    return;
  }
  const dataset = datasetOf(run) ?? inputName(plan.input);
  const last: JsonObject = { app: app.name, dataset, ...result, run: run.shownFolder(around.cwd) };
  around.stdout.write(`${JSON.stringify(last)}\n`);
}

/** Runs stages one after another and keeps what each leaves in the run folder. */
async function runInTurn(
  configured: ConfiguredApp,
  stages: readonly string[],
  context: Omit<StageContext<unknown>, 'config'>,
  resume: boolean,
): Promise<JsonObject> {
  const { run, signal, log } = context;
  const results: Record<string, Json | undefined> = {};
  for (const stage of stages) {
    signal.throwIfAborted();
    if (stage === 'data' && resume && run.has('data')) {
      log.info('data: taken from the run');
      continue;
    }
    if (stage === 'train') {
      await run.saveRecord();
      await run.writeText(runFiles.config, configured.configText);
      if (!context.resume) run.remove('checkpoints', 'metrics');
    }
    const result = await configured.run(stage, { ...context, stage });
    // What an earlier model was worth stands until there is another model.
    if (stage === 'train') run.remove('evaluation', 'report', 'modelCard', 'summary');
    if (stage === 'data') {
      run.remove('model', 'checkpoints', 'metrics', 'evaluation', 'report', 'modelCard', 'summary');
      await run.saveRecord();
      await run.writeText(runFiles.config, configured.configText);
      await run.writeJson(runFiles.data, result);
      if (stages.length === 1) results.data = result;
    } else if (stage === 'evaluate') {
      await run.writeJson(runFiles.evaluation, result);
      results.test = result.test;
      results.baselines = result.baselines;
    } else results[stage] = result;
  }
  signal.throwIfAborted();
  return results;
}

/** True for a stage that answers and was given no texts and no file of them. */
function waitsForTexts({ answers, positional }: StageDescription, { positionals, values }: ParsedArguments): boolean {
  return answers && positional !== undefined && positionals.length === 0 && !values.given('file');
}

function datasetOf(run: RunFolder): string | undefined {
  if (!run.has('data')) return undefined;
  const data = run.readJson(runFiles.data);
  return typeof data === 'object' && data !== null && 'dataset' in data && typeof data.dataset === 'string' ? data.dataset : undefined;
}
