import { type AppCommands, commandsOf } from '@textloom/pipeline/testing';

/** The command line of this app. */
export const commands: AppCommands = commandsOf('customer-service');
export const command: AppCommands['command'] = commands.command;
export const textloom: AppCommands['textloom'] = commands.textloom;
