import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { UserError } from '@textloom/datasets';
import { type Document, isMap, isNode, isPair, isScalar, isSeq, LineCounter, parse, parseDocument } from 'yaml';
import type { z } from 'zod';
import { type ConfigPath, ConfigShape } from './config-shape.ts';
import { isRecord } from './json.ts';
import { didYouMean } from './nearest.ts';

/** Where a configuration comes from. */
export interface ConfigSource {
  /** Path of the YAML file. */
  readonly file: string;
  /** `key=value` texts of `--set`, applied in order. */
  readonly overrides: readonly string[];
  /** Folder that messages show the file relative to. */
  readonly cwd?: string;
}

/** A configuration, checked. */
export interface ResolvedConfig<Config> {
  readonly config: Config;
  /** The same as YAML: the file with its comments, the overrides, and the schema's defaults for keys that were left out. */
  readonly text: string;
}

interface Override {
  readonly text: string;
  readonly path: ConfigPath;
  readonly value: unknown;
}

interface Problem {
  readonly path: ConfigPath;
  /** Points at the key rather than at its value. */
  readonly atKey: boolean;
  readonly message: string;
}

const shownProblems = 8;

/**
 * Reads a YAML configuration, applies `--set` overrides typed by the schema, and checks it.
 *
 * The file stands alone: a key it leaves out has the schema's default, whatever another file says.
 *
 * @throws UserError naming every problem: `configs/default.yaml:12:7: train.epochs: expected a whole number, 1 or more; found "ten"`
 */
export function resolveConfig<Schema extends z.ZodType>(schema: Schema, source: ConfigSource): ResolvedConfig<z.output<Schema>> {
  const shape = new ConfigShape(schema);
  const lines = new LineCounter();
  const shown = shownPath(source);
  const document: Document = parseDocument(readConfigFile(source, shown), { lineCounter: lines });
  const broken = document.errors[0];
  if (broken !== undefined) {
    const { line, col } = lines.linePos(broken.pos[0]);
    throw new UserError(
      `${shown}:${line}:${col}: not valid YAML: ${broken.message.split('\n')[0].replace(/ at line \d+, column \d+:?$/, '')}`,
    );
  }
  if (document.contents === null) document.contents = document.createNode({});
  const overrides = source.overrides.map((text) => readOverride(shape, text, document.toJS()));
  const fail = (problems: readonly Problem[]): UserError =>
    configError(problems, (problem) => placeOf(problem, overrides, document, lines, shown));

  const unknown = unknownKeys(shape, document.toJS());
  if (unknown.length > 0) throw fail(unknown);
  // The document of the file stays as it is, for the positions; the overrides change a copy.
  const edited = document.clone();
  for (const { path, value } of overrides) edited.setIn([...path], isPlain(value) ? value : edited.createNode(value));
  const merged: unknown = edited.toJS();
  const parsed = schema.safeParse(merged);
  if (!parsed.success) throw fail(parsed.error.issues.flatMap((issue) => describeIssue(shape, issue, merged, [])));
  addDefaults(edited, [], parsed.data);
  return { config: parsed.data, text: edited.toString({ lineWidth: 0 }) };
}

function readConfigFile(source: ConfigSource, shown: string): string {
  try {
    return readFileSync(source.file, 'utf8');
  } catch (cause) {
    const missing = isRecord(cause) && cause.code === 'ENOENT';
    throw new UserError(`${shown}: ${missing ? 'there is no such configuration file' : 'the configuration file cannot be read'}.`);
  }
}

function shownPath({ file, cwd }: ConfigSource): string {
  const near = cwd === undefined ? file : relative(cwd, file);
  return near.startsWith('..') ? file : near;
}

function readOverride(shape: ConfigShape, text: string, config: unknown): Override {
  const equals = text.indexOf('=');
  if (equals < 1) throw new UserError(`--set ${text}: expected key=value, as in --set train.epochs=5`);
  const path: (string | number)[] = [];
  let value: unknown = config;
  for (const name of text.slice(0, equals).split('.')) {
    const key = shape.isList(path) && /^\d+$/.test(name) ? Number(name) : name;
    if (!shape.has([...path, key])) {
      const known = shape.keysAt(path) ?? [];
      const place = path.length === 0 ? 'the configuration' : `"${path.join('.')}"`;
      const keys = known.length === 0 ? 'It has no keys below it.' : `Its keys: ${known.join(', ')}.`;
      throw new UserError(`--set ${text}: ${place} has no key "${name}".${didYouMean(name, known)} ${keys}`);
    }
    path.push(key);
    value = isRecord(value) || Array.isArray(value) ? Reflect.get(value, key) : undefined;
  }
  const raw = text.slice(equals + 1);
  return { text, path, value: shape.typed(path, raw, (yaml) => parseInline(text, yaml)) };
}

