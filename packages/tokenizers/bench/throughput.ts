import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  characterNgrams,
  createNormalizer,
  createTokenizer,
  hashedNgrams,
  hashNgram,
  TextCodec,
  TfidfVectorizer,
  trainBytePairs,
  Vocabulary,
} from '../src/index.ts';

/** MB of UTF-8 a second and the ratio to a plain regular expression, each the best of several rounds in this one run. */
const { TreebankWordTokenizer, WordTokenizer } = createRequire(import.meta.url)(
  'natural/lib/natural/tokenizers/index.js',
) as typeof import('natural/lib/natural/tokenizers/index.js');

const ENGLISH = [
  "Hi, I can't find the refund for order 48213; it's been 3 weeks and nobody answered.",
  'Where do I change my delivery address? The site says "not available".',
  'please CANCEL my top-up of $20.50 asap!!',
];
const CHINESE = [
  '你好，我上周三下单的耳机到现在还没有发货，什么时候能到？',
  '请问怎么申请退款，订单号１２３４５。',
  '我想修改收货地址，谢谢！',
];

/** An inexpensive generator: the merging is measured, not the draws. */
const DROPOUT = { probability: 0.1, uniform: (draw: number): number => (draw * 0.6180339887498949) % 1 };

const corpora: readonly (readonly [string, readonly string[]])[] = [
  ['English', repeated(ENGLISH, 6000)],
  ['Chinese', repeated(CHINESE, 6000)],
];

