import { stripVTControlCharacters } from 'node:util';
import { type ArgsDef, type CommandDef, defineCommand, renderUsage } from 'citty';
import type { OptionDefinition, OptionTable, PositionalDefinition } from '../options.ts';
import type { TextTarget } from '../screen.ts';

/** A command as its help shows it. */
export interface CommandHelp {
  /** How it is called: `textloom customer-service train`. */
  readonly name: string;
  readonly summary: string;
  readonly options?: OptionTable;
  readonly positional?: PositionalDefinition | undefined;
  /** Commands below it, with a line each. */
  readonly commands?: Readonly<Record<string, string>>;
  /** Lines below the usage. */
  readonly notes?: readonly string[];
}

/** Prints the help of a command: usage, every option with its meaning and default, the commands below it. */
export async function printHelp(target: TextTarget, help: CommandHelp): Promise<void> {
  const usage = await renderUsage(commandOf(help));
  const text = [usage.trimEnd(), ...(help.notes ?? [])].join('\n');
  // The usage comes in colours, in columns padded to their full width.
  const plain = stripVTControlCharacters(text).replaceAll(/[ \t]+$/gm, '');
  target.write(`${target.isTTY === true ? text : plain}\n`);
}

function commandOf({ name, summary, options = {}, positional, commands }: CommandHelp): CommandDef {
  const args: ArgsDef = {};
  if (positional !== undefined) args[positional.name] = { type: 'positional', required: false, description: positional.meaning };
  for (const [option, definition] of Object.entries(options)) args[option] = argument(definition);
  args.help = { type: 'boolean', description: 'this text' };
  const meta = { name, description: summary };
  if (commands === undefined) return defineCommand({ meta, args });
  const below = Object.entries(commands).map(
    ([command, description]) => [command, defineCommand({ meta: { name: command, description } })] as const,
  );
  return defineCommand({ meta, subCommands: Object.fromEntries(below) });
}

function argument(definition: OptionDefinition): ArgsDef[string] {
  const otherwise = definition.default ?? definition.otherwise;
  const description = `${definition.meaning}${otherwise === undefined ? '' : ` (default: ${otherwise})`}`;
  if (definition.kind === 'flag') return { type: 'boolean', description };
  if (definition.kind === 'choice') return { type: 'enum', options: [...(definition.choices ?? [])], description };
  return { type: 'string', valueHint: definition.value ?? (definition.kind === 'text' ? 'TEXT' : 'N'), description };
}
