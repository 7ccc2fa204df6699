import { parseArgs } from 'node:util';
import { UserError } from '@textloom/datasets';
import { didYouMean } from './nearest.ts';

/** One option of a command: how it is read, and what `--help` says about it. */
export interface OptionDefinition {
  /** `list` may be given several times; `flag` takes no value. */
  readonly kind: 'text' | 'integer' | 'number' | 'flag' | 'list' | 'choice';
  /** What the option means, in one line of help. */
  readonly meaning: string;
  /** Name of the value in the help: FILE, COL, N. */
  readonly value?: string;
  /** The value when the option is not given, for every kind but flag and list. */
  readonly default?: string;
  /** What happens without the option, in words, where that is no plain value. */
  readonly otherwise?: string;
  /** The values of a `choice`. */
  readonly choices?: readonly string[];
}

/** Options by name, without the two dashes. */
export type OptionTable = Readonly<Record<string, OptionDefinition>>;

/** Arguments of a command that are no options, such as the texts of `predict`. */
export interface PositionalDefinition {
  readonly name: string;
  readonly meaning: string;
}

/** The value of an option: by its kind a text, a number, a flag or a list. */
export type OptionValue = string | number | boolean | readonly string[];

/** The values that a command line gave, read by type. Asking for an option the command does not have is a programming error. */
export class OptionValues {
  readonly #table: OptionTable;
  readonly #values: ReadonlyMap<string, OptionValue>;

  constructor(table: OptionTable, values: ReadonlyMap<string, OptionValue>) {
    this.#table = table;
    this.#values = values;
  }

  /** True when the user gave the option; a default does not count. */
  given(name: string): boolean {
    return this.#values.has(name);
  }

  /** What was given, by name. */
  entries(): readonly (readonly [string, OptionValue])[] {
    return [...this.#values];
  }

  /** The same, with `values` for options that the command has and the user did not give. */
  completedBy(values: Readonly<Record<string, OptionValue>>): OptionValues {
    const known = Object.entries(values).filter(([name]) => Object.hasOwn(this.#table, name));
    return new OptionValues(this.#table, new Map([...known, ...this.#values]));
  }

  /** Value of a `text` or `choice` option, its default, or undefined. */
  text(name: string): string | undefined {
    const value = this.#values.get(name);
    if (typeof value === 'string') return value;
    return this.#definition(name, ['text', 'choice']).default;
  }

  /** Value of an `integer` or `number` option, its default, or undefined. */
  number(name: string): number | undefined {
    const value = this.#values.get(name);
    if (typeof value === 'number') return value;
    const otherwise = this.#definition(name, ['integer', 'number']).default;
    return otherwise === undefined ? undefined : Number(otherwise);
  }

  /** True when a `flag` was given. */
  flag(name: string): boolean {
    this.#definition(name, ['flag']);
    return this.#values.get(name) === true;
  }

  /** Every value of a `list` option, in order. */
  list(name: string): readonly string[] {
    this.#definition(name, ['list']);
    const value = this.#values.get(name);
    return Array.isArray(value) ? value : [];
  }

  #definition(name: string, kinds: readonly OptionDefinition['kind'][]): OptionDefinition {
    const definition = this.#table[name];
    if (definition === undefined || !kinds.includes(definition.kind)) {
      throw new Error(`--${name} is not an option of kind ${kinds.join(' or ')} of this command`);
    }
    return definition;
  }
}

/** A command line, read. */
export interface ParsedArguments {
  readonly values: OptionValues;
  readonly positionals: readonly string[];
  readonly help: boolean;
}

/**
 * Reads the arguments of one command.
 *
 * @param command how the command is called, for the messages: `textloom customer-service train`
 * @throws UserError for an unknown option (with the nearest known one), a missing or surplus value, a value of the wrong type,
 *   an option given twice, or an argument where none is taken
 */
export function parseArguments(
  command: string,
  args: readonly string[],
  table: OptionTable,
  positional?: PositionalDefinition,
): ParsedArguments {
  const options: Record<string, { type: 'boolean' | 'string'; multiple: boolean; short?: string }> = {
    help: { type: 'boolean', multiple: false, short: 'h' },
  };
  for (const [name, { kind }] of Object.entries(table)) {
    options[name] = { type: kind === 'flag' ? 'boolean' : 'string', multiple: true };
  }
  const known = [...Object.keys(table), 'help'];
  const values = new Map<string, OptionValue>();
  const lists = new Map<string, string[]>();
  const positionals: string[] = [];
  let help = false;
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const hint = `See "${command} --help".`;
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    if (token.name === 'help') {
      help = true;
      continue;
    }
    const definition = Object.hasOwn(table, token.name) ? table[token.name] : undefined;
    if (definition === undefined) {
      throw new UserError(`Unknown option ${token.rawName} of "${command}".${didYouMean(token.name, known, '--')} ${hint}`);
    }
    // The next option is not a value: `--out --json` forgot the folder. A value that starts with a dash is written --name=-value.
    const forgotten = token.inlineValue === false && /^-[^\d.]/.test(token.value);
    const value = readValue(command, token.name, forgotten ? undefined : token.value, definition);
    if (Array.isArray(value)) lists.set(token.name, [...(lists.get(token.name) ?? []), ...value]);
    else if (values.has(token.name) && definition.kind !== 'flag') {
      throw new UserError(`--${token.name} is given twice ("${values.get(token.name)}" and "${value}"); give it once. ${hint}`);
    } else values.set(token.name, value);
  }
  for (const [name, list] of lists) values.set(name, list);
  if (positional === undefined && positionals.length > 0 && !help) {
    throw new UserError(`"${command}" takes no argument "${positionals[0]}".${didYouMean(positionals[0], known, '--')} ${hint}`);
  }
  return { values: new OptionValues(table, values), positionals, help };
}

function readValue(command: string, name: string, raw: string | undefined, definition: OptionDefinition): OptionValue {
  const hint = `See "${command} --help".`;
  if (definition.kind === 'flag') {
    if (raw === undefined) return true;
    throw new UserError(`--${name} takes no value, but was given "${raw}". ${hint}`);
  }
  if (raw === undefined)
    throw new UserError(`--${name} needs a value: --${name} ${definition.value ?? 'VALUE'} (${definition.meaning}). ${hint}`);
  if (definition.kind === 'list') return [raw];
  if (definition.kind === 'choice') {
    const choices = definition.choices ?? [];
    if (choices.includes(raw)) return raw;
    throw new UserError(`--${name} is one of ${choices.join(', ')}, not "${raw}".${didYouMean(raw, choices)} ${hint}`);
  }
  if (definition.kind === 'text') {
    if (raw !== '') return raw;
    throw new UserError(`--${name} is empty; expected ${definition.value ?? 'a value'}. ${hint}`);
  }
  const number = raw.trim() === '' ? Number.NaN : Number(raw);
  if (!Number.isFinite(number) || (definition.kind === 'integer' && !(Number.isSafeInteger(number) && number >= 0))) {
    throw new UserError(`--${name} is ${definition.kind === 'integer' ? 'a whole number, 0 or more' : 'a number'}, not "${raw}". ${hint}`);
  }
  return number;
}
