import { markdownTable, type ResultsTable } from './results-table.ts';

/** What a reader must know about a model before using it. */
export interface ModelCard {
  readonly title: string;
  /** What it does, in a sentence or two. */
  readonly summary: string;
  /** What it is, name and value: architecture, parameters, languages, size. */
  readonly model: readonly (readonly [name: string, value: string])[];
  readonly data: {
    readonly name: string;
    readonly licence: string;
    readonly citation?: string;
    /** Examples in each part, splits, what was left out. */
    readonly description: string;
  };
  readonly intendedUse: readonly string[];
  /** What it cannot do, and where it goes wrong. */
  readonly limits: readonly string[];
  readonly results: ResultsTable;
  /** What has to be known to read the results: test set, seeds, notes on the baselines. */
  readonly resultNotes?: readonly string[];
  /** The command line that makes the model again. */
  readonly command: string;
}

/** MODEL_CARD.md as text. */
export function renderModelCard(card: ModelCard): string {
  const { data } = card;
  const list = (items: readonly string[]): string => items.map((item) => `- ${oneLine(item)}`).join('\n');
  const facts = card.model.map(([name, value]) => `${name}: ${value}`);
  const cited = data.citation === undefined ? [] : [`Citation: ${data.citation}`];
  return [
    `# ${oneLine(card.title)}`,
    card.summary,
    '## Model',
    list(facts),
    '## Data',
    list([`Data: ${data.name}`, `Licence of the data: ${data.licence}`, data.description, ...cited]),
    '## Intended use',
    list(card.intendedUse),
    '## Results',
    markdownTable(card.results),
    ...(card.resultNotes === undefined || card.resultNotes.length === 0 ? [] : [list(card.resultNotes)]),
    '## Limits',
    list(card.limits),
    '## How to repeat',
    `${fence(card.command)}sh\n${card.command}\n${fence(card.command)}`,
    'Same seed, same number of workers and same kernels: the same model.',
    '',
  ].join('\n\n');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ').trim();
}

/** A fence longer than any run of backticks inside. */
function fence(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  return '`'.repeat(longest + 1);
}
