/**
 * Writes the table of results into the app's README from evaluated runs:
 *
 *     node apps/customer-service/src/readme-results.ts runs/banking77-1 runs/banking77-2 runs/banking77-3 runs/clinc150-1 ...
 *
 * Runs of one data set that differ only in the seed make one block: means, and in brackets the lowest and highest.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  markdownTable,
  meanAndRange,
  type RecordedRun,
  readRecordedRun,
  type TableColumn,
  valueIn,
  writeReadmeSection,
} from '@textloom/pipeline';
import { scoreIn } from './results.ts';

interface Run extends RecordedRun {
  /** train.json */
  readonly training: unknown;
  /** data.json */
  readonly data: unknown;
}

const right = (title: string): TableColumn => ({ title, align: 'right' });
const columns: readonly TableColumn[] = [
  { title: 'data set' },
  { title: 'model' },
  right('accuracy'),
  right('macro-F1'),
  right('top-3'),
  right('ECE'),
  right('in scope, refusing'),
  right('OOS recall'),
  right('AUROC'),
  right('training, s'),
];

function block(dataset: string, runs: readonly Run[]): (string | undefined)[][] {
  const score = (path: string): string | undefined =>
    meanAndRange(
      runs.map(({ evaluation }) => scoreIn(evaluation, path)),
      1,
      100,
    );
  const seconds = (path: string): string | undefined =>
    meanAndRange(
      runs.map(({ training }) => scoreIn(training, path)),
      0,
      1,
    );
  const baselines = Object.keys(runs[0].evaluation.baselines as object);
  return [
    [
      dataset,
      '**hybrid**',
      score('test.accuracy'),
      score('test.macroF1'),
      score('test.topK'),
      score('test.ece'),
      score('test.oos.inScopeAccuracy'),
      score('test.oos.recall'),
      score('test.oos.auroc'),
      seconds('seconds'),
    ],
    ['', 'LSTM alone', score('test.networkAccuracy'), ...new Array<undefined>(6), seconds('networkSeconds')],
    ['', 'linear half alone', score('test.linearAccuracy')],
    ...baselines.map((name) => [
      '',
      String(valueIn(runs[0].evaluation, `baselines.${name}.title`)),
      score(`baselines.${name}.accuracy`),
      score(`baselines.${name}.macroF1`),
    ]),
  ];
}

/** What a reader of the baselines must know; the seeds differ in it by a few examples at most. */
function notesOf([{ evaluation }]: readonly Run[]): string[] {
  return Object.keys(evaluation.baselines as object).flatMap((name) => {
    const note = valueIn(evaluation, `baselines.${name}.note`);
    return typeof note === 'string' ? [`${valueIn(evaluation, `baselines.${name}.title`)}: ${note}`] : [];
  });
}

const runs = process.argv.slice(2).map((folder): Run => {
  const read = (name: string): unknown => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'));
  return { ...readRecordedRun(folder), training: read('train.json'), data: read('data.json') };
});
const groups = Map.groupBy(runs, ({ data }) => String(valueIn(data, 'dataset')));
const rows = [...groups].flatMap(([dataset, group]) => block(dataset, group));
const commands = [...groups].map(([dataset, group]) => {
  const seeds = group.map(({ record }) => String(record.seed)).join(', ');
  return `- ${dataset}: \`${String(group[0].record.command)}\` (seeds ${seeds})\n${notesOf(group)
    .map((note) => `  - ${note}\n`)
    .join('')}`;
});
const section = [markdownTable({ columns, rows }), 'Percent; mean and range over the seeds. The commands:', commands.join('')].join('\n\n');
const readme = fileURLToPath(new URL('../README.md', import.meta.url));
await writeReadmeSection(readme, section.trimEnd());
