import { readFile } from 'node:fs/promises';
import { UserError } from '@textloom/datasets';
import { isMap, isScalar, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import { z } from 'zod';

/** Languages that answers are written in. */
export type AnswerLanguage = 'en' | 'zh';

const templatesSchema = z.strictObject({ en: z.array(z.string().min(1)).min(1), zh: z.array(z.string().min(1)).min(1) });

const slotSchema = z.strictObject({
  /** A regular expression (flags `iu`): its first group, or the whole match, fills the slot. Without one, only the caller can fill it. */
  pattern: z.string().optional(),
  /** What the template says where the message does not fill the slot. */
  default: z.strictObject({ en: z.string(), zh: z.string() }),
});

const answerBookSchema = z.strictObject({
  slots: z.record(z.string(), slotSchema).default({}),
  out_of_scope: templatesSchema,
  /** Said in place of `out_of_scope` when a message is refused although one intent outweighs all others together. */
  low_confidence: templatesSchema.optional(),
  intents: z.record(z.string(), templatesSchema),
});

/** Templates by intent and language, with the slots they may use. */
export type AnswerBook = z.infer<typeof answerBookSchema>;

const slotPattern = /\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** Names of the slots a template uses, in order. */
export function slotsOf(template: string): string[] {
  return [...template.matchAll(slotPattern)].map((match) => match[1]);
}

/**
 * Reads `answers.yaml` and checks it against the intents of the data.
 *
 * @param file the file, named in every message
 * @param intents every intent the model can answer with; undefined to check the file by itself
 * @throws UserError with file, line and column: YAML syntax, unknown key, an intent without answers, answers for an
 *   intent that does not exist, a slot that is used but not described, a pattern that is no regular expression
 */
export async function readAnswerBook(file: string, intents?: readonly string[]): Promise<AnswerBook> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    throw new UserError('The file with the answers cannot be read.', {
      file,
      expected: 'a YAML file with answer templates, as answers.yaml of the app',
      hint: 'name it with --answers, or with `answers` in the config; null there answers without templates',
    });
  }
  return parseAnswerBook(text, file, intents);
}

/** {@link readAnswerBook} on text that is already in memory. */
export function parseAnswerBook(text: string, file: string, intents?: readonly string[]): AnswerBook {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number | undefined) => {
    if (offset === undefined) return { file };
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const syntax = document.errors[0];
  if (syntax) throw new UserError(`Not valid YAML: ${syntax.message}`, at(syntax.pos[0]));

  const parsed = answerBookSchema.safeParse(document.toJS() ?? {});
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const path = issue.path.map(String);
    throw new UserError(`${path.join('.') || 'The file'}: ${issue.message}`, {
      ...at(offsetOf(document.contents, path)),
      expected: 'slots, out_of_scope and intents, each language with at least one template (see answers.yaml of the app)',
    });
  }
  const book = parsed.data;
  const keyOffset = (...path: string[]) => at(offsetOf(document.contents, path));

  for (const [name, slot] of Object.entries(book.slots)) {
    if (slot.pattern === undefined) continue;
    try {
      new RegExp(slot.pattern, 'iu');
    } catch (error) {
      throw new UserError(
        `The pattern of slot "${name}" is not a regular expression: ${(error as Error).message}`,
        keyOffset('slots', name, 'pattern'),
      );
    }
  }
  const groups: [string[], { en: string[]; zh: string[] }][] = [
    [['out_of_scope'], book.out_of_scope],
    ...(book.low_confidence ? [[['low_confidence'], book.low_confidence] satisfies [string[], AnswerBook['out_of_scope']]] : []),
    ...Object.entries(book.intents).map(([intent, templates]): [string[], AnswerBook['out_of_scope']] => [['intents', intent], templates]),
  ];
  for (const [path, templates] of groups) {
    for (const language of ['en', 'zh'] as const) {
      for (const slot of templates[language].flatMap(slotsOf)) {
        if (!Object.hasOwn(book.slots, slot)) {
          throw new UserError(`A template of ${path.join('.')} uses the slot {${slot}}, which is not described under \`slots\`.`, {
            ...keyOffset(...path, language),
            expected: `one of ${Object.keys(book.slots).join(', ') || '(no slots are described)'}`,
          });
        }
      }
    }
  }
  if (intents) {
    const missing = intents.filter((intent) => !Object.hasOwn(book.intents, intent));
    if (missing.length > 0) {
      throw new UserError(`No answers for ${missing.length === 1 ? 'the intent' : `${missing.length} intents`}: ${missing.join(', ')}.`, {
        ...keyOffset('intents'),
        expected: 'one entry under `intents` for each intent of the training data',
      });
    }
    const unused = Object.keys(book.intents).find((intent) => !intents.includes(intent));
    if (unused !== undefined) {
      throw new UserError(`Answers for "${unused}", but no such intent is in the training data.`, {
        ...keyOffset('intents', unused),
        hint: `Remove the entry or correct its name. The intents are: ${intents.join(', ')}.`,
      });
    }
  }
  return book;
}

/** Where the key at `path` stands in the document; the nearest key above it when it does not exist. */
function offsetOf(contents: unknown, path: readonly string[]): number | undefined {
  let node: unknown = contents;
  let offset: number | undefined;
  for (const name of path) {
    if (!isMap(node)) break;
    const pair = (node as YAMLMap).items.find((item) => isScalar(item.key) && String(item.key.value) === name);
    if (!pair) break;
    if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
    node = pair.value;
  }
  return offset;
}
