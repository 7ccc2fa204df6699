import type { OptionTable, PositionalDefinition } from '@textloom/pipeline';
import { taggingSchemes } from '@textloom/tokenizers';

/** Where the texts of `predict` and `extract` come from, beside their arguments. */
export const sourceOptions: OptionTable = {
  file: {
    kind: 'list',
    value: 'FILE',
    meaning: 'a file of text (may be repeated; - is stdin): one document, unless its format or --lines says otherwise',
    otherwise: 'stdin, where no texts are given; a terminal is read line by line',
  },
  format: {
    kind: 'choice',
    choices: ['text', 'jsonl', 'conll'],
    meaning: 'format of the files: text, JSON lines, or columns whose tokens and sentences are kept as they are',
    otherwise: 'by their ending (.jsonl; .conll, .iob, .iob2, .bio, .bioes), else text',
  },
  lines: { kind: 'flag', meaning: 'text files hold one document a line' },
  'text-field': { kind: 'text', value: 'NAME', meaning: 'field of the text in JSON lines', default: 'text' },
  'words-column': { kind: 'integer', value: 'N', meaning: 'column of the tokens in column files, counted from 0', default: '0' },
  encoding: {
    kind: 'text',
    value: 'NAME',
    meaning: 'encoding of the files: utf-8, latin-1, gbk, utf-16le, utf-16be',
    otherwise: 'UTF-8, or what the byte order mark says',
  },
  threshold: { kind: 'number', value: 'P', meaning: 'leaves out entities that are less probable, 0 to 1', default: '0' },
};

/** Options of `predict`. */
export const predictOptions: OptionTable = {
  ...sourceOptions,
  output: {
    kind: 'choice',
    choices: ['jsonl', 'conll', 'standoff', 'html'],
    default: 'jsonl',
    meaning: 'jsonl: one object a document. conll: a token and its tag a line. standoff: brat .ann. html: one page with highlights',
  },
  to: {
    kind: 'text',
    value: 'PATH',
    meaning: 'the file to write; for standoff a folder, which gets .txt and .ann of every document',
    otherwise: 'stdout; standoff: .ann beside each .txt',
  },
  tags: { kind: 'choice', choices: taggingSchemes, default: 'IOB2', meaning: 'tagging scheme of conll output' },
  'n-best': { kind: 'integer', value: 'N', meaning: 'lists the N most probable readings of each sentence (jsonl)', default: '1' },
};

/** The arguments of `predict`. */
export const predictPositional: PositionalDefinition = { name: 'TEXT', meaning: 'texts to tag, each a document' };