for (const [name, texts] of corpora) {
  const megabytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / 1e6;
  console.log(`\n${name}: ${texts.length} texts, ${megabytes.toFixed(2)} MB`);
  const words = new WordTokenizer();
  const treebank = new TreebankWordTokenizer();
  const contenders: (readonly [string, (text: string) => unknown])[] = [
    ['plain regex, lower case, no offsets', (text) => text.toLowerCase().match(/\p{Script=Han}|[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu)],
    ['natural WordTokenizer, no offsets', (text) => words.tokenize(text)],
    ['natural TreebankWordTokenizer, no offsets', (text) => treebank.tokenize(text)],
    ['normalizer alone', (text) => normalizer.normalize(text)],
    ['mixed', tokenizing({ kind: 'mixed' })],
    ['mixed, unspaced words', tokenizing({ kind: 'mixed', unspaced: 'words' })],
    ['unicode-words', tokenizing({ kind: 'unicode-words' })],
    ['chinese-words', tokenizing({ kind: 'chinese-words' })],
    ['characters', tokenizing({ kind: 'characters' })],
    ['characters, graphemes', tokenizing({ kind: 'characters', unit: 'grapheme' })],
    ['natural-words', tokenizing({ kind: 'natural-words' })],
    ['natural-words, treebank', tokenizing({ kind: 'natural-words', algorithm: 'treebank' })],
    ['TextCodec.encode (mixed)', encoding(texts)],
    ...bytePairs(name, texts),
    ['tf-idf transform, words 1-2 + characters 3-5', vectorizing(texts)],
  ];
  const normalizer = createNormalizer();
  report(
    megabytes,
    contenders.map(([label, run]) => [label, bestSeconds(texts, run)] as const),
  );
}

const types = [...new Set(Array.from({ length: 60_000 }, (_, i) => `word${(i * 7919) % 60_000}`))];
const typeMegabytes = types.reduce((sum, token) => sum + token.length, 0) / 1e6;
console.log(`\n${types.length} token types, ${typeMegabytes.toFixed(2)} MB, character 3-5-grams`);
report(typeMegabytes, [
  ['characterNgrams + hashNgram', bestSeconds(types, (token) => characterNgrams(token, 3, 5).map((ngram) => hashNgram(ngram, 20_000)))],
  ['hashedNgrams', bestSeconds(types, (token) => hashedNgrams(token, { buckets: 20_000, min: 3, max: 5 }))],
]);

const multi30k = join(resolve(import.meta.dirname, '../../../..', process.env.TEXTLOOM_SHARED ?? 'shared'), 'datasets/multi30k-en-de/raw');
if (existsSync(multi30k)) reportMulti30k();
else console.log(`\nMulti30k: skipped, no ${multi30k}`);

/** Byte pairs as a translator uses them: one vocabulary of 8,000 merges over both languages. */
function reportMulti30k(): void {
  const texts = ['train.en.gz', 'train.de.gz'].flatMap((file) => {
    return gunzipSync(readFileSync(join(multi30k, file)))
      .toString('utf8')
      .trimEnd()
      .split('\n');
  });
  const size = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / 1e6;
  const started = performance.now();
  const codec = trainBytePairs(texts, { merges: 8000 });
  const seconds = (performance.now() - started) / 1000;
  console.log(`\nMulti30k, English and German: ${texts.length} texts, ${size.toFixed(2)} MB`);
  const bounds = /[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu;
  const words = new WordTokenizer();
  report(size, [
    ['plain regex, lower case, no offsets', bestSeconds(texts, (text) => text.toLowerCase().match(bounds))],
    ['natural WordTokenizer, no offsets', bestSeconds(texts, (text) => words.tokenize(text))],
    ['byte pairs, encode', bestSeconds(texts, (text) => codec.encode(text))],
    ['byte pairs, ids alone', bestSeconds(texts, (text) => codec.ids(text))],
    ['byte pairs, ids alone, dropout 0.1', bestSeconds(texts, (text) => codec.ids(text, DROPOUT))],
    ['byte pairs, ids and decode', bestSeconds(texts, (text) => codec.decode(codec.ids(text)))],
    [`trainBytePairs: ${codec.model.merges.length} merges in ${seconds.toFixed(2)} s`, seconds],
  ]);
}

function repeated(texts: readonly string[], times: number): string[] {
  return Array.from({ length: times }, (_, i) => `${texts[i % texts.length]!} ${i}`);
}

function tokenizing(config: Parameters<typeof createTokenizer>[0]): (text: string) => unknown {
  const tokenizer = createTokenizer(config);
  return (text) => tokenizer.tokenize(text);
}

function encoding(texts: readonly string[]): (text: string) => unknown {
  const tokenizer = createTokenizer();
  const codec = new TextCodec(tokenizer.config, Vocabulary.build(texts.flatMap((text) => tokenizer.words(text))));
  return (text) => codec.encode(text);
}

/** Up to 2,000 merges learned from the texts: words seen before, and every word merged anew, as dropout does. */
function bytePairs(name: string, texts: readonly string[]): (readonly [string, (text: string) => unknown])[] {
  const started = performance.now();
  const codec = trainBytePairs(texts, { merges: 2000, words: { kind: name === 'Chinese' ? 'chinese' : 'moses' } });
  const seconds = (performance.now() - started) / 1000;
  console.log(`trainBytePairs: ${codec.model.merges.length} merges in ${seconds.toFixed(2)} s`);
  return [
    ['byte pairs, encode', (text) => codec.encode(text)],
    ['byte pairs, ids alone', (text) => codec.ids(text)],
    ['byte pairs, ids alone, dropout 0.1', (text) => codec.ids(text, DROPOUT)],
  ];
}

function vectorizing(texts: readonly string[]): (text: string) => unknown {
  const vectorizer = TfidfVectorizer.fit(texts);
  return (text) => vectorizer.transform(text);
}

function bestSeconds(texts: readonly string[], run: (text: string) => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 4; round++) {
    const started = performance.now();
    for (const text of texts) run(text);
    best = Math.min(best, (performance.now() - started) / 1000);
  }
  return best;
}

function report(megabytes: number, rows: readonly (readonly [string, number])[]): void {
  const baseline = rows[0]![1];
  for (const [label, seconds] of rows) {
    const rate = (megabytes / seconds).toFixed(1).padStart(7);
    console.log(`${label.padEnd(46)} ${rate} MB/s ${(baseline / seconds).toFixed(2).padStart(6)} x`);
  }
}
