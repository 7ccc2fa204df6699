import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentOf, expectPlainError, jsonLines, temporaryFolder } from '@textloom/pipeline/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { englishSentences, quick, write, writeColumns } from './corpus.ts';
import { command, textloom } from './textloom.ts';

const cwd = temporaryFolder();
const line = (text: string, ...spans: readonly (readonly [number, number, string])[]): string => `${JSON.stringify({ text, spans })}\n`;

beforeAll(async () => {
  writeColumns(cwd, 'news.conll', englishSentences(), 'IOB2');
  const { code } = await command(['run', '--train', 'news.conll', '--out', 'good', '--workers', '1', ...quick], cwd);
  expect(code).toBe(0);
  write(cwd, 'empty.conll', '');
  write(cwd, 'no-tag.conll', 'Mira X B-PER\nHolt X\n');
  write(cwd, 'bare.conll', 'Mira X PER\nleft X O\n');
  write(cwd, 'mixed.conll', 'Mira X B-PER\nHolt X E-PER\n\nTom X B-PER\nAsh X L-PER\n');
  write(cwd, 'sequence.conll', 'Mira X B-PER\nHolt X I-PER\nsaw X O\nthe X O\nNile X I-LOC\n');
  write(cwd, 'outside.conll', 'so X O\nit X O\n\nwent X O\n');
  write(cwd, 'misspelt.conll', 'in X O\nOslo X B-LOCATION\n');
  write(cwd, 'overlap.jsonl', line('Mira Holt left.', [0, 9, 'PER'], [5, 9, 'LOC']));
  write(cwd, 'range.jsonl', line('Mira left.', [0, 40, 'PER']));
  write(cwd, 'cut.jsonl', line('She sold iPhones.', [9, 15, 'PRODUCT']));
  write(cwd, 'brackets.md', 'She met [Tom Ash](PER.\n');
  write(cwd, 'two.txt', 'Mira 0.1 0.2\nHolt 0.3 0.4\n');
  write(cwd, 'news.xyz', 'Mira B-PER\n');
}, 60_000);

