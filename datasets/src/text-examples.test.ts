import { describe, expect, it } from 'vitest';
import { listDatasets } from './registry.ts';
import { mirrorForTests } from './testing/files.ts';
import { normaliseText, type TextExample } from './text-example.ts';
import { loadSplits } from './text-examples.ts';

const mirror = mirrorForTests() ?? '';
const load = (name: string, variant?: string) => loadSplits(name, { mirror, ...(variant === undefined ? {} : { variant }) });
const classes = (examples: readonly TextExample[] = [], label: string) => new Set(examples.map(({ labels }) => labels[label])).size;
const countOf = (examples: readonly TextExample[] = [], label: string, name: string) =>
  examples.filter(({ labels }) => labels[label] === name).length;

describe('loadSplits', () => {
  it('refuses a set without labelled texts and a variant that is not there', async () => {
    await expect(load('ptb')).rejects.toThrow(/'ptb' is not a set of labelled texts\n {2}expected: one of atis, bank-faq/);
    await expect(load('clinc150', 'oos-plus')).rejects.toThrow(
      /no variant 'oos-plus'\n {2}expected: one of full, oos_plus\n {2}hint: did you mean 'oos_plus'\?/,
    );
  });
});

describe.skipIf(mirror === '')('loadSplits on the public sets (needs ../shared)', () => {
  const official: [
    name: string,
    variant: string | undefined,
    train: number,
    valid: number | undefined,
    test: number,
    label: string,
    classesInTrain: number,
  ][] = [
    ['banking77', undefined, 10_003, undefined, 3080, 'intent', 77],
    ['clinc150', undefined, 15_100, 3100, 5500, 'intent', 151],
    ['clinc150', 'oos_plus', 15_250, 3100, 5500, 'intent', 151],
    ['atis', undefined, 4478, 500, 893, 'intent', 21],
    ['snips', undefined, 13_084, 700, 700, 'intent', 7],
    ['cais-zh', undefined, 7995, 994, 1012, 'intent', 13],
    ['smp-ecdt-zh', '2017', 2299, 770, 667, 'intent', 31],
    ['twitter-financial-news-sentiment', undefined, 9543, undefined, 2388, 'sentiment', 3],
    ['twitter-financial-news-topic', undefined, 16_990, undefined, 4117, 'topic', 20],
  ];
  it.each(official)('%s %s has the published counts', async (name, variant, train, valid, test, label, classesInTrain) => {
    const loaded = await load(name, variant);
    expect([loaded.train.length, loaded.valid?.length, loaded.test?.length]).toEqual([train, valid, test]);
    expect(loaded.labels[0]).toBe(label);
    expect(classes(loaded.train, label)).toBe(classesInTrain);
  });

  const made: [name: string, variant: string | undefined, total: number, label: string, classes: number][] = [
    ['bitext-customer-support', undefined, 4514, 'intent', 27],
    ['bank-faq', undefined, 1770, 'topic', 8],
    ['smp-ecdt-zh', '2019', 2579, 'intent', 23],
    ['financial-phrasebank', '50', 4836, 'sentiment', 3],
    ['fiqa-task1', undefined, 1111, 'sentiment', 3],
  ];
  it.each(made)('%s %s is split 80/10/10 with no text in two parts', async (name, variant, total, label, classCount) => {
    const { train, valid = [], test = [], notes } = await load(name, variant);
    expect(train.length + valid.length + test.length).toBe(total);
    expect(Math.abs(valid.length - total / 10)).toBeLessThan(3);
    expect(Math.abs(test.length - total / 10)).toBeLessThan(3);
    expect(classes(train, label)).toBe(classCount);
    const inTrain = new Set(train.map(({ text }) => normaliseText(text)));
    expect([...valid, ...test].filter(({ text }) => inTrain.has(normaliseText(text)))).toEqual([]);
    expect(notes.join('\n')).toMatch(/no official split: 80\/10\/10 made here/);
  });

  it('keeps the out-of-scope queries of CLINC150 under their own label', async () => {
    const { outOfScopeLabel, train, valid, test } = await load('clinc150');
    expect(outOfScopeLabel).toBe('oos');
    expect([countOf(train, 'intent', 'oos'), countOf(valid, 'intent', 'oos'), countOf(test, 'intent', 'oos')]).toEqual([100, 100, 1000]);
    expect(countOf((await load('clinc150', 'oos_plus')).train, 'intent', 'oos')).toBe(250);
  });

  it('takes the leak and the contradictions out of FinFE and counts them', async () => {
    const { train, test = [], notes } = await load('finfe-zh');
    // 11,646 different texts, of which 773 have more than one label.
    expect(train).toHaveLength(11_646 - 773);
    expect(notes).toContain('test: 1,097 texts left out because train has the same text, 923 remain');
    expect(notes).toContain('train: 773 texts with different labels; all their rows (1,559) left out');
    const inTrain = new Set(train.map(({ text }) => normaliseText(text)));
    expect(test.some(({ text }) => inTrain.has(normaliseText(text)))).toBe(false);
    expect(test.length).toBeGreaterThan(800);
  });

  it('keeps only the 16 labels of FinNL', async () => {
    const { train, test = [], notes } = await load('finnl-zh');
    const labels = new Set([...train, ...test].flatMap((example) => example.labels.topics.split(' ')));
    expect(labels.size).toBe(16);
    expect(notes.join('\n')).toMatch(/train: 56 rows with stray labels, of which 14 had no other/);
    expect(notes.join('\n')).toMatch(/test: 8 texts left out because train has the same text/);
  });

  it('reads the four cuts of Financial PhraseBank, in Latin-1', async () => {
    const sizes: number[] = [];
    for (const cut of ['50', '66', '75', 'all']) {
      const { train, valid = [], test = [] } = await load('financial-phrasebank', cut);
      sizes.push(train.length + valid.length + test.length);
      if (cut === '50') expect([...train, ...valid, ...test].some(({ text }) => text.includes('ä'))).toBe(true);
    }
    // 4,846 rows less 6 repeated and 4 contradictory ones; the smaller cuts repeat a few.
    expect(sizes[0]).toBe(4836);
    expect(sizes[1]).toBeLessThanOrEqual(4217);
    expect(sizes[2]).toBeLessThanOrEqual(3453);
    expect(sizes[3]).toBe(2259);
  });

  it('keeps the answers of Bitext and the lines of all', async () => {
    const { train } = await load('bitext-customer-support');
    expect(train[0]).toMatchObject({ labels: { intent: 'cancel_order', category: 'ORDER' }, source: { line: 2 } });
    expect(train.every(({ answer = '' }) => answer.length > 20)).toBe(true);
  });

  it('names topics and decodes entities in the tweets', async () => {
    const { train, notes } = await load('twitter-financial-news-topic');
    expect(train[0].labels.topic).toBe('Analyst Update');
    expect(train[0].text).toContain('Exxon & more');
    expect(notes.join('\n')).toMatch(/HTML entities turned into characters in 518 texts/);
  });

  it('says which test labels ATIS cannot teach, and how many utterances leak', async () => {
    const { notes } = await load('atis');
    expect(notes.join('\n')).toMatch(/test: 5 texts of 4 labels that train lacks/);
    expect(notes).toContain('test: 13 texts also in train, kept');
  });

  it('cuts a validation part from train when asked, the same for the same seed', async () => {
    const cut = (seed: number) => loadSplits('banking77', { mirror, seed, validShare: 0.1 });
    const [one, again, other] = [await cut(1), await cut(1), await cut(2)];
    expect(one.valid).toHaveLength(1000);
    expect(one.train).toHaveLength(9003);
    expect(again.valid).toEqual(one.valid);
    expect(other.valid).not.toEqual(one.valid);
  });

  it('gives every example of every set a text and its labels', async () => {
    for (const { name, texts } of listDatasets()) {
      if (texts === undefined) continue;
      const { train, valid = [], test = [] } = await load(name);
      for (const example of [...train, ...valid, ...test]) {
        if (example.text === '' || texts.labels.some((label) => !example.labels[label]))
          throw new Error(`${name}: ${JSON.stringify(example)}`);
      }
    }
  });
});
