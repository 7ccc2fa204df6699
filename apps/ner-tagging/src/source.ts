import { basename, join } from 'node:path';
import {
  describeDataset,
  joinerOf,
  loadTagged,
  parseEncoding,
  readTaggedFiles,
  samplesFolder,
  sha256Of,
  type TaggedFormat,
  type TaggedItem,
  type TaggedSentence,
  UserError,
} from '@textloom/datasets';
import { BadRowStore, type SplitName, type StageContext } from '@textloom/pipeline';
import type { TaggingScheme, Tokenizer } from '@textloom/tokenizers';
import type { Config } from './config.ts';
import type { NerExample } from './examples.ts';
import type { ReadParts } from './parts.ts';
import { spannedExamples } from './spanned-texts.ts';
import { columnExamples, schemesOf } from './tagged-columns.ts';

/** Examples as they were read, before they are checked and split. */
export interface Source extends ReadParts {
  readonly dataset: string;
  /** The scheme of column files, of the training file where they differ; null: the entities came as spans of characters. */
  readonly scheme: TaggingScheme | null;
  readonly notes: string[];
  /** Tags that were read as conlleval does, and spans that were widened to whole tokens. */
  readonly repaired: number;
  readonly badRows: BadRowStore;
  /** What was read, so that a result can be traced to its data. */
  readonly files: readonly { readonly file: string; readonly sha256: string }[];
}

/** The parts of the data as they stand in their files. */
type RawParts = Partial<Record<SplitName, readonly TaggedItem[]>>;

type SourceContext = Pick<StageContext<Config>, 'input' | 'config' | 'options' | 'progress' | 'seed'>;

const taggedFormats: readonly TaggedFormat[] = ['conll', 'jsonl', 'brackets'];

/**
 * Reads a registered data set, the user's own files, or the app's sample.
 *
 * @param tokenizer cuts raw text, and rewrites the tokens of columns as it would those of raw text
 * @throws UserError with file and line for what cannot be read
 */
export async function readSource(context: SourceContext, tokenizer: Tokenizer): Promise<Source> {
  const { input, config, options } = context;
  const badRows = new BadRowStore(input);
  const raw = input.dataset === undefined ? await readFiles(context, badRows) : await readRegistered(context, input.dataset);
  const { parts, notes } = raw;
  // A public set is as it is: what is wrong in it is read as everybody's scorer reads it.
  const repair = input.dataset !== undefined || options.flag('repair');
  const columnsOf = (items: readonly TaggedItem[] = []): TaggedSentence[] => items.filter((item) => item.kind === 'columns');
  const columns = { train: columnsOf(parts.train), valid: columnsOf(parts.valid), test: columnsOf(parts.test) };
  const schemes: Partial<Record<SplitName, TaggingScheme>> = schemesOf(columns, raw.scheme ?? config.data.scheme, repair);
  const named = [...new Set(Object.values(schemes))];
  const sentences = Object.values(columns).flat();
  const joiner = raw.joiner ?? joinerOf(sentences);
  if (mostlyNumbers(sentences)) notes.push('most tokens are whole numbers: is --token-column right? (the first column is 0)');
  if (named.length === 1) notes.push(`tags in ${named[0]}`);
  else if (named.length > 1)
    notes.push(
      `tags in ${Object.entries(schemes)
        .map(([part, scheme]) => `${scheme} (${part})`)
        .join(', ')}`,
    );
  let [mended, widened] = [0, 0];
  const examplesOf = (part: SplitName): NerExample[] | undefined => {
    const items = parts[part];
    if (items === undefined) return undefined;
    const spanned = items.filter((item) => item.kind === 'spans');
    const { onBadRow } = badRows;
    const fromColumns = columnExamples(columns[part], { scheme: schemes[part] ?? 'IOB2', joiner, tokenizer, repair, onBadRow });
    const fromSpans = spannedExamples(spanned, { tokenizer, repair, onBadRow });
    mended += fromColumns.mended;
    widened += fromSpans.widened;
    const documents = (fromColumns.examples.at(-1)?.document ?? -1) + 1;
    return [...fromColumns.examples, ...fromSpans.examples.map((example) => ({ ...example, document: example.document + documents }))];
  };
  const train = examplesOf('train') ?? [];
  const valid = examplesOf('valid');
  const test = examplesOf('test');
  if (mended > 0) notes.push(`tags that cannot stand where they stand, read as conlleval does: ${mended}`);
  if (widened > 0) notes.push(`spans that did not begin and end with a token, widened to whole tokens: ${widened}`);
  const setAside = badRows.rows.length;
  if (setAside > 0) {
    notes.push(`${setAside} ${setAside === 1 ? 'row' : 'rows'} could not be used, set aside in bad-rows.jsonl`);
  }
  return {
    dataset: raw.dataset,
    train,
    valid,
    test,
    scheme: named[0] ?? null,
    official: raw.official,
    notes,
    repaired: mended + widened,
    badRows,
    files: raw.files,
  };
}

