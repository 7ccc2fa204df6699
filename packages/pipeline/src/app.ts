import type { KernelsName } from '@textloom/tensor';
import type { z } from 'zod';
import { inputOptions, resumeOption, stageOptions, trainingOptions } from './common-options.ts';
import { type ConfigSource, resolveConfig } from './config.ts';
import type { InputOptions } from './input.ts';
import type { JsonObject } from './json.ts';
import type { Logger } from './log.ts';
import type { OptionTable, OptionValues, PositionalDefinition } from './options.ts';
import type { Progress } from './progress.ts';
import type { DataResult, EvaluateResult, ResultSink, TrainResult } from './result.ts';
import type { RunFolder } from './run-folder.ts';

/** What a stage works with. */
export interface StageContext<Config> {
  readonly app: string;
  readonly stage: string;
  /** The resolved configuration: file, then `--set`, then the schema's defaults. */
  readonly config: Config;
  /** Where the stage reads what earlier stages left and writes what it makes. */
  readonly run: RunFolder;
  /** Where the examples come from. */
  readonly input: InputOptions;
  /** All options of the stage, the app's own among them. */
  readonly options: OptionValues;
  /** Arguments that are no options; empty unless the app defines the stage's positional. */
  readonly positionals: readonly string[];
  readonly seed: number;
  readonly workers: number;
  /** Undefined: the engine takes the fastest kernels that load. */
  readonly kernels: KernelsName | undefined;
  /** True when an interrupted training is to go on. */
  readonly resume: boolean;
  readonly log: Logger;
  readonly progress: Progress;
  readonly result: ResultSink;
  /** Aborted by Ctrl-C: leave what is written whole, then return or throw. */
  readonly signal: AbortSignal;
  /** The command line that repeats this run, for the model card. */
  readonly command: string;
  /** The folder that relative paths of the user start from. */
  readonly cwd: string;
}

/** One stage of an app. */
export type Stage<Config, Result extends JsonObject = JsonObject> = (context: StageContext<Config>) => Promise<Result>;

/** The stages every app has, and any of its own. */
export type Stages<Config> = {
  readonly data: Stage<Config, DataResult>;
  readonly train: Stage<Config, TrainResult>;
  readonly evaluate: Stage<Config, EvaluateResult>;
  readonly predict: Stage<Config>;
  readonly bench?: Stage<Config>;
  readonly [stage: string]: Stage<Config> | undefined;
};

/** An app, as its author writes it. */
export interface AppDefinition<Schema extends z.ZodType> {
  /** Name on the command line; the name of the app's folder. */
  readonly name: string;
  /** One line of help. */
  readonly description: string;
  readonly configSchema: Schema;
  /** The default configuration: YAML, every key with a comment. */
  readonly configFile: URL;
  /** Configurations made for single data sets, by the set's name: used for `--dataset NAME` without `--config`. */
  readonly datasetConfigs?: Readonly<Record<string, URL>>;
  readonly stages: Stages<z.output<Schema>>;
  /** Options of single stages beyond the common ones. Those of `data` hold for train, evaluate and run too. */
  readonly options?: Readonly<Record<string, OptionTable>>;
  /** Stages beside `predict` that use a trained model on what the user gives them: they read no data set and change nothing in the run. */
  readonly answering?: readonly string[];
  /** Stages that take arguments which are no options, such as the texts of `predict`. */
  readonly positionals?: Readonly<Record<string, PositionalDefinition>>;
  /** One line of help for each stage of the app's own. */
  readonly summaries?: Readonly<Record<string, string>>;
}

/** A stage as the command line shows it. */
export interface StageDescription {
  readonly name: string;
  readonly summary: string;
  /** True for `predict` and what is like it: a trained model is used and no data set is read. */
  readonly answers: boolean;
  readonly options: OptionTable;
  readonly positional: PositionalDefinition | undefined;
}

/** An app with its configuration resolved. */
export interface ConfiguredApp {
  /** The resolved configuration as YAML, comments kept. */
  readonly configText: string;
  /** Runs one stage (never `run`, which is a sequence of stages). */
  run(stage: string, context: Omit<StageContext<unknown>, 'config'>): Promise<JsonObject>;
}

