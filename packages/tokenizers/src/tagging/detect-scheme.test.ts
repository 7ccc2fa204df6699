import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeTags, detectScheme, type SchemeDetection, taggingSchemes } from '../index.ts';

/** One sentence a line. */
function detect(...sentences: string[]): SchemeDetection {
  return detectScheme(sentences.map((sentence) => sentence.split(' ')));
}

describe('detectScheme', () => {
  it.each([
    ['IOB1', ['I-PER I-PER O I-LOC', 'I-PER B-PER O']],
    ['IOB1', ['O I-ORG I-ORG O']],
    ['IOB2', ['B-PER I-PER O B-LOC', 'B-PER B-PER O']],
    ['IOB2', ['B-PER O']],
    ['BIOES', ['B-PER E-PER O S-LOC', 'B-ORG I-ORG E-ORG']],
    ['BILOU', ['O U-LOC']],
    ['BMES', ['B-NAME M-NAME E-NAME O', 'S-NAME']],
    ['BMES', ['B-人名 M-人名 E-人名 O']],
  ] as const)('knows %s', (scheme, sentences) => {
    expect(detect(...sentences)).toEqual({ scheme, possible: [scheme], faults: 0 });
  });

  it('names every scheme that the tags could be of', () => {
    expect(detect('O O', 'O')).toEqual({ scheme: 'IOB2', possible: taggingSchemes, faults: 0 });
    expect(detectScheme([])).toEqual({ scheme: 'IOB2', possible: taggingSchemes, faults: 0 });
    expect(detect('S-PER O', 'B-LOC E-LOC')).toEqual({ scheme: 'BIOES', possible: ['BIOES', 'BMES'], faults: 0 });
  });

  it('is not misled by a few wrong tags', () => {
    expect(detect('B-PER I-PER O', 'B-LOC O I-LOC', 'B-ORG I-ORG')).toEqual({ scheme: 'IOB2', possible: [], faults: 1 });
    expect(detect('I-PER O', 'I-LOC I-LOC O', 'O B-PER')).toEqual({ scheme: 'IOB1', possible: [], faults: 1 });
    expect(detect('B-PER E-PER', 'S-LOC', 'I-PER E-PER', 'B-PER O')).toMatchObject({ scheme: 'BIOES', faults: 2 });
  });

  it('counts the faults that decodeTags names', () => {
    const sentences = ['E-PER', 'B-PER B-PER', 'O I-ORG O', 'S-LOC'].map((sentence) => sentence.split(' '));
    const detection = detectScheme(sentences);
    expect(detection.scheme).toBe('BIOES');
    expect(detection).toMatchObject({ faults: sentences.reduce((sum, tags) => sum + decodeTags(tags, 'BIOES').faults.length, 0) });
  });

  it('says where the tags are of no scheme', () => {
    expect(detect('O O', 'O PER-B PER-I').problem).toEqual({
      sentence: 1,
      index: 1,
      tag: 'PER-B',
      problem: "the tag 'PER-B' has its prefix behind its type",
      expected: 'B-PER',
    });
    expect(detect('MISC-PRODUCT-I').problem).toMatchObject({ expected: 'I-MISC-PRODUCT' });
    expect(detect('O X-PER').problem).toMatchObject({ index: 1, problem: "the tag 'X-PER' has the unknown prefix 'X'" });
    expect(detect('人名').problem).toMatchObject({ problem: "the tag '人名' has no prefix", expected: expect.stringContaining('B-PER') });
    for (const tag of ['B', 'B-', 'I']) expect(detect(tag).problem?.problem).toBe(`the tag '${tag}' has no type`);
    expect(detectScheme([['']]).problem?.problem).toBe('the tag is empty');
    expect(detect('B-PER I-PER O', 'B-LOC M-LOC E-LOC').problem).toEqual({
      sentence: 1,
      index: 1,
      tag: 'M-LOC',
      problem: "'M-LOC' (BMES) does not go with 'I-PER' (IOB1, IOB2, BIOES, BILOU) at token 2 of sentence 1",
      expected: 'tags of one scheme: IOB1, IOB2, BIOES, BILOU, BMES',
    });
    expect(detect('S-PER', 'U-PER').problem).toMatchObject({ sentence: 1, index: 0, tag: 'U-PER' });
  });

  it('takes a type apart at the first hyphen', () => {
    expect(detect('B-MISC-PRODUCT I-MISC-PRODUCT')).toMatchObject({ scheme: 'IOB2' });
    expect(decodeTags(['B-MISC-PRODUCT', 'I-MISC-PRODUCT'], 'IOB2').spans).toEqual([{ start: 0, end: 2, type: 'MISC-PRODUCT' }]);
  });
});

const datasets = join(resolve(import.meta.dirname, '../../../../..', process.env.TEXTLOOM_SHARED ?? 'shared'), 'datasets');

function sentencesOf(file: string): string[][] {
  const lines = readFileSync(join(datasets, file), 'utf8').split('\n');
  const sentences: string[][] = [[]];
  for (const line of lines) {
    if (line.trim() === '') sentences.push([]);
    else if (!line.startsWith('-DOCSTART-')) sentences.at(-1)!.push(line.slice(line.lastIndexOf(' ') + 1));
  }
  return sentences.filter((tags) => tags.length > 0);
}

describe.skipIf(!existsSync(join(datasets, 'conll2003-en')))('public data (needs ../shared)', () => {
  // Entities as Tjong Kim Sang and De Meulder (2003), table 2, count them.
  it.each([
    ['eng.train', { LOC: 7140, MISC: 3438, ORG: 6321, PER: 6600 }],
    ['eng.testa', { LOC: 1837, MISC: 922, ORG: 1341, PER: 1842 }],
    ['eng.testb', { LOC: 1668, MISC: 702, ORG: 1661, PER: 1617 }],
  ])('reads CoNLL-2003 %s as IOB1', (file, entities) => {
    const sentences = sentencesOf(`conll2003-en/${file}`);
    expect(detectScheme(sentences)).toEqual({ scheme: 'IOB1', possible: ['IOB1'], faults: 0 });
    const counts: Record<string, number> = {};
    for (const tags of sentences) for (const { type } of decodeTags(tags, 'IOB1').spans) counts[type] = (counts[type] ?? 0) + 1;
    expect(counts).toEqual(entities);
  });

  it.each(['train/FIN5.txt', 'test/FIN3.txt'])('reads SEC filings %s, which has I- alone, as IOB1', (file) => {
    expect(detectScheme(sentencesOf(`sec-filings-ner/${file}`))).toEqual({ scheme: 'IOB1', possible: ['IOB1'], faults: 0 });
  });

  // Two entities of train are cut in the middle by a blank line (before lines 62392 and 64414): two ends and two beginnings are wrong.
  it.each([
    ['train', 4],
    ['dev', 0],
    ['test', 0],
  ])('reads ResumeNER %s as BMES with %i faults', (file, faults) => {
    const sentences = sentencesOf(`resume-ner-zh/${file}.char.bmes`);
    expect(detectScheme(sentences)).toEqual({ scheme: 'BMES', possible: faults === 0 ? ['BMES'] : [], faults });
    const begun = sentences.flat().filter((tag) => tag.startsWith('B-') || tag.startsWith('S-')).length;
    const decoded = sentences.map((tags) => decodeTags(tags, 'BMES'));
    expect(decoded.flatMap((sentence) => sentence.faults)).toHaveLength(faults);
    expect(decoded.flatMap((sentence) => sentence.spans)).toHaveLength(begun - faults / 2);
  });
});
