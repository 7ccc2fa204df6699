import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  meanAndRange,
  meanOverSeeds,
  type ReadmeResults,
  readRecordedRun,
  writeReadmeResults,
  writeReadmeSection,
} from './readme-results.ts';
import { numberColumn } from './results-table.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'readme-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An evaluated run. */
function recorded(name: string, dataset: string, seed: number, accuracy: number, seconds: number): string {
  const run = join(folder, name);
  const files = {
    evaluation: { test: { accuracy }, baselines: { bayes: { title: 'naive Bayes', accuracy: 0.7, note: 'on 100 examples' } } },
    data: { dataset },
    train: { seconds },
    run: { command: `pnpm textloom parrot run --dataset ${dataset} --seed 1`, seed },
  };
  mkdirSync(run, { recursive: true });
  for (const [file, content] of Object.entries(files)) writeFileSync(join(run, `${file}.json`), JSON.stringify(content));
  return run;
}

describe('results in a README', () => {
  const results: ReadmeResults = {
    columns: [{ title: 'data set' }, numberColumn('accuracy'), numberColumn('training, s')],
    rowsOf: (dataset, runs) => [
      [dataset, meanOverSeeds(runs, 'evaluation.test.accuracy', 1, 100), meanOverSeeds(runs, 'training.seconds', 0, 1)],
      ['naive Bayes', meanOverSeeds(runs, 'evaluation.baselines.bayes.accuracy', 1, 100)],
    ],
  };

  it('come from evaluated runs, one block for the seeds of a data set, with the commands', async () => {
    const readme = join(folder, 'README.md');
    const runs = [recorded('a', 'banking77', 1, 0.9, 10), recorded('b', 'smp-ecdt-zh', 1, 0.8, 5), recorded('c', 'banking77', 2, 0.92, 12)];
    writeFileSync(readme, '# 应用\n\n<!-- results:begin -->\nold\n<!-- results:end -->\n\nEnd.\n');
    await writeReadmeResults(readme, runs, results);
    expect(readFileSync(readme, 'utf8')).toBe(`# 应用

<!-- results:begin -->

| data set | accuracy | training, s |
| --- | ---: | ---: |
| banking77 | 91.0 (90.0–92.0) | 11 (10–12) |
| naive Bayes | 70.0 | – |
| smp-ecdt-zh | 80.0 | 5 |
| naive Bayes | 70.0 | – |

Percent; mean and range over the seeds. The commands:

- banking77: \`pnpm textloom parrot run --dataset banking77 --seed 1\` (seeds 1, 2)
  - naive Bayes: on 100 examples
- smp-ecdt-zh: \`pnpm textloom parrot run --dataset smp-ecdt-zh --seed 1\` (seeds 1)
  - naive Bayes: on 100 examples

<!-- results:end -->

End.
`);
  });

  it('replace what stands between the markers, once', async () => {
    const readme = join(folder, 'ONCE.md');
    writeFileSync(readme, '<!-- results:begin -->\nold\n<!-- results:end -->\n');
    expect(await writeReadmeSection(readme, '新')).toBe(true);
    expect(readFileSync(readme, 'utf8')).toBe('<!-- results:begin -->\n\n新\n\n<!-- results:end -->\n');
    expect(await writeReadmeSection(readme, '新')).toBe(false);
  });

  it('need one pair of markers in order, and a run that was evaluated', async () => {
    const readme = join(folder, 'BARE.md');
    writeFileSync(readme, '# App\n<!-- results:end -->\n<!-- results:begin -->\n');
    await expect(writeReadmeSection(readme, '')).rejects.toMatchObject({ name: 'UserError', file: readme });
    expect(() => readRecordedRun(join(folder, 'nowhere'))).toThrow('has no evaluation.json: it is no evaluated run');
  });
});

describe('meanAndRange', () => {
  it('shows the mean over the seeds and the range where they differ in what is shown', () => {
    expect(meanAndRange([0.9271, 0.9269, 0.933], 1, 100)).toBe('92.9 (92.7–93.3)');
    expect(meanAndRange([0.92711, undefined, 0.92712], 1, 100)).toBe('92.7');
    expect(meanAndRange([12], 0, 1)).toBe('12');
    expect(meanAndRange([undefined], 0, 1)).toBeUndefined();
  });
});
