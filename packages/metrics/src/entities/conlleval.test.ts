import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { conlleval, formatConlleval, type TaggedPair } from './conlleval.ts';

/** Sentences in columns as conlleval reads them: the last two are gold and predicted. */
function columns(text: string): TaggedPair[] {
  const sentences = text.replaceAll('\r', '').trim().split('\n\n');
  return sentences.map((sentence) => {
    const rows = sentence.split('\n').map((line) => line.split(' '));
    return { gold: rows.map((row) => row.at(-2)!), predicted: rows.map((row) => row.at(-1)!) };
  });
}

describe('conlleval', () => {
  it('counts tokens and entities in English and Chinese', () => {
    const report = conlleval(
      columns(`EU B-ORG B-ORG
rejects O O
German B-MISC B-MISC
call O I-MISC

王 B-人名 B-人名
小 I-人名 I-人名
明 I-人名 O
在 O O
北 B-LOC I-LOC
京 I-LOC I-LOC`),
    );
    expect(report).toMatchObject({ tokens: 10, correctTokens: 7, accuracy: 0.7, micro: { support: 4, predicted: 4, correct: 2, f1: 0.5 } });
    // Recorded from the Perl script, which pads bytes: a name of two characters has six.
    expect(formatConlleval(report)).toBe(`processed 10 tokens with 4 phrases; found: 4 phrases; correct: 2.
accuracy:  70.00%; precision:  50.00%; recall:  50.00%; FB1:  50.00
              LOC: precision: 100.00%; recall: 100.00%; FB1: 100.00  1
             MISC: precision:   0.00%; recall:   0.00%; FB1:   0.00  1
              ORG: precision: 100.00%; recall: 100.00%; FB1: 100.00  1
           人名: precision:   0.00%; recall:   0.00%; FB1:   0.00  1
`);
  });

  it('is lenient where strict scoring is not', () => {
    // The README of seqeval: F1 1.00 by default, 0.00 in strict mode with IOB2.
    expect(conlleval([{ gold: ['B-NP', 'I-NP', 'O'], predicted: ['I-NP', 'I-NP', 'O'] }]).micro.f1).toBe(1);
  });

  it('wants the entity whole', () => {
    const report = conlleval([
      { gold: 'O O O B-MISC I-MISC I-MISC O'.split(' '), predicted: 'O O B-MISC I-MISC I-MISC I-MISC O'.split(' ') },
      { gold: 'B-PER I-PER O'.split(' '), predicted: 'B-PER I-PER O'.split(' ') },
    ]);
    expect(report.micro).toEqual({ precision: 0.5, recall: 0.5, f1: 0.5, support: 2, predicted: 2, correct: 1 });
    expect([report.byType.MISC?.f1, report.byType.PER?.f1]).toEqual([0, 1]);
  });

  it('lets no entity reach into the next sentence', () => {
    const tags = [['I-LOC'], ['I-LOC']];
    expect(conlleval(tags.map((gold) => ({ gold, predicted: gold }))).micro.support).toBe(2);
  });

  it('rounds as C does', () => {
    // 100 / 800 = 0.125 lies exactly between 0.12 and 0.13, 99.875 between 99.87 and 99.88: the even digit is taken.
    const sentences = Array.from({ length: 800 }, (_, i) => ({ gold: ['B-X'], predicted: [i === 0 ? 'B-X' : 'O'] }));
    expect(formatConlleval(conlleval(sentences))).toBe(`processed 800 tokens with 800 phrases; found: 1 phrases; correct: 1.
accuracy:   0.12%; precision: 100.00%; recall:   0.12%; FB1:   0.25
                X: precision: 100.00%; recall:   0.12%; FB1:   0.25  1
`);
    const almost = sentences.map(({ gold, predicted }) => ({ gold, predicted: predicted[0] === 'O' ? ['B-X'] : ['O'] }));
    expect(formatConlleval(conlleval(almost))).toContain('accuracy:  99.88%; precision: 100.00%; recall:  99.88%; FB1:  99.94');
  });

  it('prints what conlleval prints of tags without types and of nothing', () => {
    const pair = { gold: ['B', 'I', 'O', 'I-PER-X'], predicted: ['I', 'I', 'O', 'I-PER-X'] };
    expect(formatConlleval(conlleval([pair]))).toBe(`processed 4 tokens with 2 phrases; found: 2 phrases; correct: 2.
accuracy:  75.00%; precision: 100.00%; recall: 100.00%; FB1: 100.00
                 : precision: 100.00%; recall: 100.00%; FB1: 100.00  1
                 : precision: 100.00%; recall: 100.00%; FB1: 100.00  1
            PER-X: precision: 100.00%; recall: 100.00%; FB1: 100.00  1
`);
    expect(formatConlleval(conlleval([]))).toBe('processed 0 tokens with 0 phrases; found: 0 phrases; correct: 0.\n');
  });

  it('names a sentence with a tag too few', () => {
    const sentences = [
      { gold: ['O'], predicted: ['O'] },
      { gold: ['O', 'O'], predicted: ['O'] },
    ];
    expect(() => conlleval(sentences)).toThrow('conlleval: sentence 1 has 2 gold and 1 predicted tags, expected one of each a token');
  });
});

const vectors = join(
  resolve(import.meta.dirname, '../../../../..', process.env.TEXTLOOM_SHARED ?? 'shared'),
  'datasets/scorer-vectors/conlleval',
);
const read = (file: string): string => readFileSync(join(vectors, file), 'utf8');

describe.skipIf(!existsSync(vectors))('the sample of CoNLL-2000 (needs ../shared)', () => {
  it('prints its result to the character', () => {
    const printed = read('result.txt').replaceAll('\r\n', '\n');
    expect(formatConlleval(conlleval(columns(read('output.txt'))))).toBe(printed);
    expect(printed).toContain('FB1:  74.35');
  });

  it('prints the same of the sample with types before prefixes, once they are turned', () => {
    const turned = (tags: readonly string[]): string[] => tags.map((tag) => tag.replace(/^(.+)-([BI])$/, '$2-$1'));
    const sentences = columns(read('ground_truth_inv.txt')).map(({ gold, predicted }) => ({
      gold: turned(gold),
      predicted: turned(predicted),
    }));
    expect(formatConlleval(conlleval(sentences))).toBe(formatConlleval(conlleval(columns(read('output.txt')))));
  });
});