/** An app, as the command line uses it. */
export interface App {
  readonly name: string;
  readonly description: string;
  readonly configFile: URL;
  readonly datasetConfigs: Readonly<Record<string, URL>>;
  readonly stages: ReadonlyMap<string, StageDescription>;
  /** Options of the app's own about its data: a run remembers them for its later stages. */
  readonly dataOptions: OptionTable;
  /** @throws UserError where the configuration is wrong: file, line, column, key, what was expected */
  configure(source: ConfigSource): ConfiguredApp;
}

/** Stages that `run` goes through, in turn. */
export const runStages: readonly ['data', 'train', 'evaluate'] = ['data', 'train', 'evaluate'];

/** Names that are kept for stages to come. */
export const reservedStages: readonly string[] = ['export', 'serve'];

const summaries: Readonly<Record<string, string>> = {
  data: 'read, check and split the examples',
  train: 'train a model',
  evaluate: 'measure the trained model on the test set, beside the baselines',
  run: 'data, train, evaluate in turn',
  predict: 'answer with the trained model',
  bench: 'measure speed',
};

/**
 * Makes an app of its definition.
 *
 * @throws Error where the definition itself is wrong: a reserved stage, an option that hides a common one
 */
export function defineApp<Schema extends z.ZodType>(definition: AppDefinition<Schema>): App {
  const { name, stages } = definition;
  if (!/^[a-z][a-z0-9-]*$/.test(name))
    throw new Error(`App name "${name}": lower-case letters, digits and dashes, as its folder is called`);
  if (name === 'datasets') throw new Error('An app cannot be called "datasets": that is a command of its own');
  const described = new Map<string, StageDescription>();
  const names = [...runStages, 'run', ...Object.keys(stages).filter((stage) => !runStages.some((known) => known === stage))];
  for (const stage of names) {
    if (reservedStages.includes(stage)) throw new Error(`App "${name}": the stage "${stage}" is reserved`);
    if (stage === 'run' ? stages.run !== undefined : stages[stage] === undefined) {
      throw new Error(
        stage === 'run'
          ? `App "${name}": "run" is data, train, evaluate; name your stage differently`
          : `App "${name}" has no stage "${stage}"`,
      );
    }
    const answers = stage === 'predict' || definition.answering?.includes(stage) === true;
    described.set(stage, {
      name: stage,
      answers,
      summary: definition.summaries?.[stage] ?? summaries[stage] ?? stage,
      options: optionsOf(name, stage, answers, definition.options ?? {}),
      positional: definition.positionals?.[stage],
    });
  }
  return {
    name,
    description: definition.description,
    configFile: definition.configFile,
    datasetConfigs: definition.datasetConfigs ?? {},
    stages: described,
    dataOptions: definition.options?.data ?? {},
    configure(source) {
      const { config, text } = resolveConfig(definition.configSchema, source);
      return {
        configText: text,
        run(stage, context) {
          const run = stages[stage];
          if (run === undefined) throw new Error(`App "${name}" has no stage "${stage}"`);
          return run({ ...context, config });
        },
      };
    },
  };
}

function optionsOf(app: string, stage: string, answers: boolean, own: Readonly<Record<string, OptionTable>>): OptionTable {
  const trains = stage === 'train' || stage === 'run';
  const common: OptionTable = {
    ...(answers ? {} : { ...inputOptions, ...trainingOptions }),
    ...stageOptions,
    ...(trains ? resumeOption : {}),
  };
  // A stage reads data with the options of `data`, and `run` runs all three.
  const sources: Record<string, string[]> = { train: ['data', 'train'], evaluate: ['data', 'evaluate'], run: [...runStages] };
  const extra = Object.assign({}, ...(sources[stage] ?? [stage]).map((source) => own[source] ?? {}));
  for (const option of Object.keys(extra)) {
    if (option in common || option === 'help') throw new Error(`App "${app}", stage "${stage}": --${option} is a common option already`);
  }
  return { ...extra, ...common };
}
