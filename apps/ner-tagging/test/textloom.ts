import { type AppCommands, commandsOf } from '@textloom/pipeline/testing';

/** The command line of this app. */
export const commands: AppCommands = commandsOf('ner-tagging');
export const command: AppCommands['command'] = commands.command;
export const start: AppCommands['start'] = commands.start;
export const textloom: AppCommands['textloom'] = commands.textloom;
