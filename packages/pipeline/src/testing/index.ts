/** What the tests of the apps share. It is part of no published package. */
export { type AppCommands, commandsOf, type Ended, expectPlainError, jsonLines, type ProcessOptions } from './app-commands.ts';
export { contentOf, hashOf, temporaryFolder } from './folders.ts';
export { newRun } from './new-run.ts';
export { describeRepeatableTraining, type SmallTraining } from './repeatable-training.ts';
