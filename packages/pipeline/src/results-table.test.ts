import { describe, expect, it } from 'vitest';
import { renderModelCard } from './model-card.ts';
import { displayWidth, markdownTable, numberColumn, percent, plainTable, type ResultsTable } from './results-table.ts';

const table: ResultsTable = {
  columns: [{ title: 'model' }, numberColumn('accuracy')],
  rows: [
    ['多数类', '5.0'],
    ['BiLSTM | ours', undefined],
  ],
};

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
