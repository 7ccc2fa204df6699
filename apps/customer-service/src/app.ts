import { type App, defineApp } from '@textloom/pipeline';
import { bench } from './bench.ts';
import { configSchema } from './config.ts';
import { prepareData } from './data.ts';
import { evaluateModel } from './evaluate.ts';
import { predict } from './predict.ts';
import { trainModel } from './train.ts';

const config = (name: string): URL => new URL(`../configs/${name}.yaml`, import.meta.url);

/** Customer-service intent matching. */
const app: App = defineApp({
  name: 'customer-service',
  description: 'match what customers write to intents, know what is out of scope, and answer',
  configSchema,
  configFile: config('default'),
  datasetConfigs: { banking77: config('banking77'), clinc150: config('clinc150'), 'smp-ecdt-zh': config('smp-ecdt-zh') },
  stages: { data: prepareData, train: trainModel, evaluate: evaluateModel, predict, bench },
  options: {
    data: {
      answers: {
        kind: 'text',
        value: 'FILE',
        meaning: 'templates to answer with (YAML)',
        otherwise: "the config's; the app's own for the sample",
      },
      from: { kind: 'text', value: 'RUN', meaning: 'go on from the model of an earlier run: new examples with --train, old ones mixed in' },
    },
    predict: {
      file: { kind: 'text', value: 'FILE', meaning: 'a file with one text a line', otherwise: 'stdin' },
      'top-k': { kind: 'integer', value: 'K', meaning: 'intents to list', otherwise: "the config's topK" },
      slot: { kind: 'list', value: 'NAME=VALUE', meaning: 'fills a slot of the answers; may be repeated' },
    },
  },
  positionals: { predict: { name: 'TEXT', meaning: 'texts to answer' } },
});

export default app;
