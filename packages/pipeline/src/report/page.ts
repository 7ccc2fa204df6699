import { type Html, html } from './html.ts';

/** A part of a report. */
export interface ReportSection {
  readonly title: string;
  /** A sentence on how to read it. */
  readonly explanation?: string;
  readonly body: Html;
}

/** A report: one HTML page that needs nothing beside itself. */
export interface Report {
  readonly title: string;
  /** What was run, name and value: data set, examples, command. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly sections: readonly ReportSection[];
}

/** The page as text: report.html. No script, no network; light or dark as the reader's system is. */
export function renderReport({ title, facts, sections }: Report): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${stylesheet}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<dl>${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
${sections.map(
  (section) => html`<section>
<h2>${section.title}</h2>
${section.explanation !== undefined && html`<p>${section.explanation}</p>`}
${section.body}
</section>
`,
)}</main>
</body>
</html>
`;
  return page.text;
}

const stylesheet: Html = html`
:root { color-scheme: light dark; --text: #1b1f24; --soft: #5b6470; --line: #d9dee4; --ground: #ffffff; --panel: #f5f7f9; --c0: #1f6feb; --c1: #d9730d; --right: #1a7f4b; --wrong: #c9372c; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6e9ec; --soft: #9aa4af; --line: #333b44; --ground: #14181c; --panel: #1c2127; --c0: #6ea8fe; --c1: #f0a45b; --right: #4cc38a; --wrong: #ff8b7e; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, -apple-system, Segoe UI, Roboto, PingFang SC, Hiragino Sans GB, Microsoft YaHei, Noto Sans CJK SC, sans-serif; }
main { max-width: 1000px; margin: 0 auto; padding: 24px 16px 64px; }
h1 { font-size: 26px; margin: 0 0 12px; }
h2 { font-size: 19px; margin: 36px 0 6px; }
p { margin: 4px 0 12px; color: var(--soft); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 0; padding: 12px 16px; background: var(--panel); border-radius: 8px; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
.wide { overflow: auto; max-height: 640px; margin: 8px 0; } .wide.whole { max-height: none; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 4px 10px; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
th { position: sticky; top: 0; background: var(--panel); font-weight: 600; }
td.right, th.right { text-align: right; white-space: nowrap; }
.charts { display: flex; flex-wrap: wrap; gap: 16px; }
svg { max-width: 100%; height: auto; font-size: 11px; }
svg text { fill: var(--soft); } svg text.name { fill: var(--text); }
.grid { stroke: var(--line); } .axis { stroke: var(--soft); } .mark { stroke: var(--soft); stroke-dasharray: 4 3; }
.line { fill: none; stroke-width: 2; } .line.c0 { stroke: var(--c0); } .line.c1 { stroke: var(--c1); }
rect.c0, circle.c0 { fill: var(--c0); } rect.c1, circle.c1 { fill: var(--c1); } rect.bar { fill-opacity: 0.6; }
rect.right { fill: var(--right); } rect.wrong { fill: var(--wrong); }
svg text.onstrong { fill: var(--ground); } svg text.onweak { fill: var(--text); }
`;