const news = ['--train', 'news.conll'];
const cases: readonly [what: string, args: readonly string[], message: RegExp][] = [
  ['an empty file', ['--train', 'empty.conll'], /empty\.conll: the file is empty/],
  ['a token without a tag', ['--train', 'no-tag.conll'], /no-tag\.conll:2: this line has 2 columns\n {2}expected: 3 columns/],
  [
    'tags without a prefix',
    ['--train', 'bare.conll'],
    /bare\.conll:1: the tag 'PER' has no prefix\n {2}expected: .*B-PER\n {2}hint: .*--tag-column/,
  ],
  [
    'two schemes in one file',
    ['--train', 'mixed.conll'],
    /mixed\.conll:5: 'L-PER' \(BILOU\) does not go with 'E-PER'.*\n.*\n {2}hint: .*--repair/,
  ],
  [
    'a tag that cannot stand where it stands',
    ['--train', 'sequence.conll', '--set', 'data.scheme=IOB2'],
    /sequence\.conll:5: I-LOC cannot follow O in IOB2\n {2}expected: .*\n {2}hint: .*--repair/,
  ],
  [
    'nothing marked',
    ['--train', 'outside.conll'],
    /outside\.conll: There is no entity to learn.*\n {2}expected: .*\n {2}hint: .*--tag-column/,
  ],
  [
    'a test type that training lacks',
    [...news, '--test', 'misspelt.conll'],
    /misspelt\.conll:1: The type "LOCATION" .*\n {2}expected: one of the 3 .*LOC, ORG, PER/,
  ],
  ['a column that is not there', [...news, '--tag-column', '7'], /news\.conll:1: .*\n {2}expected: /],
  [
    'spans that overlap',
    ['--train', 'overlap.jsonl'],
    /overlap\.jsonl:1: spans\[1\]: 'Holt' \(5-9, LOC\) overlaps 'Mira Holt' \(0-9, PER\)/,
  ],
  [
    'a span beyond its text',
    ['--train', 'range.jsonl'],
    /range\.jsonl:1: spans\[0\]: the span 0-40 reaches beyond the text\n {2}expected: /,
  ],
  [
    'a span that cuts a word',
    ['--train', 'cut.jsonl'],
    /cut\.jsonl:1: the span 9 to 15 "iPhone" .*\n {2}expected: .*9 to 16 "iPhones"\n {2}hint: .*--repair/,
  ],
  ['a bracket that is not closed', ['--train', 'brackets.md'], /brackets\.md:1:\d+: a \( that is not closed/],
  ['an ending that says nothing', ['--train', 'news.xyz'], /news\.xyz: the format cannot be told from the ending/],
  ['a format of another app', [...news, '--format', 'csv'], /--format csv does not hold marked entities\.\n {2}expected: conll/],
  ['a test without training data', ['--test', 'news.conll'], /No training file/],
  [
    'an unknown config key',
    [...news, '--set', 'network.encoder.hiden=3'],
    /"network\.encoder" has no key "hiden"\. Did you mean "hidden"\?/,
  ],
  ['a scheme that does not exist', [...news, '--set', 'data.scheme=BIO'], /data\.scheme.*IOB2/],
  ['vectors that are not there', [...news, '--set', 'pretrained.file=none.txt'], /none\.txt: .*no such file/],
  [
    'vectors of another length',
    [...news, '--set', 'pretrained.file=two.txt'],
    /two\.txt: the vectors have 2 numbers, .* 100\n {2}expected: network\.words\.dimension: 2/,
  ],
  ['an earlier run that is none', [...news, '--from', 'nowhere'], /There is no run folder/],
];

describe('bad data is named, with exit code 2', { timeout: 30_000 }, () => {
  it.each(cases)('%s', async (_what, args, message) => {
    expectPlainError(await command(['run', ...args, '--out', 'fresh'], cwd), message);
  });

  it('leaves what an earlier run left as it was', async () => {
    const before = contentOf(join(cwd, 'good'));
    expectPlainError(await command(['run', '--train', 'cut.jsonl', '--out', 'good'], cwd), /cut\.jsonl:1/);
    expect(contentOf(join(cwd, 'good'))).toEqual(before);
    expect(existsSync(join(cwd, 'good', 'model'))).toBe(true);
  });

  it('also by the program itself', async () => {
    expectPlainError(
      await textloom(['data', '--train', 'sequence.conll', '--set', 'data.scheme=BIOES'], { cwd }),
      /sequence\.conll:3: O cannot follow I-PER in BIOES\n {2}expected: I-PER or E-PER/,
    );
  });
});

describe('--bad-rows quarantine', { timeout: 30_000 }, () => {
  it('sets sentences aside whose tags or spans are wrong, and counts them', async () => {
    const settings = ['--bad-rows', 'quarantine', '--set', 'data.scheme=IOB2'];
    const { code, stderr } = await command(
      ['data', '--train', 'news.conll', '--test', 'sequence.conll', '--out', 'aside', ...settings],
      cwd,
    );
    expect(stderr).toContain('1 row could not be used, set aside in bad-rows.jsonl');
    expect(code).toBe(0);
    expect(jsonLines(readFileSync(join(cwd, 'aside', 'bad-rows.jsonl'), 'utf8'))).toMatchObject([
      { line: 5, problem: 'I-LOC cannot follow O in IOB2', raw: 'Nile I-LOC' },
    ]);
  });
});

describe('--repair', { timeout: 30_000 }, () => {
  it('reads tags as conlleval does and widens spans, and counts both', async () => {
    const settings = ['--set', 'data.test=0', '--set', 'data.valid=0'];
    const tags = await command(
      ['data', '--train', 'sequence.conll', '--repair', '--set', 'data.scheme=IOB2', '--out', 'tags', ...settings],
      cwd,
    );
    expect(tags.stderr).toContain('tags that cannot stand where they stand, read as conlleval does: 1');
    const [sentence] = jsonLines(readFileSync(join(cwd, 'tags', 'data', 'train.jsonl'), 'utf8'));
    expect(sentence.entities).toEqual([
      { start: 0, end: 2, type: 'PER' },
      { start: 4, end: 5, type: 'LOC' },
    ]);
    const spans = await command(['data', '--train', 'cut.jsonl', '--repair', '--out', 'spans', '--json', ...settings], cwd);
    expect(spans.stderr).toContain('spans that did not begin and end with a token, widened to whole tokens: 1');
    expect(jsonLines(spans.stdout)[0]).toMatchObject({ data: { repaired: 1 } });
  });
});
