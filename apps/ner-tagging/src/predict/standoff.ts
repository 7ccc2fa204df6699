import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { UserError } from '@textloom/datasets';
import { writeFileAtomic } from '@textloom/tensor';
import type { TaggedDocument } from '../documents/tag-documents.ts';

/**
 * The annotations of a document as brat reads them: `T1 <tab> TYPE START END <tab> TEXT`, each with its confidence as a note.
 *
 * brat counts Unicode code points, not UTF-16 code units: an emoji counts one here and two in the JSON output. An entity that reaches
 * across a line break is given in fragments, since no line of an .ann file may hold one.
 */
export function standoffLines({ text, entities }: Pick<TaggedDocument, 'text' | 'entities'>): string[] {
  const count = codePointCounter(text);
  return entities.flatMap(({ start, end, type, confidence }, index) => {
    const fragments = lineFragments(text, start, end);
    const places = fragments.map((fragment) => `${count(fragment.start)} ${count(fragment.end)}`).join(';');
    const shown = fragments.map((fragment) => text.slice(fragment.start, fragment.end)).join(' ');
    const id = index + 1;
    return [`T${id}\t${bratName(type)} ${places}\t${shown}`, `#${id}\tAnnotatorNotes T${id}\tconfidence ${confidence.toFixed(4)}`];
  });
}

/** Writes `.ann` files: beside the .txt files that were tagged, or into a folder together with the texts. */
export class StandoffFolder {
  readonly #folder: string | undefined;
  readonly #cwd: string;
  readonly #types: readonly string[];
  readonly #names = new Set<string>();

  /** @param folder where everything goes; undefined: beside each text, which has to be a .txt file that is one document */
  constructor(folder: string | undefined, cwd: string, types: readonly string[]) {
    this.#folder = folder === undefined ? undefined : resolve(cwd, folder);
    this.#cwd = cwd;
    this.#types = types;
  }

  /**
   * @returns the file that was written
   * @throws UserError for an .ann file that is there already, or a text that brat would not read as it was read here
   */
  async write(document: TaggedDocument): Promise<string> {
    const stem = this.#folder === undefined ? await besideText(document, this.#cwd) : join(this.#folder, this.#nameOf(document));
    const file = `${stem}.ann`;
    refuseOverwriting(file);
    if (this.#folder !== undefined) {
      refuseOverwriting(`${stem}.txt`);
      if (this.#names.size === 1) await this.#prepare(this.#folder);
      await writeFileAtomic(`${stem}.txt`, document.text);
    }
    const lines = standoffLines(document);
    await writeFileAtomic(file, lines.map((line) => `${line}\n`).join(''));
    return file;
  }

  /** The folder, and the list of types without which brat shows nothing. */
  async #prepare(folder: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    const configuration = join(folder, 'annotation.conf');
    const types = this.#types.map((type) => `${bratName(type)}\n`).join('');
    if (!existsSync(configuration)) await writeFileAtomic(configuration, `[entities]\n${types}\n[relations]\n\n[events]\n\n[attributes]\n`);
  }

  #nameOf({ origin: { file, line } }: TaggedDocument): string {
    const base = file === undefined ? 'text' : basename(file, extname(file)).replaceAll(/[^\p{L}\p{N}._-]+/gu, '-');
    const named = line === undefined ? base : `${base}-${String(line).padStart(6, '0')}`;
    let name = named;
    for (let n = 2; this.#names.has(name); n++) name = `${named}-${n}`;
    this.#names.add(name);
    return name;
  }
}

async function besideText({ origin: { file, line }, text }: TaggedDocument, cwd: string): Promise<string> {
  const hint = 'give a folder for texts and annotations: --to DIR';
  if (file === undefined || line !== undefined || !/\.txt$/i.test(file)) {
    throw new UserError('--output standoff without --to writes beside .txt files that are one document each.', { hint });
  }
  const path = resolve(cwd, file);
  if (!(await readFile(path)).equals(Buffer.from(text))) {
    throw new UserError('brat would count other offsets in this file', {
      file,
      expected: 'UTF-8 without a byte order mark, not compressed',
      hint,
    });
  }
  return path.slice(0, -4);
}

function refuseOverwriting(file: string): void {
  if (existsSync(file))
    throw new UserError('this file is there already', {
      file,
      hint: 'annotations are never written over: move it away, or give another folder with --to',
    });
}

/** Fragments of a range without line breaks and the blanks around them. */
function lineFragments(text: string, start: number, end: number): { start: number; end: number }[] {
  return [...text.slice(start, end).matchAll(/[^\s](?:[^\r\n\v\f\u0085\u2028\u2029]*[^\s])?/g)].map((match) => ({
    start: start + match.index,
    end: start + match.index + match[0].length,
  }));
}

/** Code points before an offset, for offsets that grow. */
function codePointCounter(text: string): (offset: number) => number {
  let [units, points] = [0, 0];
  return (offset) => {
    while (units < offset) {
      units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
      points++;
    }
    return points;
  };
}

/** brat's names hold no white space. */
function bratName(type: string): string {
  return type.replaceAll(/\s+/g, '_');
}
