import { z } from 'zod';
import { isRecord } from './json.ts';

/** A place in a configuration: keys, and numbers for the items of a list. */
export type ConfigPath = readonly (string | number)[];

type SchemaNode = Readonly<Record<string, unknown>>;

/**
 * What a configuration may hold, place by place, read off a zod schema (through its JSON Schema, so any kind of schema will do).
 * It knows the keys at a place and what is expected there, in words; whether a value is right is for zod to say.
 */
export class ConfigShape {
  readonly #root: SchemaNode;

  constructor(schema: z.ZodType) {
    const root: unknown = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
    this.#root = isRecord(root) ? root : {};
  }

  /** Keys that the mapping at `path` may have, given its `value`; undefined where any key may stand. */
  keysAt(path: ConfigPath, value?: unknown): readonly string[] | undefined {
    const mappings = this.#at(path).filter((node) => node.type === 'object');
    if (mappings.length === 0) return this.#isOpen(path) ? undefined : [];
    const agreeing = mappings.filter((node) => agrees(node, value));
    const meant = agreeing.length === 0 ? mappings : agreeing;
    if (meant.some(takesAnyKey)) return undefined;
    return [...new Set(meant.flatMap((node) => (isRecord(node.properties) ? Object.keys(node.properties) : [])))];
  }

  /** True when the schema knows a place of this name. */
  has(path: ConfigPath): boolean {
    return this.#at(path).length > 0;
  }

  /** True for a list, where a path goes on with a number. */
  isList(path: ConfigPath): boolean {
    return this.#at(path).some((node) => node.type === 'array');
  }

  /** What is expected at `path`, in words: `a whole number, 1 or more`, `one of max, mean`. */
  expectedAt(path: ConfigPath): string {
    const words = new Set(
      this.#at(path).map((node) => inWords(node, (items) => [...new Set(this.#expand(items).map((item) => inWords(item)))].join(' or '))),
    );
    return words.size === 0 ? 'nothing' : [...words].join(' or ');
  }

  /**
   * The value that a text stands for at `path`: the text of `--set key=text`, typed by the schema. A text that fits no type there stays
   * a text, for zod to refuse.
   */
  typed(path: ConfigPath, text: string, parseYaml: (text: string) => unknown): unknown {
    const nodes = this.#at(path);
    const types = new Set(nodes.flatMap((node) => (Array.isArray(node.type) ? node.type : [node.type])));
    const literals = nodes.flatMap((node) => (Array.isArray(node.enum) ? node.enum : 'const' in node ? [node.const] : []));
    const literal = literals.find((value) => String(value) === text);
    if (literal !== undefined) return literal;
    if ((types.has('number') || types.has('integer')) && text.trim() !== '' && !Number.isNaN(Number(text))) return Number(text);
    if (types.has('boolean') && (text === 'true' || text === 'false')) return text === 'true';
    if (types.has('null') && text === 'null') return null;
    if (types.has('array') && !/^\s*\[/.test(text)) {
      return text === '' ? [] : text.split(',').map((item, index) => this.typed([...path, index], item.trim(), parseYaml));
    }
    if (types.has('array') || (types.has('object') && /^\s*\{/.test(text))) return parseYaml(text);
    if (types.has('string')) return text;
    return types.has(undefined) && literals.length === 0 ? parseYaml(text) : text;
  }

  #isOpen(path: ConfigPath): boolean {
    return this.#at(path).some((node) => node.type === undefined && node.enum === undefined && !('const' in node));
  }

  #at(path: ConfigPath): readonly SchemaNode[] {
    let nodes = this.#expand(this.#root);
    for (const key of path) nodes = nodes.flatMap((node) => this.#children(node, key));
    return nodes;
  }

  #children(node: SchemaNode, key: string | number): readonly SchemaNode[] {
    if (isRecord(node.properties) && Object.hasOwn(node.properties, key)) return this.#expand(node.properties[key]);
    if (node.type === 'array') {
      if (!/^\d+$/.test(String(key))) return [];
      const tuple = Array.isArray(node.prefixItems) ? node.prefixItems[Number(key)] : undefined;
      return this.#expand(tuple ?? node.items ?? {});
    }
    if (takesAnyKey(node)) return this.#expand(isRecord(node.additionalProperties) ? node.additionalProperties : {});
    return [];
  }

  #expand(node: unknown): readonly SchemaNode[] {
    if (!isRecord(node)) return [];
    if (typeof node.$ref === 'string') return this.#expand(this.#referenced(node.$ref));
    const choices = [node.anyOf, node.oneOf, node.allOf].find(Array.isArray);
    return choices === undefined ? [node] : choices.flatMap((choice) => [...this.#expand(choice)]);
  }

  #referenced(reference: string): unknown {
    let node: unknown = this.#root;
    for (const key of reference.split('/').slice(1)) node = isRecord(node) ? node[key] : undefined;
    return node;
  }
}

function takesAnyKey(node: SchemaNode): boolean {
  if (isRecord(node.additionalProperties) || node.additionalProperties === true) return true;
  return node.type === 'object' && node.properties === undefined && node.additionalProperties !== false;
}

/** False when a fixed key of the alternative (the `kind` of a union) has another value. */
function agrees(node: SchemaNode, value: unknown): boolean {
  if (!isRecord(value) || !isRecord(node.properties)) return true;
  return Object.entries(node.properties).every(([key, property]) => {
    return !isRecord(property) || !('const' in property) || value[key] === undefined || value[key] === property.const;
  });
}

function inWords(node: SchemaNode, itemsInWords?: (items: unknown) => string): string {
  if (Array.isArray(node.enum)) return `one of ${node.enum.join(', ')}`;
  if ('const' in node) return JSON.stringify(node.const);
  if (Array.isArray(node.type)) return node.type.map((type) => inWords({ type })).join(' or ');
  switch (node.type) {
    case 'integer':
    case 'number':
      return `a${node.type === 'integer' ? ' whole' : ''} number${bounds(node)}`;
    case 'boolean':
      return 'true or false';
    case 'string':
      return typeof node.minLength === 'number' && node.minLength > 0 ? 'a text that is not empty' : 'a text';
    case 'null':
      return 'null';
    case 'array':
      return `a list${itemsInWords === undefined ? '' : ` of ${itemsInWords(node.items)}`}`;
    case 'object':
      return isRecord(node.properties) ? `a mapping with the keys ${Object.keys(node.properties).join(', ')}` : 'a mapping';
    default:
      return 'a value';
  }
}

function bounds(node: SchemaNode): string {
  const parts: string[] = [];
  if (typeof node.minimum === 'number' && node.minimum > Number.MIN_SAFE_INTEGER) parts.push(`${node.minimum} or more`);
  if (typeof node.exclusiveMinimum === 'number') parts.push(`above ${node.exclusiveMinimum}`);
  if (typeof node.maximum === 'number' && node.maximum < Number.MAX_SAFE_INTEGER) parts.push(`${node.maximum} or less`);
  if (typeof node.exclusiveMaximum === 'number') parts.push(`below ${node.exclusiveMaximum}`);
  return parts.length === 0 ? '' : `, ${parts.join(' and ')}`;
}
