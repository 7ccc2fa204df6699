import { isRecord } from './json.ts';

/**
 * A value inside JSON by its dotted path; keys that hold dots themselves (`oos.recall`) are found too.
 *
 *     valueIn(run.evaluation, 'test.accuracy')
 */
export function valueIn(json: unknown, path: string): unknown {
  if (path === '') return json;
  if (!isRecord(json)) return undefined;
  const key = Object.keys(json)
    .filter((name) => path === name || path.startsWith(`${name}.`))
    .sort((a, b) => b.length - a.length)[0];
  return key === undefined ? undefined : valueIn(json[key], path.slice(key.length + 1));
}

/** A number inside JSON by its dotted path (`test.oos.recall`); undefined when it is not there. */
export function numberIn(json: unknown, path: string): number | undefined {
  const value = valueIn(json, path);
  return typeof value === 'number' ? value : undefined;
}
