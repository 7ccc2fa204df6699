import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { readExamples, UserError } from '@textloom/datasets';
import { z } from 'zod';
import { type App, BadRowStore, defineApp, percent, plainTable, renderReport } from '../../../../../src/index.ts';

const splitsSchema = z.object({ train: z.array(z.string()), test: z.array(z.string()) });

/** An app small enough to read at a glance: it learns the most frequent label and repeats it. */
export const app: App = defineApp({
  name: 'parrot',
  description: 'Answers every text with the most frequent label of its training data',
  configFile: new URL('../configs/default.yaml', import.meta.url),
  datasetConfigs: { banking77: new URL('../configs/banking77.yaml', import.meta.url) },
  configSchema: z.strictObject({
    testShare: z.number().min(0).max(1),
    training: z.strictObject({
      epochs: z.number().int().min(1),
      learn: z.enum(['most', 'least']),
      greeting: z.string().default('hello'),
    }),
  }),
  options: {
    data: { topic: { kind: 'text', value: 'COL', meaning: 'column of the topic' } },
    train: { nap: { kind: 'integer', value: 'MS', meaning: 'milliseconds to sleep before training', default: '0' } },
    predict: { top: { kind: 'integer', value: 'N', meaning: 'labels to answer with', default: '1' } },
  },
  positionals: { predict: { name: 'texts', meaning: 'texts to answer' }, shout: { name: 'texts', meaning: 'texts to shout' } },
  answering: ['shout'],
  stages: {
    async data({ input, config, run, log }) {
      const bad = new BadRowStore(input);
      const { examples } =
        input.train.length === 0
          ? { examples: ['a', 'a', 'a', 'b'].map((label, index) => ({ text: `text ${index}`, labels: { label } })) }
          : await readExamples(input.train, { labels: { label: input.columns.label }, onBadRow: bad.onBadRow });
      await bad.save(run);
      const labels = examples.map((example) => example.labels.label);
      const cut = Math.round(labels.length * (1 - config.testShare));
      await run.writeJson('splits.json', { train: labels.slice(0, cut), test: labels.slice(cut) });
      log.info({ examples: labels.length }, 'data read');
      return { dataset: input.dataset ?? (input.train.length === 0 ? 'sample' : 'own'), examples: labels.length, badRows: bad.rows.length };
    },
    async train({ config, run, options, progress, signal, seed }) {
      const { train } = splitsSchema.parse(run.readJson('splits.json'));
      const task = progress.start('train', train.length, 'examples');
      await wait(options.number('nap'), undefined, { signal });
      if (config.training.greeting === 'fail') throw new UserError('this parrot will not learn');
      const counts = new Map<string, number>();
      for (const [index, label] of train.entries()) {
        counts.set(label, (counts.get(label) ?? 0) + 1);
        task.update({ done: index + 1, tokensPerSecond: 1000 });
      }
      task.finish('done');
      const sorted = [...counts].sort((a, b) => b[1] - a[1]).map(([label]) => label);
      await run.writeJson('model/model.json', { labels: config.training.learn === 'most' ? sorted : sorted.reverse(), seed });
      return { seconds: 0, examples: train.length, tokensPerSecond: 0, epochs: config.training.epochs };
    },
    async evaluate({ run, result, command }) {
      run.require('model');
      const { test } = splitsSchema.parse(run.readJson('splits.json'));
      const [learnt] = labelsOf(run.readText('model/model.json'));
      const accuracy = test.filter((label) => label === learnt).length / test.length;
      await result.table(
        plainTable({ columns: [{ title: 'metric' }, { title: '%', align: 'right' }], rows: [['accuracy', percent(accuracy)]] }),
      );
      await run.writeText('report.html', renderReport({ title: 'Parrot', facts: [['command', command]], sections: [] }));
      return { test: { accuracy }, baselines: { majority: { accuracy } } };
    },
    async predict({ run, result, positionals, options }) {
      const labels = labelsOf(readFileSync(`${run.require('model')}/model.json`, 'utf8'));
      for (const text of positionals) result.json({ text, labels: labels.slice(0, options.number('top')) });
      return { texts: positionals.length };
    },
    async shout({ run, result, positionals }) {
      const [label] = labelsOf(readFileSync(`${run.require('model')}/model.json`, 'utf8'));
      for (const text of positionals) result.line(`${text.toUpperCase()}: ${label}!`);
      return { texts: positionals.length };
    },
    async stumble({ options }) {
      if (options.text('text') === 'user') throw new UserError('row is wrong', { file: 'a.csv', line: 3 });
      if (options.text('text') === 'disk') throw Object.assign(new Error('write failed'), { code: 'ENOSPC', path: '/data/model' });
      throw new TypeError('undefined is not a parrot');
    },
  },
  summaries: { stumble: 'fails, in several ways' },
});

function labelsOf(json: string): readonly string[] {
  return z.object({ labels: z.array(z.string()) }).parse(JSON.parse(json)).labels;
}
