/**
 * Writes the table of results into the app's README from evaluated runs:
 *
 *     node apps/ner-tagging/src/readme-results.ts runs/conll2003-en-1 runs/conll2003-en-2 runs/conll2003-en-3 runs/resume-ner-zh-1 ...
 *
 * Runs of one data set that differ only in the seed make one block: means, and in brackets the lowest and highest.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type EvaluateResult,
  markdownTable,
  meanAndRange,
  type RecordedRun,
  readRecordedRun,
  type TableColumn,
  valueIn,
  writeReadmeSection,
} from '@textloom/pipeline';
import { baselineNotes, scoreIn } from './results.ts';

interface Run extends RecordedRun {
  /** train.json */
  readonly training: unknown;
  /** data.json */
  readonly data: unknown;
}

const right = (title: string): TableColumn => ({ title, align: 'right' });
const columns: readonly TableColumn[] = [
  { title: 'data set' },
  { title: 'tagger' },
  right('precision'),
  right('recall'),
  right('F1'),
  right('macro-F1'),
  right('recall, unseen'),
  right('partial F1'),
  right('ECE'),
  right('training, s'),
];

function block(dataset: string, runs: readonly Run[]): (string | undefined)[][] {
  const score = (path: string): string | undefined =>
    meanAndRange(
      runs.map(({ evaluation }) => scoreIn(evaluation, path)),
      2,
      100,
    );
  const scores = (path: string): (string | undefined)[] =>
    ['precision', 'recall', 'f1', 'macroF1', 'unseen.recall', 'overlaps.partial.f1', 'ece'].map((name) => score(`${path}.${name}`));
  const seconds = (read: (run: Run) => number | undefined): string | undefined => meanAndRange(runs.map(read), 0, 1);
  const baselines = Object.keys(runs[0].evaluation.baselines as object);
  return [
    [dataset, '**BiLSTM**', ...scores('test'), seconds(({ training }) => scoreIn(training, 'seconds'))],
    ...baselines.map((name) => [
      '',
      String(valueIn(runs[0].evaluation, `baselines.${name}.title`)),
      ...scores(`baselines.${name}`),
      seconds(({ evaluation }) => scoreIn(evaluation, `baselines.${name}.seconds`)),
    ]),
  ];
}

const runs = process.argv.slice(2).map((folder): Run => {
  const read = (name: string): unknown => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'));
  return { ...readRecordedRun(folder), training: read('train.json'), data: read('data.json') };
});
const groups = Map.groupBy(runs, ({ data }) => String(valueIn(data, 'dataset')));
const rows = [...groups].flatMap(([dataset, group]) => block(dataset, group));
const commands = [...groups].map(([dataset, group]) => {
  const seeds = group.map(({ record }) => String(record.seed)).join(', ');
  const notes = baselineNotes(group[0].evaluation as unknown as EvaluateResult).map((note) => `\n  - ${note}`);
  return `- ${dataset}: \`${String(group[0].record.command)}\` (seeds ${seeds})${notes.join('')}`;
});
const section = [markdownTable({ columns, rows }), 'Percent; mean and range over the seeds. The commands:', commands.join('\n')].join(
  '\n\n',
);
const readme = fileURLToPath(new URL('../README.md', import.meta.url));
await writeReadmeSection(readme, section);
