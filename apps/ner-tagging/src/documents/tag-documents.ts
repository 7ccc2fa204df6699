import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SentenceTags } from '@textloom/lstm';
import type { TokenSpan } from '@textloom/tokenizers';
import type { DocumentSentence } from './document.ts';

/** What finds entities in sentences of tokens: a SequenceTagger, or what a test puts in its place. */
export interface Tagger {
  tag(sentences: readonly (readonly string[])[], options?: { nBest?: number }): readonly SentenceTags[];
}

/** Where a document comes from. */
export interface DocumentOrigin {
  /** Absent for texts of the command line. */
  readonly file?: string;
  /** 1-based line, where a file holds many documents. */
  readonly line?: number;
  /** True where a column file says that a document begins. */
  readonly opensDocument?: boolean;
  /** What a JSON line calls itself. */
  readonly id?: string | number;
}

/** A document before it is tagged. */
export interface SourceDocument {
  readonly origin: DocumentOrigin;
  readonly text: string;
  /** Gone through once, while tagging. */
  readonly sentences: Iterable<DocumentSentence>;
}

/** An entity of a document. `text` is always `document.text.slice(start, end)`. */
export interface DocumentEntity {
  readonly text: string;
  readonly type: string;
  /** UTF-16 code units into the text of the document, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** Probability of exactly this entity, 0 to 1. */
  readonly confidence: number;
  /** Index of its sentence. */
  readonly sentence: number;
  /** Its tokens, counted through the whole document, end exclusive. */
  readonly tokens: { readonly start: number; readonly end: number };
}

/** A sentence after tagging. */
export interface TaggedSentence {
  readonly start: number;
  readonly end: number;
  /** [2 T] start and end of each token in the document; numbers, since documents may have millions. */
  readonly offsets: Int32Array;
  /** Tokens of the document before this sentence. */
  readonly firstToken: number;
  readonly rows?: readonly (readonly string[])[];
  /** The most probable readings, best first, where they were asked for. */
  readonly readings?: readonly { readonly probability: number; readonly entities: readonly Omit<DocumentEntity, 'confidence'>[] }[];
}

/** A document after tagging. */
export interface TaggedDocument {
  readonly origin: DocumentOrigin;
  readonly text: string;
  readonly sentences: readonly TaggedSentence[];
  /** In the order of the text, without overlap. */
  readonly entities: readonly DocumentEntity[];
  /** Milliseconds that its cutting and its share of the tagging took. */
  readonly ms: number;
}

export interface TagDocumentsOptions {
  /** Readings of each sentence; default 1: none are listed. */
  readonly nBest?: number;
  /** Entities less probable are left out; default 0. */
  readonly threshold?: number;
  /** Tokens that are tagged at once, at least; default 8192. */
  readonly batchTokens?: number;
  /** Tags what is there when the next document is not there within so many milliseconds; default: waits for full batches. */
  readonly patience?: number;
  /** Ends the tagging between two batches. */
  readonly signal?: AbortSignal;
  /** Told after each batch how many sentences and tokens it had. */
  readonly onBatch?: (sentences: number, tokens: number) => void;
}

/** A document whose sentences are not all tagged. */
interface OpenDocument {
  readonly source: SourceDocument;
  readonly sentences: TaggedSentence[];
  readonly entities: DocumentEntity[];
  tokens: number;
  ms: number;
  /** Sentences cut and not yet tagged. */
  waiting: number;
  whole: boolean;
}

/**
 * Tags documents in the order they come. The sentences of many small documents go to the tagger together, those of a large one in
 * several batches, so that memory holds one batch and the documents it belongs to.
 */
export async function* tagDocuments(
  documents: AsyncIterable<SourceDocument>,
  tagger: Tagger,
  options: TagDocumentsOptions = {},
): AsyncGenerator<TaggedDocument, void, undefined> {
  const { nBest = 1, threshold = 0, batchTokens = 8192, patience, signal, onBatch } = options;
  const open: OpenDocument[] = [];
  let batch: { document: OpenDocument; sentence: DocumentSentence }[] = [];
  let size = 0;

  const tagBatch = async (): Promise<void> => {
    if (batch.length === 0) return;
    // Ctrl-C is heard between two turns only.
    await nextTurn();
    signal?.throwIfAborted();
    const started = performance.now();
    const words = batch.map(({ sentence }) => sentence.tokens.map(({ text }) => text));
    const tags = tagger.tag(words, nBest > 1 ? { nBest } : {});
    const perToken = (performance.now() - started) / size;
    for (const [index, { document, sentence }] of batch.entries()) {
      addSentence(document, sentence, tags[index], threshold);
      document.ms += perToken * sentence.tokens.length;
      document.waiting--;
    }
    onBatch?.(batch.length, size);
    batch = [];
    size = 0;
  };
  const finished = function* (): Generator<TaggedDocument, void, undefined> {
    while (open.length > 0 && open[0].whole && open[0].waiting === 0) {
      const { source, sentences, entities, ms } = open.shift()!;
      yield { origin: source.origin, text: source.text, sentences, entities, ms };
    }
  };

  const iterator = documents[Symbol.asyncIterator]();
  let ended = false;
  try {
    for (;;) {
      const coming = iterator.next();
      if (patience !== undefined && open.length > 0 && !(await arrives(coming, patience))) {
        await tagBatch();
        yield* finished();
      }
      const { value: source, done } = await coming;
      if (done === true) break;
      const document: OpenDocument = { source, sentences: [], entities: [], tokens: 0, ms: 0, waiting: 0, whole: false };
      open.push(document);
      let started = performance.now();
      for (const sentence of source.sentences) {
        batch.push({ document, sentence });
        document.waiting++;
        size += sentence.tokens.length;
        if (size < batchTokens) continue;
        document.ms += performance.now() - started;
        await tagBatch();
        yield* finished();
        started = performance.now();
      }
      document.ms += performance.now() - started;
      document.whole = true;
      if (batch.length === 0) yield* finished();
    }
    ended = true;
    await tagBatch();
    yield* finished();
  } finally {
    if (!ended) await iterator.return?.();
  }
}

/** Puts what the tagger says about a sentence into its document, with the offsets of the document. */
function addSentence(document: OpenDocument, sentence: DocumentSentence, tags: SentenceTags, threshold: number): void {
  const { tokens, rows } = sentence;
  const index = document.sentences.length;
  const firstToken = document.tokens;
  const placed = ({ start, end, type }: TokenSpan): Omit<DocumentEntity, 'confidence'> => {
    const [from, to] = [tokens[start].start, tokens[end - 1].end];
    const range = { start: firstToken + start, end: firstToken + end };
    return { text: document.source.text.slice(from, to), type, start: from, end: to, sentence: index, tokens: range };
  };
  for (const entity of tags.entities) {
    if (entity.confidence >= threshold) document.entities.push({ ...placed(entity), confidence: entity.confidence });
  }
  const offsets = new Int32Array(2 * tokens.length);
  for (const [at, token] of tokens.entries()) offsets.set([token.start, token.end], 2 * at);
  document.sentences.push({
    start: sentence.start,
    end: sentence.end,
    offsets,
    firstToken,
    ...(rows === undefined ? {} : { rows }),
    ...(tags.nBest === undefined
      ? {}
      : { readings: tags.nBest.map(({ probability, entities }) => ({ probability, entities: entities.map(placed) })) }),
  });
  document.tokens += tokens.length;
}

/** True when a promise settles within some milliseconds. */
async function arrives(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  const settled = promise.then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([settled, late]);
  } finally {
    clearTimeout(timer);
  }
}