function parseInline(text: string, yaml: string): unknown {
  try {
    return parse(yaml);
  } catch (cause) {
    throw new UserError(`--set ${text}: the value is not valid YAML: ${cause instanceof Error ? cause.message.split('\n')[0] : cause}`);
  }
}

/** Keys that the schema does not know, whether or not the schema itself would refuse them. */
function unknownKeys(shape: ConfigShape, value: unknown, path: ConfigPath = []): readonly Problem[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => unknownKeys(shape, item, [...path, index]));
  if (!isRecord(value) || !shape.has(path)) return [];
  const known = shape.keysAt(path, value);
  return Object.entries(value).flatMap(([key, below]) => {
    const place: ConfigPath = [...path, key];
    if (known === undefined || known.includes(key)) return unknownKeys(shape, below, place);
    return [unknownKey(place, known)];
  });
}

function unknownKey(path: ConfigPath, known: readonly string[]): Problem {
  const keys = known.length === 0 ? '' : ` Known keys here: ${known.join(', ')}.`;
  return { path, atKey: true, message: `unknown key.${didYouMean(String(path.at(-1)), known)}${keys}` };
}

type Issue = z.core.$ZodIssue;

function describeIssue(shape: ConfigShape, issue: Issue, config: unknown, base: ConfigPath): readonly Problem[] {
  const path: ConfigPath = [...base, ...issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey([...path, key], shape.keysAt(path, valueAt(config, path)) ?? []));
  }
  const value = valueAt(config, path);
  if (value === undefined) return [{ path, atKey: true, message: `missing; expected ${shape.expectedAt(path)}` }];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The alternative that fits deepest is the one that was meant.
    const depth = (issues: readonly Issue[]): number => Math.max(...issues.map((inner) => inner.path.length));
    const meant = issue.errors.reduce((best, issues) => (depth(issues) > depth(best) ? issues : best));
    if (depth(meant) > 0) return meant.flatMap((inner) => describeIssue(shape, inner, config, path));
  }
  // What a schema checks in its own words (refine, regular expressions) is said in those words.
  if (issue.code === 'custom' || issue.code === 'invalid_format')
    return [{ path, atKey: false, message: `${issue.message}; found ${shortly(value)}` }];
  const expected = shape.has(path) ? shape.expectedAt(path) : issue.message;
  const size = issue.code === 'too_small' || issue.code === 'too_big' ? ` (${issue.message})` : '';
  return [{ path, atKey: false, message: `expected ${expected}; found ${shortly(value)}${typeof value === 'number' ? '' : size}` }];
}

function shortly(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function valueAt(config: unknown, path: ConfigPath): unknown {
  let value: unknown = config;
  for (const key of path) value = isRecord(value) || Array.isArray(value) ? Reflect.get(value, key) : undefined;
  return value;
}

function isPrefix(path: ConfigPath, of: ConfigPath): boolean {
  return path.length <= of.length && path.every((key, index) => String(key) === String(of[index]));
}

function placeOf(problem: Problem, overrides: readonly Override[], document: Document, lines: LineCounter, shown: string): string {
  const override = overrides.findLast(({ path }) => isPrefix(path, problem.path));
  if (override !== undefined) return `--set ${override.text}`;
  const offset = offsetOf(document, problem);
  if (offset === undefined) return shown;
  const { line, col } = lines.linePos(offset);
  return `${shown}:${line}:${col}`;
}

/** Where in the file a problem is: its key or value, or the nearest place above it that is there. */
function offsetOf(document: Document, { path, atKey }: Problem): number | undefined {
  let node: unknown = document.contents;
  let offset = startOf(node);
  for (const [depth, key] of path.entries()) {
    if (isMap(node)) {
      const pair = node.items.find((item) => String(isScalar(item.key) ? item.key.value : item.key) === String(key));
      if (!isPair(pair)) return offset;
      const last = depth === path.length - 1;
      offset = (last && !atKey ? startOf(pair.value) : startOf(pair.key)) ?? startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(key)];
      offset = startOf(node) ?? offset;
    } else return offset;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function configError(problems: readonly Problem[], place: (problem: Problem) => string): UserError {
  const messages = problems.map((problem) => {
    const key = problem.path.join('.');
    return `${place(problem)}: ${key === '' ? '' : `${key}: `}${problem.message}`;
  });
  const rest = messages.length - shownProblems;
  return new UserError([...messages.slice(0, shownProblems), ...(rest > 0 ? [`and ${rest} more problems`] : [])].join('\n'));
}

function isPlain(value: unknown): boolean {
  return value === null || typeof value !== 'object';
}

/** Writes the keys that came from the schema's defaults into the document. */
function addDefaults(document: Document, path: ConfigPath, value: unknown): void {
  if (!isRecord(value)) return;
  for (const [key, below] of Object.entries(value)) {
    const place = [...path, key];
    if (!document.hasIn(place)) {
      if (below !== undefined && typeof below !== 'function') document.setIn(place, document.createNode(below));
    } else addDefaults(document, place, below);
  }
}
