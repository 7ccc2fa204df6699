/**
 * Writes the table of results into the app's README from evaluated runs:
 *
 *     node apps/customer-service/src/readme-results.ts runs/banking77-1 runs/banking77-2 runs/banking77-3 runs/clinc150-1 ...
 *
 * Runs of one data set that differ only in the seed make one block: means, and in brackets the lowest and highest.
 */
import { fileURLToPath } from 'node:url';
import { meanOverSeeds, numberColumn, type RecordedRun, type TableColumn, valueIn, writeReadmeResults } from '@textloom/pipeline';

const columns: readonly TableColumn[] = [
  { title: 'data set' },
  { title: 'model' },
  numberColumn('accuracy'),
  numberColumn('macro-F1'),
  numberColumn('top-3'),
  numberColumn('ECE'),
  numberColumn('in scope, refusing'),
  numberColumn('OOS recall'),
  numberColumn('AUROC'),
  numberColumn('training, s'),
];

function rowsOf(dataset: string, runs: readonly RecordedRun[]): (string | undefined)[][] {
  const score = (path: string): string | undefined => meanOverSeeds(runs, `evaluation.${path}`, 1, 100);
  const seconds = (path: string): string | undefined => meanOverSeeds(runs, `training.${path}`, 0, 1);
  const baselines = Object.keys(runs[0].evaluation.baselines);
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

await writeReadmeResults(fileURLToPath(new URL('../README.md', import.meta.url)), process.argv.slice(2), { columns, rowsOf });
