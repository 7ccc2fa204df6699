import { type Html, html } from '@textloom/pipeline';
import { detectLanguage } from '@textloom/tokenizers';
import type { DocumentEntity, TaggedDocument } from '../documents/tag-documents.ts';

/**
 * Documents with their entities highlighted, as one HTML page that needs nothing beside itself, line by line: no document is held longer
 * than it takes to write it. The legend, whose counts are known at the end, stands there and is shown at the top.
 */
export async function* highlightPage(
  documents: AsyncIterable<TaggedDocument>,
  types: readonly string[],
): AsyncGenerator<string, void, undefined> {
  const classes = new Map(types.map((type, index) => [type, index]));
  const counts = new Map(types.map((type) => [type, 0]));
  yield html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Entities</title>
<style>${stylesheet}${types.map((_, index) => colours(index))}</style>
</head>
<body>`.text;
  let number = 0;
  for await (const document of documents) {
    number++;
    for (const { type } of document.entities) counts.set(type, (counts.get(type) ?? 0) + 1);
    const language = detectLanguage(document.text);
    const lang = language !== 'other' && html` lang="${language === 'zh' ? 'zh' : 'en'}"`;
    yield html`<article${lang}><h2>${titleOf(document, number)}</h2>`.text;
    for (const line of highlightedLines(document, classes)) yield line.text;
    yield '</article>';
  }
  const legend = [...counts].map(
    ([type, count]) => html`<li><mark class="t${classes.get(type) ?? 0}" data-type="${type}">${count.toLocaleString('en')}</mark></li>`,
  );
  yield html`<header><h1>Entities</h1><p>${number.toLocaleString('en')} ${number === 1 ? 'document' : 'documents'}; point at an entity to see how sure the tagger is of it. A dashed line: less than an even chance.</p><ul>${legend}</ul></header>
</body>
</html>`.text;
}

/** The lines of a document as paragraphs; lines that share an entity are one. */
function* highlightedLines({ text, entities }: TaggedDocument, classes: ReadonlyMap<string, number>): Generator<Html, void, undefined> {
  let at = 0;
  let next = 0;
  while (at < text.length) {
    let end = lineEnd(text, at);
    const inside: DocumentEntity[] = [];
    for (; next < entities.length && entities[next].start < end; next++) {
      inside.push(entities[next]);
      if (entities[next].end > end) end = lineEnd(text, entities[next].end);
    }
    let done = at;
    const parts = inside.map((entity) => {
      const before = text.slice(done, entity.start);
      done = entity.end;
      return html`${before}${highlighted(entity, classes.get(entity.type) ?? 0)}`;
    });
    yield html`<p>${parts}${text.slice(done, end)}</p>`;
    at = end + (text.startsWith('\r\n', end) ? 2 : 1);
  }
}

function highlighted({ text, type, start, end, confidence }: DocumentEntity, index: number): Html {
  const sure = `${type}, ${(100 * confidence).toFixed(1)} %, ${start}–${end}`;
  return html`<mark class="t${index}${confidence < 0.5 && ' unsure'}" data-type="${type}" title="${sure}">${text}</mark>`;
}

function lineEnd(text: string, from: number): number {
  const breaks = /\r\n|[\n\r]/g;
  breaks.lastIndex = from;
  return breaks.exec(text)?.index ?? text.length;
}

function titleOf({ origin: { file, line, id } }: TaggedDocument, number: number): string {
  const place = file === undefined ? `text ${number}` : line === undefined ? file : `${file}:${line}`;
  return id === undefined ? place : `${id} (${place})`;
}

/** A hue of its own for every type: steps of the golden angle never come close to one another soon. */
function colours(index: number): Html {
  const hue = Math.round((210 + index * 137.508) % 360);
  return html`.t${index} { --hue: ${hue}; }
`;
}

// The type stands in generated content, so that text that is copied is the text of the document.
const stylesheet: Html = html`
:root { color-scheme: light dark; --text: #1b1f24; --soft: #5b6470; --line: #d9dee4; --ground: #ffffff; --light: 88%; --dark: 32%; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e9ec; --soft: #9aa4af; --line: #333b44; --ground: #14181c; --light: 24%; --dark: 78%; } }
* { box-sizing: border-box; }
body { display: flex; flex-direction: column; max-width: 920px; margin: 0 auto; padding: 24px 16px 64px; background: var(--ground); color: var(--text); font: 16px/1.9 system-ui, -apple-system, Segoe UI, Roboto, PingFang SC, Hiragino Sans GB, Microsoft YaHei, Noto Sans CJK SC, sans-serif; }
header { order: -1; border-bottom: 1px solid var(--line); }
h1 { font-size: 26px; margin: 0; } h2 { font-size: 14px; margin: 24px 0 4px; color: var(--soft); font-weight: 600; overflow-wrap: anywhere; }
header p { color: var(--soft); margin: 4px 0; } ul { display: flex; flex-wrap: wrap; gap: 4px 12px; list-style: none; margin: 8px 0 16px; padding: 0; }
article p { margin: 0; min-height: 1em; white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; content-visibility: auto; contain-intrinsic-size: auto 30px; }
mark { padding: 1px 3px; border-radius: 4px; color: inherit; background: hsl(var(--hue) 80% var(--light)); border-bottom: 2px solid hsl(var(--hue) 70% var(--dark)); -webkit-box-decoration-break: clone; box-decoration-break: clone; }
mark.unsure { border-bottom-style: dashed; }
mark::after { content: attr(data-type); margin-left: 4px; font-size: 10px; font-weight: 600; color: hsl(var(--hue) 70% var(--dark)); vertical-align: super; line-height: 1; }
`;
