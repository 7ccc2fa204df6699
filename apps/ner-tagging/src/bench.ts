import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SequenceTagger, taggingTask } from '@textloom/lstm';
import {
  engineFor,
  footprintOf,
  footprintRows,
  type JsonObject,
  measureLatencies,
  milliseconds,
  numberColumn,
  plainTable,
  readSplits,
  type StageContext,
} from '@textloom/pipeline';
import { train } from '@textloom/trainer';
import type { Config } from './config.ts';
import { exampleSchema, type NerExample, typesOf, wordsOf } from './examples.ts';
import { annotated, loadTagger } from './model.ts';
import { documentLine } from './predict/json-lines.ts';
import { taggedDocuments } from './predict/predict.ts';
import { openTagger } from './predict/tagger.ts';

const warmUp = 100;
const sentencesAlone = 1000;
/** Tokens that are tagged in one go, at least: the test set, repeated. */
const batchedTokens = 100_000;
/** Sentences of the training that is timed. */
const trainedSentences = 3200;
const pytorchScript = fileURLToPath(new URL('../bench/pytorch.py', import.meta.url));

/**
 * The `bench` stage, all on one core and in one run: tagging in batches and one sentence at a time, and the training step, beside the
 * same model in PyTorch where Python has it.
 */
export async function bench(context: StageContext<Config>): Promise<JsonObject> {
  const { run } = context;
  const { train: sentences, test } = readSplits(run, exampleSchema);
  const { tagger } = await loadTagger(run, await engineFor({ ...context, workers: 1 }));

  const words = test.map(wordsOf);
  const tokens = words.reduce((sum, sentence) => sum + sentence.length, 0);
  const alone = Array.from({ length: warmUp + sentencesAlone }, (_, index) => words[index % words.length]);
  for (const sentence of alone.slice(0, warmUp)) tagger.tag([sentence]);
  const [single] = measureLatencies(alone.slice(warmUp), (sentence) => tagger.tag([sentence]));
  const many = Array.from({ length: Math.ceil(batchedTokens / tokens) }, () => words).flat();
  const manyTokens = (many.length / words.length) * tokens;
  tagger.tag(words);
  const batched = milliseconds(() => tagger.tag(many));
  const fromFile = await taggingFromFile(context, many);

  const trained = sentences.slice(0, trainedSentences);
  const step = await trainingSpeed(context, trained);
  const pytorch = pytorchSpeed(context, tagger, trained);
  const footprint = footprintOf(run);
  const result = {
    taggedTokensPerSecond: (manyTokens / batched) * 1000,
    fileTokensPerSecond: (manyTokens / fromFile) * 1000,
    sentenceP50Ms: single.p50Ms,
    sentenceP99Ms: single.p99Ms,
    meanTokens: tokens / words.length,
    trainedTokensPerSecond: step,
    pytorchTokensPerSecond: pytorch.tokensPerSecond ?? null,
    timesPytorch: pytorch.tokensPerSecond === undefined ? null : step / pytorch.tokensPerSecond,
    ...footprint,
  };
  const thousands = (value: number): string => Math.round(value).toLocaleString('en-US');
  await context.result.table(
    plainTable({
      columns: [{ title: 'on one core' }, numberColumn('')],
      rows: [
        ['tagging in batches, tokens a second', thousands(result.taggedTokensPerSecond)],
        ['from a file of columns to JSON lines, tokens a second', thousands(result.fileTokensPerSecond)],
        [`one sentence (${result.meanTokens.toFixed(1)} tokens on average), median`, `${result.sentenceP50Ms.toFixed(3)} ms`],
        ['one sentence, 99 of 100 within', `${result.sentenceP99Ms.toFixed(3)} ms`],
        ['training, tokens a second', thousands(step)],
        [
          'the same model in PyTorch',
          pytorch.tokensPerSecond === undefined
            ? `not measured: ${pytorch.why}`
            : `${thousands(pytorch.tokensPerSecond)} (this one is ${(step / pytorch.tokensPerSecond).toFixed(2)} times as fast)`,
        ],
        ...footprintRows(footprint),
      ],
    }),
  );
  return result;
}

/** Milliseconds from a file of sentences, a token a line, to what `predict` prints; the model is loaded before. */
async function taggingFromFile(context: StageContext<Config>, sentences: readonly (readonly string[])[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'textloom-bench-'));
  try {
    const path = join(folder, 'sentences.conll');
    // A space within a token would part columns.
    writeFileSync(path, sentences.map((words) => `${words.map((word) => word.replaceAll(/\s/g, '_')).join('\n')}\n\n`).join(''));
    const opened = await openTagger(context.run, context);
    const files = [{ name: path, path, format: 'conll', lines: false }] as const;
    const sources = { texts: [], files, textField: 'text', wordsColumn: 0, decode: {}, live: false };
    const started = performance.now();
    for await (const document of taggedDocuments(context, sources, opened, {})) JSON.stringify(documentLine(document));
    return performance.now() - started;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Tokens a second of one epoch over the sentences, after a short one that warms up. */
async function trainingSpeed({ config, kernels, seed }: StageContext<Config>, sentences: readonly NerExample[]): Promise<number> {
  const speedOf = async (part: readonly NerExample[]): Promise<number> => {
    const engine = await engineFor({ workers: 1, seed, kernels });
    const options = { ...config.network, types: typesOf(sentences) };
    const tagger = SequenceTagger.fromSentences(engine, options, annotated(sentences));
    const report = await train(engine, taggingTask(tagger, tagger.encode(annotated(part), 'local')), {
      ...config.training,
      epochs: 1,
      seed,
    });
    return report.tokensPerSecond;
  };
  await speedOf(sentences.slice(0, 320));
  return speedOf(sentences);
}

/** The same sizes and sentence lengths in PyTorch on one thread, where `python3` can import it. */
function pytorchSpeed(
  { config }: StageContext<Config>,
  tagger: SequenceTagger,
  sentences: readonly NerExample[],
): { readonly tokensPerSecond?: number; readonly why: string } {
  if (spawnSync('python3', ['-c', 'import torch']).status !== 0) return { why: 'python3 has no torch' };
  const { words, characters, encoder, types } = tagger.config;
  const sizes = {
    words: tagger.codec.words.size,
    wordDimension: words.dimension,
    characterDimension: characters?.dimension ?? 0,
    characterOutputs: characters?.outputs ?? 0,
    hidden: encoder.hidden,
    layers: encoder.layers,
    tags: 4 * types.length + 1,
    batchSize: config.training.batchSize,
    lengths: sentences.map(({ tokens }) => tokens.length),
    wordLengths: sentences.map(({ tokens }) => Math.max(1, ...tokens.map(({ text }) => text.length))),
  };
  const child = spawnSync('python3', [pytorchScript], { input: JSON.stringify(sizes), encoding: 'utf8' });
  const tokensPerSecond = Number(child.stdout.trim());
  return child.status === 0 && tokensPerSecond > 0 ? { tokensPerSecond, why: '' } : { why: 'bench/pytorch.py failed' };
}
