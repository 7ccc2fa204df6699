import { cpSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentOf, expectPlainError, jsonLines, temporaryFolder } from '@textloom/pipeline/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { quick, shopAnswers, shopRows, writeTable } from './shop.ts';
import { command, textloom } from './textloom.ts';

const cwd = temporaryFolder();
const write = (name: string, content: string | Uint8Array): void => writeFileSync(join(cwd, name), content);

beforeAll(async () => {
  writeTable(cwd, 'shop.csv');
  const { code } = await command(['run', '--train', 'shop.csv', '--out', 'shop', '--workers', '1', ...quick], cwd);
  expect(code).toBe(0);
  write('empty.csv', '');
  write('header.csv', 'text,intent\n');
  write('one-class.csv', 'text,intent\nhello,greet\nhi,greet\nhey,greet\n');
  write('unseen.csv', 'text,intent\nwhere is my parcel,track\nsing a song,music\n');
  write('columns.csv', 'text,intent\nhello,greet\nbye, my friend,part\nciao,part\n');
  write('bytes.csv', Buffer.concat([Buffer.from('text,intent\nhello,greet\nb'), Buffer.from([0xff, 0xfe]), Buffer.from('ye,part\n')]));
  write('huge.csv', `text,intent\nhello,greet\n${'a'.repeat(10_000_000)},part\n`);
  write('few.csv', 'text,intent\nhello,greet\nbye,part\n');
  write('unlabelled.csv', 'text,intent\nhello,greet\nbye,\n');
  write('table.xls', 'hello');
  write('missing.yaml', shopAnswers.replace(/ {2}track:.*\n/, ''));
  write('unused.yaml', shopAnswers.replace('  track:', '  play_music: { en: [a], zh: [b] }\n  track:'));
  write('slot.yaml', shopAnswers.replace('Nine to six', '{opening_time} to six'));
}, 60_000);

const shop = ['--train', 'shop.csv'];
const cases: readonly [what: string, args: readonly string[], message: RegExp][] = [
  [
    'a missing column',
    [...shop, '--label', 'intnt'],
    /shop\.csv:1: there is no column 'intnt'\n {2}expected: .*'intent'.*\n {2}hint: .*'intent'/,
  ],
  ['an empty file', ['--train', 'empty.csv'], /empty\.csv: the file is empty\n {2}expected: at least one row/],
  ['a header without rows', ['--train', 'header.csv'], /header\.csv: the file has no rows\n {2}expected: /],
  [
    'one intent only',
    ['--train', 'one-class.csv'],
    /one-class\.csv: All examples have the one intent "greet"\.\n {2}expected: at least two/,
  ],
  ['too few rows for a test', ['--train', 'few.csv'], /few\.csv: 2 examples are too few .*\n {2}expected: .*\n {2}hint: .*--test/],
  [
    'a test label that training lacks',
    [...shop, '--test', 'unseen.csv'],
    /unseen\.csv:3: The intent "music" .* no training example\.\n {2}expected: one of the 4/,
  ],
  ['a validation label that training lacks', [...shop, '--valid', 'unseen.csv'], /unseen\.csv:3: The intent "music"/],
  ['a row with a surplus column', ['--train', 'columns.csv'], /columns\.csv:3: this row has 3 columns\n {2}expected: 2 columns/],
  ['a row without a label', ['--train', 'unlabelled.csv'], /unlabelled\.csv:3: this row has no intent in 'intent'/],
  ['bytes that are not UTF-8', ['--train', 'bytes.csv'], /bytes\.csv:3: not valid UTF-8: byte 0xff .*\n {2}expected: UTF-8/],
  ['a text of 10 MB', ['--train', 'huge.csv'], /huge\.csv:3: a text of more than 1,000,000 characters\n {2}expected: at most/],
  ['an ending that says nothing', ['--train', 'table.xls'], /table\.xls: the format cannot be told from the ending\n {2}expected: .*\.csv/],
  ['a format of another app', [...shop, '--format', 'conll'], /--format conll does not hold labelled utterances\.\n {2}expected: csv/],
  ['a test without training data', ['--test', 'shop.csv'], /No training file/],
  [
    'an unknown config key',
    [...shop, '--set', 'training.epoch=3'],
    /training\.epoch=3: "training" has no key "epoch"\. Did you mean "epochs"\?/,
  ],
  ['a config value of a wrong type', [...shop, '--set', 'training.epochs=many'], /training\.epochs: expected a whole number.*found "many"/],
  ['answers that are not there', [...shop, '--answers', 'none.yaml'], /none\.yaml: The file with the answers cannot be read\./],
  ['an intent without answers', [...shop, '--answers', 'missing.yaml'], /missing\.yaml:5:1: No answers for the intent: track\./],
  ['answers to no intent', [...shop, '--answers', 'unused.yaml'], /unused\.yaml:9:3: Answers for "play_music".*\n {2}hint: .*track/],
  [
    'an answer with an unknown slot',
    [...shop, '--answers', 'slot.yaml'],
    /slot\.yaml:7:\d+: .*intents\.hours.*\{opening_time\}.*\n {2}expected: one of order_number/,
  ],
];

