import { encodeSpans, type TaggingScheme } from '@textloom/tokenizers';
import type { TaggedDocument } from '../documents/tag-documents.ts';

/**
 * A document in columns: the token and its tag, or for a column file its own columns and the tag, so that conlleval can read what was
 * a test file. A blank line after each sentence; `-DOCSTART-` before each document that is more than a sentence of a column file.
 * White space inside a token becomes `_`, since it would part columns.
 */
export function* conllLines(
  { text, sentences, entities, origin }: TaggedDocument,
  scheme: TaggingScheme,
): Generator<string, void, undefined> {
  const fromColumns = sentences.some(({ rows }) => rows !== undefined);
  if (!fromColumns || origin.opensDocument === true) {
    yield `-DOCSTART- ${[...(sentences[0]?.rows?.[0].slice(1).map(() => '-X-') ?? []), 'O'].join(' ')}`;
    yield '';
  }
  let next = 0;
  for (const [index, { offsets, firstToken, rows }] of sentences.entries()) {
    const length = offsets.length / 2;
    const spans = [];
    for (; next < entities.length && entities[next].sentence === index; next++) {
      const { type, tokens } = entities[next];
      spans.push({ type, start: tokens.start - firstToken, end: tokens.end - firstToken });
    }
    const tags = encodeSpans(spans, length, scheme);
    for (const [token, tag] of tags.entries()) {
      const columns = rows?.[token] ?? [text.slice(offsets[2 * token], offsets[2 * token + 1])];
      yield [...columns.map((column) => column.replaceAll(/\s+/g, '_')), tag].join(' ');
    }
    yield '';
  }
}
