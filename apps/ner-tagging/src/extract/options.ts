import type { OptionTable, PositionalDefinition } from '@textloom/pipeline';
import { sourceOptions } from '../predict/options.ts';

/** Options of `extract`. */
export const extractOptions: OptionTable = {
  schema: { kind: 'text', value: 'FILE', meaning: 'what makes up a record (YAML); examples/payments.yaml of the app explains every key' },
  ...sourceOptions,
  output: {
    kind: 'choice',
    choices: ['jsonl', 'csv'],
    default: 'jsonl',
    meaning: 'jsonl: one record a line. csv: one row a record, several values of a field joined by "; "',
  },
  to: { kind: 'text', value: 'FILE', meaning: 'the file to write', otherwise: 'stdout' },
};

/** The arguments of `extract`. */
export const extractPositional: PositionalDefinition = { name: 'TEXT', meaning: 'texts to find records in, each a document' };