describe('bad data is named, with exit code 2', { timeout: 30_000 }, () => {
  it.each(cases)('%s', async (_what, args, message) => {
    expectPlainError(await command(['run', ...args, '--out', 'fresh'], cwd), message);
    expect(existsSync(join(cwd, 'fresh'))).toBe(false);
    const before = contentOf(join(cwd, 'shop'));
    expectPlainError(await command(['run', ...args, '--out', 'shop'], cwd), message);
    expect(contentOf(join(cwd, 'shop'))).toEqual(before);
  });

  it('also by the program itself', { timeout: 60_000 }, async () => {
    const [data, config, messages] = await Promise.all([
      textloom(['run', '--train', 'columns.csv', '--out', 'fresh'], { cwd }),
      textloom(['run', ...shop, '--set', 'topK=none', '--out', 'fresh'], { cwd }),
      textloom(['predict', '--out', 'shop'], { cwd, stdin: Buffer.from([0x68, 0x69, 0x0a, 0xff, 0x0a]) }),
    ]);
    expectPlainError(data, /columns\.csv:3/);
    expectPlainError(config, /topK: expected a whole number/);
    expectPlainError({ ...messages, stdout: '' }, /stdin:2: not valid UTF-8/);
    // The message before the bad one was answered.
    expect(jsonLines(messages.stdout)).toMatchObject([{ text: 'hi' }]);
  });
});

describe('bad rows', { timeout: 30_000 }, () => {
  it('are set aside and counted with --bad-rows quarantine', async () => {
    const out = join(mkdtempSync(join(cwd, 'quarantine-')), 'run');
    writeTable(cwd, 'mixed.csv', [...shopRows(), 'bye, my friend,track,', ',track,', 'where is it,,']);
    const { code, stdout, stderr } = await command(
      ['data', '--train', 'mixed.csv', '--bad-rows', 'quarantine', '--out', out, '--json'],
      cwd,
    );
    expect(stderr).toContain('3 rows could not be used and were set aside in bad-rows.jsonl');
    expect(code).toBe(0);
    expect(jsonLines(stdout)[0]).toMatchObject({ dataset: 'mixed.csv', data: { badRows: 3 } });
    expect(jsonLines(readFileSync(join(out, 'bad-rows.jsonl'), 'utf8'))).toMatchObject([
      { line: 82, problem: 'this row has 4 columns' },
      { line: 83, problem: "this row has no text in 'text'" },
      { line: 84, problem: "this row has no intent in 'intent'" },
    ]);
  });

  it('a run that is used again forgets the answers and bad rows of the one before', async () => {
    cpSync(join(cwd, 'shop'), join(cwd, 'again'), { recursive: true });
    write('answers.yaml', shopAnswers);
    await command(['data', '--train', 'shop.csv', '--answers', 'answers.yaml', '--out', 'again'], cwd);
    expect(readFileSync(join(cwd, 'again', 'answers.yaml'), 'utf8')).toBe(shopAnswers);
    await command(['data', '--train', 'shop.csv', '--out', 'again'], cwd);
    expect(existsSync(join(cwd, 'again', 'answers.yaml'))).toBe(false);
    expect(existsSync(join(cwd, 'again', 'model'))).toBe(false);
  });
});
