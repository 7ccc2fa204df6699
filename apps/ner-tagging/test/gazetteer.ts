import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SentenceTags } from '@textloom/lstm';
import { createProgress, type JsonObject, Screen } from '@textloom/pipeline';
import { createTokenizer, type TokenSpan } from '@textloom/tokenizers';
import { onTestFinished } from 'vitest';
import { parseArguments } from '../../../packages/pipeline/src/options.ts';
import type { Tagger } from '../src/documents/tag-documents.ts';
import { extractWith } from '../src/extract/extract.ts';
import { extractOptions, extractPositional } from '../src/extract/options.ts';
import { predictOptions, predictPositional } from '../src/predict/options.ts';
import { predictWith } from '../src/predict/predict.ts';
import type { OpenTagger } from '../src/predict/tagger.ts';

/** Type and confidence of the names it knows. */
export type Gazetteer = Readonly<Record<string, readonly [type: string, confidence: number]>>;

export const tokenizer = createTokenizer({ kind: 'mixed', normalizer: { lowercase: false } });

/** A tagger that knows names by heart, longest first; its second reading of a sentence has none of them. */
export class GazetteerTagger implements Tagger {
  readonly #names: readonly { readonly words: readonly string[]; readonly type: string; readonly confidence: number }[];
  /** How many sentences each call had. */
  readonly calls: number[] = [];

  constructor(gazetteer: Gazetteer) {
    const names = Object.entries(gazetteer).map(([name, [type, confidence]]) => ({ words: tokenizer.words(name), type, confidence }));
    this.#names = names.sort((a, b) => b.words.length - a.words.length);
  }

  tag(sentences: readonly (readonly string[])[], { nBest = 1 }: { nBest?: number } = {}): SentenceTags[] {
    this.calls.push(sentences.length);
    return sentences.map((words) => {
      const entities: (TokenSpan & { confidence: number })[] = [];
      for (let at = 0; at < words.length; at++) {
        const name = this.#names.find((known) => known.words.every((word, index) => words[at + index] === word));
        if (name === undefined) continue;
        entities.push({ start: at, end: at + name.words.length, type: name.type, confidence: name.confidence });
        at += name.words.length - 1;
      }
      const plain = entities.map(({ start, end, type }) => ({ start, end, type }));
      const readings = [
        { probability: 0.75, entities: plain },
        { probability: 0.125, entities: [] },
      ];
      return { entities, probability: 0.75, ...(nBest > 1 ? { nBest: readings.slice(0, nBest) } : {}) };
    });
  }
}

/** What a stage printed and returned. */
export interface Answered {
  readonly lines: readonly string[];
  readonly result: JsonObject;
  readonly tagger: GazetteerTagger;
}

/** Runs `predict` or `extract` from its arguments, as the command line would, with a gazetteer for a model. */
export async function answer(stage: 'predict' | 'extract', args: readonly string[], gazetteer: Gazetteer, cwd: string): Promise<Answered> {
  const [options, positional] = stage === 'predict' ? [predictOptions, predictPositional] : [extractOptions, extractPositional];
  const { values, positionals } = parseArguments(`textloom ner-tagging ${stage}`, args, options, positional);
  const lines: string[] = [];
  const tagger = new GazetteerTagger(gazetteer);
  const types = [...new Set(Object.values(gazetteer).map(([type]) => type))].sort();
  const open = async (): Promise<OpenTagger> => ({ tagger, tokenizer, types });
  const context = {
    stage,
    options: values,
    positionals,
    cwd,
    signal: new AbortController().signal,
    progress: createProgress(new Screen({ write: () => undefined }), { quiet: true }),
    result: {
      line: (text: string) => lines.push(...text.split('\n')),
      json: (value: unknown) => lines.push(JSON.stringify(value)),
      table: async () => undefined,
    },
  };
  const result = await (stage === 'predict' ? predictWith : extractWith)(context, open);
  return { lines, result, tagger };
}

/** A folder with files in it, gone after the test. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'ner-tagging-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}
