import { UserError } from '@textloom/datasets';
import { reservedStages } from '../app.ts';
import { didYouMean } from '../nearest.ts';
import { runDatasetsCommand } from './datasets-command.ts';
import { discoverApps, type FoundApp, loadApp } from './discover.ts';
import { describeFailure, exitCodes } from './failure.ts';
import { printHelp } from './help.ts';
import { runStageCommand } from './stage-command.ts';
import type { Surroundings } from './terminal.ts';

/**
 * The command line: `textloom <app> <stage> [options]` and `textloom datasets ...`. Never throws.
 *
 * @param args the arguments after the program's name
 * @returns the exit code: 0 done, 1 fault of the program, 2 mistake of the user, 130 interrupted
 */
export async function runCommandLine(args: readonly string[], around: Surroundings): Promise<number> {
  try {
    await dispatch(args, around);
    return around.signal.aborted ? exitCodes.interrupted : exitCodes.done;
  } catch (error) {
    if (around.signal.aborted) {
      around.stderr.write('Interrupted. What was written is whole; a training goes on with --resume.\n');
      return exitCodes.interrupted;
    }
    const { message, code } = describeFailure(error, around.env.TEXTLOOM_DEBUG === '1');
    around.stderr.write(`${message}\n`);
    return code;
  }
}

async function dispatch(args: readonly string[], around: Surroundings): Promise<void> {
  const [name, ...rest] = args;
  const apps = discoverApps(around.root);
  if (name === undefined || isHelp(name)) {
    await printTopHelp(apps, around);
    return;
  }
  if (name === 'datasets') {
    await runDatasetsCommand(rest, around);
    return;
  }
  const found = apps.get(name);
  if (found === undefined) {
    const known = [...apps.keys(), 'datasets'];
    const kind = name.startsWith('-') ? 'option' : 'app';
    throw new UserError(`Unknown ${kind} "${name}".${didYouMean(name, known)} There are: ${known.join(', ')}. See "textloom --help".`);
  }
  const app = await loadApp(found);
  const [stage, ...stageArgs] = rest;
  if (stage === undefined || isHelp(stage)) {
    await printHelp(around.stdout, {
      name: `textloom ${app.name}`,
      summary: app.description,
      commands: Object.fromEntries([...app.stages.values()].map(({ name: stageName, summary }) => [stageName, summary])),
    });
    return;
  }
  if (!app.stages.has(stage)) {
    const known = [...app.stages.keys()];
    if (reservedStages.includes(stage)) {
      throw new UserError(`"${stage}" is a reserved stage: it is not there yet. ${app.name} has ${known.join(', ')}.`);
    }
    const kind = stage.startsWith('-') ? 'option' : 'stage';
    throw new UserError(`Unknown ${kind} "${stage}" of ${app.name}.${didYouMean(stage, known)} Its stages: ${known.join(', ')}.`);
  }
  await runStageCommand(app, found.folder, stage, stageArgs, around);
}

function isHelp(word: string): boolean {
  return word === '--help' || word === '-h' || word === 'help';
}

async function printTopHelp(apps: ReadonlyMap<string, FoundApp>, around: Surroundings): Promise<void> {
  await printHelp(around.stdout, {
    name: 'textloom',
    summary: 'LSTM text systems, from raw data to an evaluated model',
    commands: {
      ...Object.fromEntries([...apps.values()].map(({ name, description }) => [name, description])),
      datasets: 'list, show or fetch the registered public data sets',
    },
    notes: [
      '',
      'textloom <app> <stage> [options]: data, train, evaluate; run (all three); predict; bench. export and serve are reserved names.',
      'Exit codes: 0 done, 1 a fault of the program, 2 a mistake in what was given, 130 interrupted.',
    ],
  });
}
