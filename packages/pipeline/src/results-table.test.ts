import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderModelCard } from './model-card.ts';
import { meanAndRange, readRecordedRun, valueIn, writeReadmeSection } from './readme-results.ts';
import { displayWidth, markdownTable, percent, plainTable, type ResultsTable } from './results-table.ts';

const table: ResultsTable = {
  columns: [{ title: 'model' }, { title: 'accuracy', align: 'right' }],
  rows: [
    ['多数类', '5.0'],
    ['BiLSTM | ours', undefined],
  ],
};

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tables-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('tables', () => {
  it('line up on a terminal, Chinese characters two columns wide', () => {
    expect(plainTable(table)).toBe(
      ['model          accuracy', '-------------  --------', '多数类              5.0', 'BiLSTM | ours         –'].join('\n'),
    );
    expect(displayWidth('退款ok，👍')).toBe(10);
  });

  it('are valid Markdown', () => {
    expect(markdownTable(table)).toBe('| model | accuracy |\n| --- | ---: |\n| 多数类 | 5.0 |\n| BiLSTM \\| ours | – |');
  });

  it('show fractions as percentages', () => {
    expect([percent(0.93451), percent(1, 0), percent(undefined), percent(Number.NaN)]).toEqual(['93.5', '100', undefined, undefined]);
  });
});

describe('results in a README', () => {
  const evaluation = { test: { accuracy: 0.915, 'oos.recall': 0.54 }, baselines: { bayes: { accuracy: 0.7 } } };

  it('come from evaluated runs and replace what stands between the markers, once', async () => {
    const readme = join(folder, 'README.md');
    writeFileSync(join(folder, 'evaluation.json'), JSON.stringify(evaluation));
    writeFileSync(join(folder, 'run.json'), JSON.stringify({ input: { dataset: 'clinc150' } }));
    writeFileSync(readme, '# App\n\n<!-- results:begin -->\nold\n<!-- results:end -->\n\nEnd.\n');
    const run = readRecordedRun(folder);
    const section = `${valueIn(run.record, 'input.dataset')}: ${percent(Number(valueIn(run.evaluation, 'test.oos.recall')))}`;
    expect(await writeReadmeSection(readme, section)).toBe(true);
    expect(readFileSync(readme, 'utf8')).toBe('# App\n\n<!-- results:begin -->\n\nclinc150: 54.0\n\n<!-- results:end -->\n\nEnd.\n');
    expect(await writeReadmeSection(readme, section)).toBe(false);
  });

  it('need one pair of markers in order, and a run that was evaluated', async () => {
    const readme = join(folder, 'BARE.md');
    writeFileSync(readme, '# App\n<!-- results:end -->\n<!-- results:begin -->\n');
    await expect(writeReadmeSection(readme, '')).rejects.toMatchObject({ name: 'UserError', file: readme });
    expect(() => readRecordedRun(join(folder, 'nowhere'))).toThrow('has no evaluation.json: it is no evaluated run');
  });
});

describe('renderModelCard', () => {
  it('says what the model is, what it cannot do and how to repeat it', () => {
    const card = renderModelCard({
      title: 'Intent matching',
      summary: 'Finds what a customer wants.',
      model: [['parameters', '1.2 million']],
      data: {
        name: 'banking77',
        licence: 'CC BY 4.0',
        citation: 'Casanueva et al. 2020',
        description: '10,003 for training,\n3,080 for the test',
      },
      intendedUse: ['Routing of questions'],
      limits: ['Knows 77 intents only'],
      results: table,
      resultNotes: ['One seed.'],
      command: 'pnpm textloom customer-service run --dataset banking77 --seed 1 --workers 2',
    });
    for (const part of [
      '# Intent matching',
      '- Licence of the data: CC BY 4.0',
      '- 10,003 for training, 3,080 for the test',
      '- Knows 77 intents only',
      '| 多数类 | 5.0 |',
    ]) {
      expect(card).toContain(part);
    }
    expect(card).toContain('```sh\npnpm textloom customer-service run --dataset banking77 --seed 1 --workers 2\n```');
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
