import { type LineOptions, opensDocument, readText, splitColumns, UserError } from '@textloom/datasets';
import { detectLanguage, type Tokenizer } from '@textloom/tokenizers';
import type { DocumentSentence } from '../documents/document.ts';
import type { SourceDocument } from '../documents/tag-documents.ts';
import type { NerToken } from '../examples.ts';

/** Tokens of one sentence in a column file; more are a file without blank lines. */
const mostTokens = 5000;

/** As CoNLL-U has them: `# sent_id = 1`, `# newdoc`. */
const comment = /^#\s*(?:\S+\s*=|newdoc\b)/;

/** A sentence of a column file that need not have tags. */
interface ColumnSentence {
  readonly line: number;
  readonly tokens: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly opensDocument: boolean;
}

/** What is told about a column file. */
export interface ColumnOptions extends LineOptions {
  /** What output and errors call the file. */
  readonly name: string;
  /** Column of the tokens, from 0. */
  readonly wordsColumn: number;
  /** Rewrites tokens as those that the model was trained on. */
  readonly normalizer: Tokenizer['normalizer'];
}

/**
 * The documents of a column file, with or without tags: what stands between its `-DOCSTART-` lines; in a file that has none at its top,
 * every sentence is one. The text of a document is its tokens, joined by spaces (in Chinese by nothing), a sentence a line.
 *
 * @throws UserError with file and line for a line without a token, and for a sentence of more than 5,000 tokens
 */
export async function* columnDocuments(file: string, options: ColumnOptions): AsyncGenerator<SourceDocument, void, undefined> {
  let gathered: ColumnSentence[] = [];
  let inDocuments: boolean | undefined;
  for await (const sentence of columnSentences(file, options)) {
    inDocuments ??= sentence.opensDocument;
    if (gathered.length > 0 && (sentence.opensDocument || !inDocuments)) {
      yield joined(gathered, options);
      gathered = [];
    }
    gathered.push(sentence);
  }
  if (gathered.length > 0) yield joined(gathered, options);
}

async function* columnSentences(
  file: string,
  { name, wordsColumn, ...options }: ColumnOptions,
): AsyncGenerator<ColumnSentence, void, undefined> {
  let rows: string[][] = [];
  let first = 0;
  let opens = false;
  let separator: string | undefined;
  const finish = function* (): Generator<ColumnSentence, void, undefined> {
    if (rows.length === 0) return;
    yield { line: first, tokens: rows.map((row) => row[wordsColumn]), rows, opensDocument: opens };
    rows = [];
    opens = false;
  };
  for await (const { line, text } of readText(file, options)) {
    const document = opensDocument(text);
    if (document || text.trim() === '') {
      yield* finish();
      opens ||= document;
      continue;
    }
    // # sent_id = 1, before the first token of a sentence.
    if (rows.length === 0 && comment.test(text)) {
      opens ||= /^#\s*newdoc\b/.test(text);
      continue;
    }
    separator ??= text.includes('\t') ? 'tab' : 'spaces';
    const columns = splitColumns(text, separator);
    if ((columns[wordsColumn] ?? '') === '') {
      throw new UserError(`this line has no token in column ${wordsColumn}`, {
        file: name,
        line,
        expected: `at least ${wordsColumn + 1} ${wordsColumn === 0 ? 'column' : 'columns'}, parted by ${separator === 'tab' ? 'tabs, as in the lines before' : 'spaces or tabs'}`,
        hint: 'the first column is 0 (--words-column); a sentence ends with a blank line',
      });
    }
    if (rows.length === 0) first = line;
    rows.push(columns);
    if (rows.length > mostTokens) {
      throw new UserError(`a sentence of more than ${mostTokens.toLocaleString('en')} tokens`, {
        file: name,
        line: first,
        expected: 'a blank line after each sentence',
      });
    }
  }
  yield* finish();
}

function joined(sentences: readonly ColumnSentence[], { name, normalizer }: ColumnOptions): SourceDocument {
  const joiner = detectLanguage(sentences.map(({ tokens }) => tokens.join('')).join('\n')) === 'zh' ? '' : ' ';
  const placed: DocumentSentence[] = [];
  const lines: string[] = [];
  let start = 0;
  for (const { tokens, rows } of sentences) {
    let at = start;
    const places = tokens.map((token): NerToken => {
      const place = { text: normalizer.normalize(token).text || token, start: at, end: at + token.length };
      at = place.end + joiner.length;
      return place;
    });
    const line = tokens.join(joiner);
    placed.push({ start, end: start + line.length, tokens: places, rows });
    lines.push(line);
    start += line.length + 1;
  }
  const [{ line, opensDocument: opens }] = sentences;
  return { origin: { file: name, line, ...(opens ? { opensDocument: true } : {}) }, text: lines.join('\n'), sentences: placed };
}
