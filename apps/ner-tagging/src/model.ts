import { UserError } from '@textloom/datasets';
import { SequenceTagger } from '@textloom/lstm';
import type { RunFolder } from '@textloom/pipeline';
import type { Engine } from '@textloom/tensor';
import { createTokenizer, type Tokenizer, type TokenizerConfig } from '@textloom/tokenizers';
import { type EntitySpan, type NerExample, wordsOf } from './examples.ts';

/** File of a run with the tokenizer that its data was cut with, and that raw text is cut with later. */
const tokenizerFile = 'tokenizer.json';

/** A model that tags, and how raw text becomes its tokens. */
export interface LoadedTagger {
  readonly tagger: SequenceTagger;
  readonly tokenizer: Tokenizer;
}

/** Keeps the tokenizer, with every default filled in. */
export async function writeTokenizer(run: RunFolder, { config }: Tokenizer): Promise<void> {
  await run.writeText(tokenizerFile, `${JSON.stringify(config, undefined, 2)}\n`);
}

/** @throws UserError when the run has no tokenizer, or a damaged one */
export function readTokenizer(run: RunFolder): Tokenizer {
  const config = run.readJson(tokenizerFile);
  try {
    return createTokenizer(config as TokenizerConfig);
  } catch (cause) {
    throw new UserError('The tokenizer of the run is damaged.', {
      file: run.path(tokenizerFile),
      hint: 'prepare the data and train again: the data and train stages of the same run',
      cause,
    });
  }
}

/** Loads what `train` left. @throws UserError when the run has no model, or a damaged one */
export async function loadTagger(run: RunFolder, engine: Engine): Promise<LoadedTagger> {
  const folder = run.require('model');
  return { tokenizer: readTokenizer(run), tagger: await SequenceTagger.load(folder, { engine }) };
}

/** Examples as the model and the baselines read them. */
export function annotated(examples: readonly NerExample[]): { tokens: string[]; entities: readonly EntitySpan[] }[] {
  return examples.map((example) => ({ tokens: wordsOf(example), entities: example.entities }));
}