interface Raw extends Pick<Source, 'dataset' | 'official' | 'notes' | 'files'> {
  readonly parts: RawParts;
  /** Where the registry knows it. */
  readonly scheme?: TaggingScheme;
  readonly joiner?: ' ' | '';
}

async function readRegistered({ config, seed, progress }: SourceContext, dataset: string): Promise<Raw> {
  const task = progress.start(`data set ${dataset}`);
  const { train, valid, test, scheme, joiner, notes } = await loadTagged(dataset, { validShare: config.data.valid, seed });
  task.finish();
  const items = (sentences: readonly TaggedSentence[]): TaggedItem[] => sentences.map((sentence) => ({ kind: 'columns', ...sentence }));
  return {
    dataset,
    parts: {
      train: items(train),
      ...(valid === undefined ? {} : { valid: items(valid) }),
      ...(test === undefined ? {} : { test: items(test) }),
    },
    scheme,
    joiner,
    notes: [...notes],
    official: true,
    files: describeDataset(dataset).files.map(({ path, sha256 }) => ({ file: path, sha256 })),
  };
}

async function readFiles({ input, options }: SourceContext, badRows: BadRowStore): Promise<Raw> {
  if (input.train.length === 0 && (input.valid.length > 0 || input.test.length > 0)) {
    throw new UserError('No training file: --test or --valid alone cannot be trained on.', { hint: 'add --train FILE' });
  }
  const own = input.train.length > 0;
  const sample = (name: string): string[] => [join(samplesFolder('ner-tagging'), `${name}.jsonl`)];
  const files = own ? input : { train: sample('train'), valid: sample('valid'), test: sample('test') };
  const format = taggedFormats.find((known) => known === input.format);
  if (input.format !== undefined && format === undefined) {
    throw new UserError(`--format ${input.format} does not hold marked entities.`, { expected: taggedFormats.join(', ') });
  }
  const { token: tokenColumn, tag: tagColumn } = input.columns;
  const separator = options.text('separator');
  const notes: string[] = [];
  const read = async (paths: readonly string[]): Promise<readonly TaggedItem[] | undefined> => {
    if (paths.length === 0) return undefined;
    const { sentences, notes: told } = await readTaggedFiles(paths, {
      ...(format === undefined ? {} : { format }),
      ...(tokenColumn === undefined ? {} : { tokenColumn }),
      ...(tagColumn === undefined ? {} : { tagColumn }),
      ...(separator === undefined ? {} : { separator }),
      ...(options.text('offsets') === 'code-points' ? { offsets: 'code-points' } : {}),
      ...(input.encoding === undefined ? {} : { encoding: parseEncoding(input.encoding) }),
      onBadRow: badRows.onBadRow,
    });
    if (own) notes.push(...told.map((note) => paths.reduce((text, path) => text.replace(path, basename(path)), note)));
    return sentences;
  };
  const [train, valid, test] = [await read(files.train), await read(files.valid), await read(files.test)];
  return {
    dataset: own ? input.train.map((file) => basename(file)).join('+') : 'sample',
    parts: {
      ...(train === undefined ? {} : { train }),
      ...(valid === undefined ? {} : { valid }),
      ...(test === undefined ? {} : { test }),
    },
    notes,
    official: !own,
    files: await Promise.all(
      [...files.train, ...files.valid, ...files.test].map(async (file) => ({ file: basename(file), sha256: await sha256Of(file) })),
    ),
  };
}

/** True where the column of tokens looks like one of places: nearly all are whole numbers. */
function mostlyNumbers(sentences: readonly TaggedSentence[]): boolean {
  const tokens = sentences.flatMap((sentence) => sentence.tokens);
  return tokens.filter((token) => /^\d+$/.test(token)).length > 0.9 * tokens.length && tokens.length > 0;
}
