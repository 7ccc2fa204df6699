import { TokenizerError } from './tokenizer-error.ts';

/** Refuses what is not an object, and keys that `known` does not have. */
export function checkKeys(config: unknown, known: object, where: string): asserts config is Record<string, unknown> {
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    throw new TokenizerError(`${where}: expected an object, found ${describe(config)}`);
  }
  for (const key of Object.keys(config)) {
    if (!Object.hasOwn(known, key)) {
      throw new TokenizerError(`${where}: unknown key '${key}'; known keys are ${Object.keys(known).join(', ')}`);
    }
  }
}

export function checkFlag(value: unknown, where: string): asserts value is boolean {
  if (typeof value !== 'boolean') throw new TokenizerError(`${where}: expected true or false, found ${describe(value)}`);
}

export function checkChoice<Choice extends string>(value: unknown, choices: readonly Choice[], where: string): asserts value is Choice {
  if (!choices.some((choice) => choice === value)) {
    throw new TokenizerError(`${where}: expected one of ${choices.join(', ')}, found ${describe(value)}`);
  }
}

/** Refuses what is not a whole number of at least `least`. */
export function checkCount(value: unknown, least: number, where: string): asserts value is number {
  if (!Number.isSafeInteger(value) || Number(value) < least) {
    throw new TokenizerError(`${where}: expected a whole number of at least ${least}, found ${describe(value)}`);
  }
}

/** Refuses what is not a list of whole numbers of at least 0; names the first entry that is none. */
export function checkCounts(value: unknown[], where: string): asserts value is number[] {
  const wrong = value.findIndex((entry) => !Number.isSafeInteger(entry) || Number(entry) < 0);
  if (wrong >= 0) checkCount(value[wrong], 0, `${where}[${wrong}]`);
}

/** Refuses what is not a list of strings; names the first entry that is none. */
export function checkStrings(value: unknown, where: string): asserts value is string[] {
  if (!Array.isArray(value)) throw new TokenizerError(`${where}: expected a list of strings, found ${describe(value)}`);
  const wrong = value.findIndex((entry) => typeof entry !== 'string');
  if (wrong >= 0) throw new TokenizerError(`${where}[${wrong}]: expected a string, found ${describe(value[wrong])}`);
}

/** Refuses a saved file of another kind or of a version that this code does not read. */
export function checkFormat(value: Record<string, unknown>, format: string, version: number, where: string): void {
  if (value.format !== format) throw new TokenizerError(`${where}: expected "format": "${format}", found ${describe(value.format)}`);
  if (value.version !== version) {
    throw new TokenizerError(
      `${where}: version ${describe(value.version)} is not readable here, expected ${version}; save it again with this release`,
    );
  }
}

/**
 * Reads JSON text.
 *
 * @throws TokenizerError with the name of the file and the parser's account of what is wrong.
 */
export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TokenizerError(
      `${where}: not valid JSON (${error instanceof Error ? error.message : String(error)}); is the file truncated?`,
    );
  }
}

/** A short account of a value for an error message. */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  const json = JSON.stringify(value) ?? typeof value;
  return json.length > 60 ? `${json.slice(0, 57)}...` : json;
}
