import type { TextSource } from './descriptor.ts';
import { readConll } from './readers/conll.ts';
import { readCsv, readTsv } from './readers/csv.ts';
import { readJson } from './readers/json.ts';
import { isRecord } from './readers/jsonl.ts';
import { readText, type TextLine } from './readers/text.ts';
import type { TextExample } from './text-example.ts';
import { UserError } from './user-error.ts';

/** The registry paths of the files that a source needs. */
export function filesOf(source: TextSource): string[] {
  return 'file' in source ? [source.file] : [source.text, ...Object.values(source.labels)];
}

/** Reads one source; `places` tells where each registry path lies. The examples name their source by registry path. */
export async function readSource(source: TextSource, places: Readonly<Record<string, string>>): Promise<TextExample[]> {
  switch (source.format) {
    case 'csv':
    case 'tsv':
      return readTable(source, places[source.file]);
    case 'json':
      return readRows(source, places[source.file]);
    case 'parallel-lines':
      return besideLabels(readText(places[source.text]), source, places);
    case 'tagged-characters':
      return besideLabels(readCharacters(places[source.text]), source, places);
    case 'text-at-label':
      return readTextAtLabel(source, places[source.file]);
    case 'scored-annotations':
      return readScored(source, places[source.file]);
  }
}

async function readTable(source: Extract<TextSource, { format: 'csv' | 'tsv' }>, place: string): Promise<TextExample[]> {
  const answer = source.format === 'csv' ? source.answer : undefined;
  const columns = [source.text, ...Object.values(source.labels), ...(answer === undefined ? [] : [answer])];
  const rows =
    source.format === 'csv'
      ? readCsv(place, { columns })
      : readTsv(place, { columns, ...(source.header === undefined ? {} : { header: source.header }) });
  const examples: TextExample[] = [];
  for await (const { line, fields } of rows) {
    examples.push({
      text: fields[source.text],
      labels: mapValues(source.labels, (column) => fields[column]),
      ...(answer === undefined ? {} : { answer: fields[answer] }),
      source: { file: source.file, line },
    });
  }
  return examples;
}

async function readRows(source: Extract<TextSource, { format: 'json' }>, place: string): Promise<TextExample[]> {
  const examples: TextExample[] = [];
  for await (const { line, value } of readJson(place, source.path)) {
    const field = (key: string | number): string => {
      const found: unknown = Array.isArray(value) ? value[Number(key)] : isRecord(value) ? value[key] : undefined;
      if (typeof found === 'string' || typeof found === 'number') return String(found);
      throw new UserError(`this row has no text or number at '${key}'`, { file: source.file, line });
    };
    examples.push({ text: field(source.text), labels: mapValues(source.labels, field), source: { file: source.file, line } });
  }
  return examples;
}

async function* readCharacters(place: string): AsyncGenerator<TextLine, void, undefined> {
  for await (const { line, tokens } of readConll(place, { separator: 'last-space' })) yield { line, text: tokens.join('') };
}

async function besideLabels(
  texts: AsyncIterable<TextLine>,
  source: { text: string; labels: Record<string, string> },
  places: Readonly<Record<string, string>>,
): Promise<TextExample[]> {
  const labels = new Map<string, string[]>();
  for (const [name, path] of Object.entries(source.labels))
    labels.set(name, await collect(readText(places[path]), ({ text }) => text.trim()));
  const examples = await collect(texts, ({ line, text }, index): TextExample => {
    const own = Object.fromEntries([...labels].map(([name, lines]) => [name, lines[index] ?? '']));
    return { text: text.trim(), labels: own, source: { file: source.text, line } };
  });
  for (const [name, lines] of labels) {
    if (lines.length === examples.length) continue;
    throw new UserError(`${lines.length} labels for ${examples.length} texts`, {
      file: source.labels[name],
      expected: `a line for each text of ${source.text}`,
    });
  }
  return examples;
}

async function readTextAtLabel(source: Extract<TextSource, { format: 'text-at-label' }>, place: string): Promise<TextExample[]> {
  return collect(readText(place, { encoding: source.encoding }), ({ line, text }): TextExample => {
    const cut = text.lastIndexOf(source.mark);
    if (cut < 0) throw new UserError(`this line has no '${source.mark}'`, { file: source.file, line, expected: `text${source.mark}label` });
    return {
      text: text.slice(0, cut).trim(),
      labels: { [source.label]: text.slice(cut + source.mark.length).trim() },
      source: { file: source.file, line },
    };
  });
}

/** One example a sentence: the class of its mean score, and the first level of the first aspect it is given. */
async function readScored(source: Extract<TextSource, { format: 'scored-annotations' }>, place: string): Promise<TextExample[]> {
  return collect(readJson(place), ({ line, value }): TextExample => {
    const annotations = isRecord(value) && Array.isArray(value.info) ? value.info.filter(isRecord) : [];
    const scores = annotations.map(({ sentiment_score: score }) => Number(score));
    if (!isRecord(value) || typeof value.sentence !== 'string' || scores.length === 0 || scores.some(Number.isNaN)) {
      throw new UserError('no sentence with scored annotations', { file: source.file, line });
    }
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    const sentiment = mean > source.deadZone ? 'positive' : mean < -source.deadZone ? 'negative' : 'neutral';
    // Aspects are a string that holds a Python list: ['Corporate/Risks', ...].
    const aspect = /^\[\s*['"]([^/'"]+)/.exec(String(annotations[0].aspects))?.[1] ?? 'none';
    return { text: value.sentence.trim(), labels: { sentiment, aspect }, source: { file: source.file, line } };
  });
}

/** What is made of each item, in order. */
export async function collect<T, U>(items: AsyncIterable<T>, make: (item: T, index: number) => U): Promise<U[]> {
  const made: U[] = [];
  for await (const item of items) made.push(make(item, made.length));
  return made;
}

function mapValues<T, U>(record: Record<string, T>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
