import { engineFor, type RunFolder, type StageContext } from '@textloom/pipeline';
import type { Config } from '../config.ts';
import type { Tagger } from '../documents/tag-documents.ts';
import { loadTagger } from '../model.ts';
import type { TextTokenizer } from './sources.ts';

/** What texts are tagged with. */
export interface OpenTagger {
  readonly tagger: Tagger;
  readonly tokenizer: TextTokenizer;
  /** Entity types that it knows. */
  readonly types: readonly string[];
}

/** Reads model and tokenizer of a run. @throws UserError when something is missing or damaged */
export async function openTagger(run: RunFolder, context: Pick<StageContext<Config>, 'kernels' | 'seed'>): Promise<OpenTagger> {
  const { tagger, tokenizer } = await loadTagger(run, await engineFor({ ...context, workers: 1 }));
  return { tagger, tokenizer, types: tagger.config.types };
}
