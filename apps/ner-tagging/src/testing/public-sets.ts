import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadTagged } from '@textloom/datasets';
import { createTokenizer } from '@textloom/tokenizers';
import type { MarkedWords } from '../baselines/tagging-baseline.ts';
import { type NerExample, type NerSplits, wordsOf } from '../examples.ts';
import { columnExamples } from '../tagged-columns.ts';

const shared = process.env.TEXTLOOM_SHARED ?? resolve(import.meta.dirname, '../../../../../shared');
const folder = process.env.TEXTLOOM_MIRROR ?? resolve(shared, 'datasets');

/** The public data sets beside the repository, for tests on real files; undefined where they are not. */
export const publicSets: string | undefined = existsSync(folder) ? folder : undefined;

/** A public set as the app prepares it with `--repair`: ResumeNER has sentences that end within an entity. */
export async function publicSplits(name: string): Promise<NerSplits> {
  const { train, valid = [], test = [], scheme, joiner } = await loadTagged(name, publicSets === undefined ? {} : { mirror: publicSets });
  const tokenizer = createTokenizer({ kind: 'mixed', normalizer: { lowercase: false } });
  const examples = (sentences: typeof train): NerExample[] =>
    columnExamples(sentences, { scheme, joiner, tokenizer, repair: true }).examples;
  return { train: examples(train), valid: examples(valid), test: examples(test) };
}

/** Examples as a baseline learns from them. */
export function markedWords(examples: readonly NerExample[]): MarkedWords[] {
  return examples.map((example) => ({ tokens: wordsOf(example), entities: example.entities }));
}
