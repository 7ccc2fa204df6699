import { basename, join } from 'node:path';
import {
  describeDataset,
  loadTagged,
  parseEncoding,
  readTaggedFiles,
  type SpannedText,
  samplesFolder,
  sha256Of,
  type TaggedSentence,
  UserError,
} from '@textloom/datasets';
import { BadRowStore, type StageContext } from '@textloom/pipeline';
import type { TaggingScheme, Tokenizer } from '@textloom/tokenizers';
import type { Config } from './config.ts';
import type { NerExample, SplitName } from './examples.ts';
import type { ReadParts } from './parts.ts';
import { spannedExamples } from './spanned-texts.ts';
import { columnExamples, schemeOf } from './tagged-columns.ts';

/** Examples as they were read, before they are checked and split. */
export interface Source extends ReadParts {
  readonly dataset: string;
  /** The scheme of column files; null: the entities came as spans of characters. */
  readonly scheme: TaggingScheme | null;
  readonly notes: string[];
  /** Tags that were read as conlleval does, and spans that were widened to whole tokens. */
  readonly repaired: number;
  readonly badRows: BadRowStore;
  /** What was read, so that a result can be traced to its data. */
  readonly files: readonly { readonly file: string; readonly sha256: string }[];
}

/** One part of the data as it stands in its files. */
type RawPart =
  | { readonly kind: 'columns'; readonly sentences: readonly TaggedSentence[]; readonly joiner: ' ' | '' }
  | { readonly kind: 'spans'; readonly texts: readonly SpannedText[] };
type RawParts = Partial<Record<SplitName, RawPart>>;

type SourceContext = Pick<StageContext<Config>, 'input' | 'config' | 'options' | 'progress'>;

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
  const repair = options.flag('repair');
  const columns = Object.values(parts).flatMap((part) => (part.kind === 'columns' ? part.sentences : []));
  const scheme = columns.length === 0 ? null : schemeOf(columns, config.data.scheme, repair);
  if (scheme !== null) notes.push(`tags in ${scheme}${config.data.scheme === 'auto' ? ', as found' : ', as configured'}`);
  let [mended, widened] = [0, 0];
  const examplesOf = (part: RawPart | undefined): NerExample[] | undefined => {
    if (part === undefined) return undefined;
    if (part.kind === 'spans') {
      const read = spannedExamples(part.texts, tokenizer, repair);
      widened += read.widened;
      return read.examples;
    }
    const read = columnExamples(part.sentences, { scheme: scheme ?? 'IOB2', joiner: part.joiner, tokenizer, repair });
    mended += read.mended;
    return read.examples;
  };
  const train = examplesOf(parts.train) ?? [];
  const valid = examplesOf(parts.valid);
  const test = examplesOf(parts.test);
  if (mended > 0) notes.push(`${mended} tags could not stand where they stood in ${scheme} and were read as conlleval does (--repair)`);
  if (widened > 0) notes.push(`${widened} spans did not begin and end with a token and were widened to whole tokens (--repair)`);
  const setAside = badRows.rows.length;
  if (setAside > 0) {
    notes.push(`${setAside} ${setAside === 1 ? 'row' : 'rows'} could not be used and were set aside in bad-rows.jsonl`);
  }
  return {
    dataset: raw.dataset,
    train,
    valid,
    test,
    scheme,
    official: raw.official,
    notes,
    repaired: mended + widened,
    badRows,
    files: raw.files,
  };
}

interface Raw extends Pick<Source, 'dataset' | 'official' | 'notes' | 'files'> {
  readonly parts: RawParts;
}

async function readRegistered({ progress }: SourceContext, dataset: string): Promise<Raw> {
  const task = progress.start(`data set ${dataset}`);
  const { train, valid, test, joiner, notes } = await loadTagged(dataset);
  task.finish();
  const part = (sentences: readonly TaggedSentence[]): RawPart => ({ kind: 'columns', sentences, joiner });
  return {
    dataset,
    parts: {
      train: part(train),
      ...(valid === undefined ? {} : { valid: part(valid) }),
      ...(test === undefined ? {} : { test: part(test) }),
    },
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
  const [tokenColumn, tagColumn] = [options.number('token-column'), options.number('tag-column')];
  const read = async (paths: readonly string[]): Promise<RawPart | undefined> => {
    if (paths.length === 0) return undefined;
    return readTaggedFiles(paths, {
      ...(input.format === undefined ? {} : { format: input.format }),
      ...(tokenColumn === undefined ? {} : { tokenColumn }),
      ...(tagColumn === undefined ? {} : { tagColumn }),
      ...(input.encoding === undefined ? {} : { encoding: parseEncoding(input.encoding) }),
      onBadRow: badRows.onBadRow,
    });
  };
  const [train, valid, test] = [await read(files.train), await read(files.valid), await read(files.test)];
  return {
    dataset: own ? input.train.map((file) => basename(file)).join('+') : 'sample',
    parts: {
      ...(train === undefined ? {} : { train }),
      ...(valid === undefined ? {} : { valid }),
      ...(test === undefined ? {} : { test }),
    },
    notes: [],
    official: !own,
    files: await Promise.all(
      [...files.train, ...files.valid, ...files.test].map(async (file) => ({ file: basename(file), sha256: await sha256Of(file) })),
    ),
  };
}
