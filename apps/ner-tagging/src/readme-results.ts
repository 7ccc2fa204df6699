/**
 * Writes the table of results into the app's README from evaluated runs:
 *
 *     node apps/ner-tagging/src/readme-results.ts runs/conll2003-en-1 runs/conll2003-en-2 runs/conll2003-en-3 runs/resume-ner-zh-1 ...
 *
 * Runs of one data set that differ only in the seed make one block: means, and in brackets the lowest and highest.
 */
import { fileURLToPath } from 'node:url';
import { meanOverSeeds, numberColumn, type RecordedRun, type TableColumn, valueIn, writeReadmeResults } from '@textloom/pipeline';

const columns: readonly TableColumn[] = [
  { title: 'data set' },
  { title: 'tagger' },
  numberColumn('precision'),
  numberColumn('recall'),
  numberColumn('F1'),
  numberColumn('macro-F1'),
  numberColumn('recall, unseen'),
  numberColumn('partial F1'),
  numberColumn('ECE'),
  numberColumn('training, s'),
];

function rowsOf(dataset: string, runs: readonly RecordedRun[]): (string | undefined)[][] {
  const scores = (path: string): (string | undefined)[] =>
    ['precision', 'recall', 'f1', 'macroF1', 'unseen.recall', 'overlaps.partial.f1', 'ece'].map((name) =>
      meanOverSeeds(runs, `evaluation.${path}.${name}`, 2, 100),
    );
  const seconds = (path: string): string | undefined => meanOverSeeds(runs, path, 0, 1);
  const baselines = Object.keys(runs[0].evaluation.baselines);
  return [
    [dataset, '**BiLSTM**', ...scores('test'), seconds('training.seconds')],
    ...baselines.map((name) => [
      '',
      String(valueIn(runs[0].evaluation, `baselines.${name}.title`)),
      ...scores(`baselines.${name}`),
      seconds(`evaluation.baselines.${name}.seconds`),
    ]),
  ];
}

await writeReadmeResults(fileURLToPath(new URL('../README.md', import.meta.url)), process.argv.slice(2), { columns, rowsOf });
