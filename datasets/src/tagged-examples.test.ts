import { describe, expect, it } from 'vitest';
import { loadTagged, type TaggedSplitsLoaded } from './tagged-examples.ts';
import type { TaggedSentence } from './tagged-sources.ts';
import { mirrorForTests } from './testing/files.ts';

const mirror = mirrorForTests() ?? '';
const load = (name: string) => loadTagged(name, { mirror });
const tokensIn = (sentences: readonly TaggedSentence[] = []) => sentences.reduce((sum, { tokens }) => sum + tokens.length, 0);
const documentsIn = (sentences: readonly TaggedSentence[] = []) => sentences.filter(({ opensDocument }) => opensDocument).length;
const all = ({ train, valid = [], test = [] }: TaggedSplitsLoaded) => [...train, ...valid, ...test];
const prefixes = (sentences: readonly TaggedSentence[]) =>
  [...new Set(sentences.flatMap(({ tags }) => tags.map((tag) => tag.slice(0, 2))))].sort().join(' ');
const typesIn = (sentences: readonly TaggedSentence[]) =>
  [...new Set(sentences.flatMap(({ tags }) => tags.map((tag) => tag.slice(2))))].filter((type) => type !== '').sort();

describe('loadTagged', () => {
  it('refuses a set without tagged sentences', async () => {
    await expect(loadTagged('banking77')).rejects.toThrow(
      /'banking77' is not a set of tagged sentences\n {2}expected: one of atis, cais-zh, conll2003-en, resume-ner-zh, sec-filings-ner, snips/,
    );
    await expect(loadTagged('connl2003')).rejects.toThrow(/no data set 'connl2003'/);
  });
});

describe.skipIf(mirror === '')('loadTagged on the public sets (needs ../shared)', () => {
  const counts: [name: string, sentences: (number | undefined)[], tokens: number[], documents: number[], joiner: string][] = [
    ['conll2003-en', [14_041, 3250, 3453], [203_621, 51_362, 46_435], [946, 216, 231], ' '],
    ['resume-ner-zh', [3821, 463, 477], [124_099, 13_890, 15_100], [0, 0, 0], ''],
    ['sec-filings-ner', [1164, undefined, 303], [41_010, 0, 13_246], [5, 0, 3], ' '],
    ['atis', [4478, 500, 893], [50_497, 5703, 9164], [0, 0, 0], ' '],
    ['snips', [13_084, 700, 700], [117_700, 6384, 6354], [0, 0, 0], ' '],
    ['cais-zh', [7995, 994, 1012], [61_221, 7616, 7768], [0, 0, 0], ''],
  ];
  it.each(counts)(
    '%s has the published counts, and a tag and a line for each token',
    async (name, sentences, tokens, documents, joiner) => {
      const loaded = await load(name);
      const parts = [loaded.train, loaded.valid, loaded.test];
      expect(parts.map((part) => part?.length)).toEqual(sentences);
      expect(parts.map(tokensIn)).toEqual(tokens);
      expect(parts.map(documentsIn)).toEqual(documents);
      expect([loaded.name, loaded.joiner]).toEqual([name, joiner]);
      for (const { tokens: words, tags, lines, source } of all(loaded)) {
        expect([tags.length, lines.length, lines[0]]).toEqual([words.length, words.length, source.line]);
      }
    },
  );

  it.each([
    ['conll2003-en', 'IOB1', 'B- I- O'],
    ['sec-filings-ner', 'IOB1', 'I- O'],
    ['resume-ner-zh', 'BMES', 'B- E- M- O S-'],
    ['cais-zh', 'BIOES', 'B- E- I- O S-'],
    ['atis', 'IOB2', 'B- I- O'],
    ['snips', 'IOB2', 'B- I- O'],
  ])('%s is tagged in %s', async (name, scheme, found) => {
    const loaded = await load(name);
    expect([loaded.scheme, prefixes(all(loaded))]).toEqual([scheme, found]);
  });

  it('keeps tokens, tags and places as in the files', async () => {
    const conll = await load('conll2003-en');
    expect(conll.train[0]).toEqual({
      tokens: ['EU', 'rejects', 'German', 'call', 'to', 'boycott', 'British', 'lamb', '.'],
      tags: ['I-ORG', 'O', 'I-MISC', 'O', 'O', 'O', 'I-MISC', 'O', 'O'],
      source: { file: 'conll2003-en/eng.train', line: 1 },
      lines: [1, 2, 3, 4, 5, 6, 7, 8, 9],
      opensDocument: true,
    });
    expect(typesIn(conll.train)).toEqual(['LOC', 'MISC', 'ORG', 'PER']);
    const resume = await load('resume-ner-zh');
    expect(typesIn(resume.train)).toEqual(['CONT', 'EDU', 'LOC', 'NAME', 'ORG', 'PRO', 'RACE', 'TITLE']);
    // A sentence that holds the token #, and utterances that hold a space for a token.
    expect(resume.train.flatMap(({ tokens }) => tokens).filter((token) => token === '#').length).toBeGreaterThan(0);
    expect((await load('cais-zh')).train.flatMap(({ tokens }) => tokens).filter((token) => token === ' ')).toHaveLength(97);
  });

  it('says how many sentences also stand in train, and which types train lacks', async () => {
    expect((await load('resume-ner-zh')).notes).toContain('test: 5 sentences also in train, kept');
    expect((await load('atis')).notes).toContain('test: 13 sentences also in train, kept');
    // 23 lines are equal to the letter, three more but for a space at their end.
    expect((await load('snips')).notes).toContain('test: 26 sentences also in train, kept');
    expect((await load('atis')).notes.join('\n')).toMatch(/test: \d+ sentences? with \d+ entity types? that train lacks \(/);
  });

  it('sets sentences of train aside where there is no validation part, the same for the same seed', async () => {
    const cut = (seed: number) => loadTagged('sec-filings-ner', { mirror, seed, validShare: 0.1 });
    const { train, valid = [], notes } = await cut(1);
    expect(train.length + valid.length).toBe(1164);
    expect(Math.abs(valid.length - 116)).toBeLessThan(6);
    expect(notes[0]).toBe(
      `no validation part: ${valid.length} sentences (10 %) of train set aside by sentence, seed 1, equal ones kept together`,
    );
    const inTrain = new Set(train.map(({ tokens }) => tokens.join(' ')));
    expect(valid.filter(({ tokens }) => inTrain.has(tokens.join(' ')))).toEqual([]);
    // Stratified: about a tenth of the sentences with a person, and each document opens once in each part.
    const withPerson = (sentences: readonly TaggedSentence[]) => sentences.filter(({ tags }) => tags.includes('I-PER')).length;
    expect(withPerson(valid) / (withPerson(train) + withPerson(valid))).toBeCloseTo(0.1, 1);
    expect([documentsIn(train), documentsIn(valid)]).toEqual([5, 5]);
    expect(await cut(1)).toEqual(await cut(1));
    expect((await cut(2)).valid?.map(({ source }) => source.line)).not.toEqual(valid.map(({ source }) => source.line));
  });
});
