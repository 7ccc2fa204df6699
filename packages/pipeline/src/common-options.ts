import { usualColumns } from '@textloom/datasets';
import type { OptionTable } from './options.ts';

function someOf(names: readonly string[]): string {
  return `${names.slice(0, 3).join(', ')}, …`;
}

/** Where the examples come from: options of every stage that reads data. */
export const inputOptions: OptionTable = {
  dataset: { kind: 'text', value: 'NAME', meaning: 'a registered data set ("textloom datasets list")', otherwise: "the app's own sample" },
  train: { kind: 'text', value: 'FILE', meaning: 'your training file; two files, comma between, for parallel text (A.en,A.de)' },
  valid: { kind: 'text', value: 'FILE', meaning: 'your validation file', otherwise: 'a part of the training file' },
  test: { kind: 'text', value: 'FILE', meaning: 'your test file', otherwise: 'a part of the training file' },
  format: {
    kind: 'choice',
    choices: ['csv', 'tsv', 'jsonl', 'json', 'conll', 'brackets', 'parallel', 'text'],
    meaning: 'format of your files',
    otherwise: 'by their ending',
  },
  text: { kind: 'text', value: 'COL', meaning: 'column of the text in your files', otherwise: `one called ${someOf(usualColumns.text)}` },
  label: { kind: 'text', value: 'COL', meaning: 'column of the label', otherwise: `one called ${someOf(usualColumns.label)}` },
  answer: {
    kind: 'text',
    value: 'COL',
    meaning: 'column of an answer to the text',
    otherwise: `one called ${someOf(usualColumns.answer)}, if there is one`,
  },
  'token-column': {
    kind: 'number',
    value: 'N',
    meaning: 'column files (conll): column of the token, from 0; negative counts from the end',
    otherwise: '0, the first',
  },
  'tag-column': {
    kind: 'number',
    value: 'N',
    meaning: 'column files (conll): column of the tag, from 0; negative counts from the end',
    otherwise: '-1, the last',
  },
  encoding: {
    kind: 'text',
    value: 'NAME',
    meaning: 'encoding of your files: utf-8, latin-1, gbk, utf-16le, utf-16be',
    otherwise: 'UTF-8, or what the byte order mark says',
  },
  'bad-rows': {
    kind: 'choice',
    choices: ['error', 'quarantine'],
    default: 'error',
    meaning: 'a row that cannot be used stops the run (error), or is set aside in bad-rows.jsonl and counted (quarantine)',
  },
};

/** Options of every stage. */
export const stageOptions: OptionTable = {
  config: { kind: 'text', value: 'FILE', meaning: 'configuration (YAML)', otherwise: "the run's own, else the app's default" },
  set: { kind: 'list', value: 'KEY=VALUE', meaning: 'sets one key of the configuration, dots between its levels; may be repeated' },
  out: {
    kind: 'text',
    value: 'DIR',
    meaning: 'the run folder: written by data, train and run, read by the others',
    otherwise: 'a new folder under runs/, or the newest run there',
  },
  kernels: {
    kind: 'choice',
    choices: ['native', 'wasm', 'tfjs'],
    meaning: 'which kernels compute',
    otherwise: 'TEXTLOOM_KERNELS, else the fastest that loads',
  },
  json: { kind: 'flag', meaning: 'the result as one JSON object on the last line of stdout' },
  quiet: { kind: 'flag', meaning: 'no progress and no log, errors only' },
};

/** Options of every stage but `predict`, which leaves nothing to chance and does not train. */
export const trainingOptions: OptionTable = {
  seed: { kind: 'integer', value: 'N', meaning: 'seed of every random choice', otherwise: "the run's own, else 1" },
  workers: { kind: 'integer', value: 'N', meaning: 'threads that train', otherwise: "the run's own, else the cores, at most 4" },
};

/** Option of the stages that train. */
export const resumeOption: OptionTable = {
  resume: { kind: 'flag', meaning: 'go on with an interrupted training of the run, to the same weights' },
};
