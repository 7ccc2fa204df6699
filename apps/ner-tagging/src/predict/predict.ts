import { resolve } from 'node:path';
import { UserError } from '@textloom/datasets';
import type { JsonObject, ResultSink, StageContext } from '@textloom/pipeline';
import { writeFileAtomic } from '@textloom/tensor';
import { type TaggingScheme, taggingSchemes } from '@textloom/tokenizers';
import type { Config } from '../config.ts';
import { type TaggedDocument, tagDocuments } from '../documents/tag-documents.ts';
import { conllLines } from './conll-lines.ts';
import { highlightPage } from './highlight-page.ts';
import { documentLine } from './json-lines.ts';
import { documentsOf, readSourceOptions, type Sources } from './sources.ts';
import { StandoffFolder } from './standoff.ts';
import { type OpenTagger, openTagger } from './tagger.ts';

/** Readings of a sentence that may be asked for; each costs as much as the first. */
const mostReadings = 100;
/** How long somebody who types waits for others to type too. */
const patience = 20;

/** The parts of a stage's context that tagging texts takes. */
export type TextContext = Pick<StageContext<Config>, 'stage' | 'options' | 'positionals' | 'cwd' | 'signal' | 'progress' | 'result'>;

/** The `predict` stage: raw texts to entities, as JSON lines, columns, brat annotations or a page. */
export async function predict(context: StageContext<Config>): Promise<JsonObject> {
  return predictWith(context, () => openTagger(context.run, context));
}

/** {@link predict} with any tagger; it is opened when the options are known to be right. */
export async function predictWith(context: TextContext, open: () => Promise<OpenTagger>): Promise<JsonObject> {
  const { options, cwd } = context;
  const output = options.text('output') ?? 'jsonl';
  const nBest = options.number('n-best') ?? 1;
  if (nBest < 1 || nBest > mostReadings) throw new UserError(`--n-best ${nBest}: from 1 to ${mostReadings} readings can be listed.`);
  if (nBest > 1 && output !== 'jsonl') throw new UserError(`--n-best ${nBest}: only --output jsonl lists readings.`);
  const threshold = readThreshold(context);
  const sources = readSourceOptions(options, context.positionals, cwd);
  const to = options.text('to');
  const opened = await open();
  const counts = { documents: 0, sentences: 0, tokens: 0, entities: 0 };
  const documents = counted(taggedDocuments(context, sources, opened, { nBest, threshold }), counts, context.signal);
  if (output === 'standoff') {
    const folder = new StandoffFolder(to, cwd, opened.types);
    for await (const document of documents) {
      const file = await folder.write(document);
      if (to === undefined) context.result.line(file);
    }
  } else await writeLines(linesOf(output, documents, opened.types, schemeOf(options.text('tags'))), to, cwd, context.result);
  return counts;
}

/** The texts of a command line, tagged, with progress on stderr. */
export async function* taggedDocuments(
  { progress, signal, stage }: Pick<TextContext, 'progress' | 'signal' | 'stage'>,
  sources: Sources,
  { tagger, tokenizer }: OpenTagger,
  options: { nBest?: number; threshold?: number },
): AsyncGenerator<TaggedDocument, void, undefined> {
  const task = progress.start(stage, undefined, 'sentences');
  const started = performance.now();
  let [done, tokens] = [0, 0];
  const onBatch = (sentences: number, words: number): void => {
    done += sentences;
    tokens += words;
    task.update({ done, tokensPerSecond: tokens / ((performance.now() - started) / 1000) });
  };
  try {
    yield* tagDocuments(documentsOf(sources, tokenizer, signal), tagger, {
      ...options,
      ...(sources.live ? { patience } : {}),
      signal,
      onBatch,
    });
  } finally {
    task.finish();
  }
}

/** The value of --threshold. @throws UserError when it is no probability */
export function readThreshold({ options }: Pick<TextContext, 'options'>): number {
  const threshold = options.number('threshold') ?? 0;
  if (threshold < 0 || threshold > 1) throw new UserError(`--threshold ${threshold}: a probability is from 0 to 1.`);
  return threshold;
}

/** Writes lines to a file, which is there whole or not at all, or to stdout until nobody reads it any more. */
export async function writeLines(lines: AsyncIterable<string>, to: string | undefined, cwd: string, result: ResultSink): Promise<void> {
  if (to !== undefined) {
    await writeFileAtomic(resolve(cwd, to), inPieces(lines));
    return;
  }
  // `| head` has seen enough: nothing is gained by tagging the rest. That the error itself is none is the program's business.
  let unread = false;
  const onError = ({ code }: NodeJS.ErrnoException): void => {
    unread ||= code === 'EPIPE';
  };
  process.stdout.on('error', onError);
  try {
    for await (const line of lines) {
      result.line(line);
      if (unread) break;
    }
  } finally {
    process.stdout.off('error', onError);
  }
}

const pieceLength = 1 << 16;

async function* inPieces(lines: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  let piece: string[] = [];
  let length = 0;
  for await (const line of lines) {
    piece.push(line, '\n');
    length += line.length + 1;
    if (length < pieceLength) continue;
    yield piece.join('');
    piece = [];
    length = 0;
  }
  yield piece.join('');
}

async function* linesOf(
  output: string,
  documents: AsyncIterable<TaggedDocument>,
  types: readonly string[],
  scheme: TaggingScheme,
): AsyncGenerator<string, void, undefined> {
  if (output === 'html') yield* highlightPage(documents, types);
  else if (output === 'conll') for await (const document of documents) yield* conllLines(document, scheme);
  else for await (const document of documents) yield JSON.stringify(documentLine(document));
}

async function* counted(
  documents: AsyncIterable<TaggedDocument>,
  counts: { documents: number; sentences: number; tokens: number; entities: number },
  signal: AbortSignal,
): AsyncGenerator<TaggedDocument, void, undefined> {
  for await (const document of documents) {
    signal.throwIfAborted();
    counts.documents++;
    counts.sentences += document.sentences.length;
    counts.entities += document.entities.length;
    const last = document.sentences.at(-1);
    if (last !== undefined) counts.tokens += last.firstToken + last.offsets.length / 2;
    yield document;
  }
}

function schemeOf(name: string | undefined): TaggingScheme {
  return taggingSchemes.find((scheme) => scheme === name) ?? 'IOB2';
}
