import {
  type DatasetDescriptor,
  describeDataset,
  fetchDataset,
  formatDescriptor,
  formatList,
  listDatasets,
  UserError,
} from '@textloom/datasets';
import { didYouMean } from '../nearest.ts';
import { type OptionTable, parseArguments } from '../options.ts';
import { createProgress, type ProgressTask } from '../progress.ts';
import { Screen } from '../screen.ts';
import { type CommandHelp, printHelp } from './help.ts';
import type { Surroundings } from './terminal.ts';

const commands = {
  list: 'all registered data sets',
  show: 'one data set: licence, files, quirks, published results',
  fetch: 'bring data sets to this machine and check them',
} as const;

const jsonOption: OptionTable = { json: { kind: 'flag', meaning: 'the result as one JSON object on the last line of stdout' } };

const fetchOptions: OptionTable = {
  mirror: {
    kind: 'text',
    value: 'DIR',
    meaning: 'folder that holds the files already, looked into first',
    otherwise: 'TEXTLOOM_MIRROR',
  },
  cache: { kind: 'text', value: 'DIR', meaning: 'where downloads are kept', otherwise: '$XDG_CACHE_HOME/textloom or ~/.cache/textloom' },
  quiet: { kind: 'flag', meaning: 'no progress' },
  ...jsonOption,
};

/** `textloom datasets list | show NAME | fetch NAME...` */
export async function runDatasetsCommand(args: readonly string[], around: Surroundings): Promise<void> {
  const [name, ...rest] = args;
  const top: CommandHelp = { name: 'textloom datasets', summary: 'the registered public data sets', commands };
  if (name === undefined || name === '--help' || name === '-h') {
    await printHelp(around.stdout, top);
    return;
  }
  if (name !== 'list' && name !== 'show' && name !== 'fetch') {
    throw new UserError(
      `Unknown command "textloom datasets ${name}".${didYouMean(name, Object.keys(commands))} It has list, show and fetch.`,
    );
  }
  const command = `textloom datasets ${name}`;
  const options = name === 'fetch' ? fetchOptions : jsonOption;
  const positional =
    name === 'list' ? undefined : { name: name === 'fetch' ? 'names' : 'name', meaning: 'names from "textloom datasets list"' };
  const { values, positionals, help } = parseArguments(command, rest, options, positional);
  if (help) {
    await printHelp(around.stdout, { name: command, summary: commands[name], options, positional });
    return;
  }
  if (name === 'list') list(values.flag('json'), around);
  else if (positionals.length === 0) throw new UserError(`"${command}" needs the name of a data set.`, { hint: 'textloom datasets list' });
  else if (name === 'fetch') {
    const fetched = await fetchAll(positionals, values.text('mirror'), values.text('cache'), values.flag('quiet'), around);
    if (values.flag('json')) around.stdout.write(`${JSON.stringify({ datasets: fetched })}\n`);
    else for (const path of Object.values(fetched).flatMap((files) => Object.values(files))) around.stdout.write(`${path}\n`);
  } else if (positionals.length > 1) throw new UserError(`"${command}" shows one data set at a time, not ${positionals.length}.`);
  else show(describeDataset(positionals[0]), values.flag('json'), around);
}

function list(json: boolean, around: Surroundings): void {
  const sets = listDatasets();
  const datasets = sets.map(({ name, task, languages, title }) => ({ name, task, languages, title }));
  around.stdout.write(`${json ? JSON.stringify({ datasets }) : formatList(sets)}\n`);
}

function show(set: DatasetDescriptor, json: boolean, around: Surroundings): void {
  around.stdout.write(`${json ? JSON.stringify(set) : formatDescriptor(set)}\n`);
}

/** Files of each set: registry path to absolute path. */
async function fetchAll(
  names: readonly string[],
  mirror: string | undefined,
  cacheFolder: string | undefined,
  quiet: boolean,
  around: Surroundings,
): Promise<Record<string, Record<string, string>>> {
  // Every name is checked before the first download starts.
  for (const name of names) describeDataset(name);
  const progress = createProgress(new Screen(around.stderr), { quiet });
  const fetched: Record<string, Record<string, string>> = {};
  for (const name of names) {
    around.signal.throwIfAborted();
    let task: ProgressTask | undefined;
    let path = '';
    const source = mirror ?? around.env.TEXTLOOM_MIRROR;
    fetched[name] = await fetchDataset(name, {
      ...(source === undefined || source === '' ? {} : { mirror: source }),
      ...(cacheFolder === undefined ? {} : { cacheFolder }),
      onProgress(state) {
        if (state.path !== path) {
          task?.finish();
          path = state.path;
          task = progress.start(path, state.total, 'bytes');
        }
        task?.update({ done: state.received, total: state.total, detail: state.from });
      },
    });
    task?.finish('checked');
  }
  return fetched;
}
