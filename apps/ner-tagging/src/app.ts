import { type App, defineApp } from '@textloom/pipeline';
import { bench } from './bench.ts';
import { configSchema } from './config.ts';
import { prepareData } from './data.ts';
import { evaluateModel } from './evaluate.ts';
import { extract } from './extract/extract.ts';
import { extractOptions, extractPositional } from './extract/options.ts';
import { predictOptions, predictPositional } from './predict/options.ts';
import { predict } from './predict/predict.ts';
import { trainModel } from './train.ts';

const config = (name: string): URL => new URL(`../configs/${name}.yaml`, import.meta.url);

/** Named-entity tagging. */
const app: App = defineApp({
  name: 'ner-tagging',
  description: 'find names, amounts and dates in text, English and Chinese, and make records of them',
  configSchema,
  configFile: config('default'),
  datasetConfigs: {
    'conll2003-en': config('conll2003-en'),
    'resume-ner-zh': config('resume-ner-zh'),
    'sec-filings-ner': config('sec-filings-ner'),
  },
  stages: { data: prepareData, train: trainModel, evaluate: evaluateModel, predict, extract, bench },
  answering: ['extract'],
  options: {
    data: {
      separator: {
        kind: 'text',
        value: 'TEXT',
        meaning: 'what parts the columns: spaces, tab, last-space or the sign itself',
        otherwise: 'found out',
      },
      offsets: {
        kind: 'choice',
        choices: ['utf-16', 'code-points'],
        default: 'utf-16',
        meaning: 'what spans in JSON lines count: UTF-16 code units (JavaScript), or code points (Python)',
      },
      repair: {
        kind: 'flag',
        meaning: 'tags that cannot stand where they stand are read as conlleval does; spans that cut a token are widened to whole tokens',
      },
      check: { kind: 'flag', meaning: 'shows what to know before training: counts, contradictions, near-duplicates, unseen entities' },
      from: {
        kind: 'text',
        value: 'RUN',
        meaning: 'go on from the model of an earlier run: new annotations with --train, old ones mixed in',
      },
    },
    predict: predictOptions,
    extract: extractOptions,
  },
  positionals: { predict: predictPositional, extract: extractPositional },
  summaries: { extract: 'make records of the entities in texts, by a schema' },
});

export default app;
