import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { type ExamplesFileOptions, readExamples } from './examples-file.ts';
import type { BadRow } from './readers/bad-row.ts';
import { temporaryFolder } from './testing/files.ts';
import { isUserError, UserError } from './user-error.ts';

async function read(name: string, content: string | Uint8Array, options: ExamplesFileOptions = {}) {
  await using folder = await temporaryFolder();
  return await readExamples(await folder.write(name, content), options);
}

describe('readExamples', () => {
  it('finds the usual columns by itself', async () => {
    const { examples, columns } = await read('a.csv', 'id,Utterance,intent,response\n1,where is it,track,Here.\n2,取消订单,cancel,\n');
    expect(columns).toEqual({ text: 'Utterance', labels: { intent: 'intent' }, answer: 'response' });
    expect(examples[0]).toMatchObject({ text: 'where is it', labels: { intent: 'track' }, answer: 'Here.', source: { line: 2 } });
    expect(examples[1]).not.toHaveProperty('answer');
  });

  it('takes the columns it is told, for several label sets', async () => {
    const { examples } = await read('a.tsv', 'headline\tmood\tsubject\nRates rise\tnegative\tmacro\n', {
      text: 'headline',
      labels: { sentiment: 'mood', topic: 'subject' },
    });
    expect(examples[0].labels).toEqual({ sentiment: 'negative', topic: 'macro' });
    const found = await read('b.csv', 'text,sentiment,topic\nRates rise,negative,macro\n', {
      labels: { sentiment: undefined, topic: undefined },
    });
    expect(found.examples[0].labels).toEqual({ sentiment: 'negative', topic: 'macro' });
  });

  it('reads JSON lines, JSON and gzip, and GBK when told', async () => {
    expect((await read('a.jsonl', '{"text":"hi","label":3}\n')).examples[0].labels).toEqual({ intent: '3' });
    expect((await read('a.json', '[{"query":"hi","intent":"greet"},\n{"query":"bye","intent":"part"}]')).examples[1].source.line).toBe(2);
    expect((await read('a.csv.gz', gzipSync('text,label\nhi,greet\n'))).examples).toHaveLength(1);
    expect((await read('a.csv', iconv.encode('文本,意图\n你好,问候\n', 'gbk'), { encoding: 'gbk' })).examples[0]).toMatchObject({
      text: '你好',
      labels: { intent: '问候' },
    });
  });

  it('sees from the header that semicolons or tabs part the columns, and says so', async () => {
    const semicolons = await read('a.csv', '\ufefftext;intent\r\n"Wo, bitte, ist es; und wann?";track\r\n取消订单，谢谢;cancel\r\n');
    expect(semicolons.delimiter).toBe(';');
    expect(semicolons.examples.map(({ text, labels }) => [text, labels.intent])).toEqual([
      ['Wo, bitte, ist es; und wann?', 'track'],
      ['取消订单，谢谢', 'cancel'],
    ]);
    expect(await read('a.csv', 'text\tintent\nhi, you\tgreet\n')).toMatchObject({ delimiter: '\t', examples: [{ text: 'hi, you' }] });
    expect(await read('a.csv', 'text,intent\n"a;b",greet\n')).toMatchObject({ delimiter: ',', examples: [{ text: 'a;b' }] });
    expect(await read('a.csv', '"text";"intent, mostly"\nhi;greet\n', { labels: { intent: 'intent, mostly' } })).toMatchObject({
      delimiter: ';',
    });
    expect(await read('a.jsonl', '{"text":"hi","intent":"greet"}\n')).not.toHaveProperty('delimiter');
    await expect(read('a.csv', 'text;intent\tmore\nhi;greet\tx\n')).rejects.toThrow(/no column looks like the text/);
    await expect(read('a.csv', 'text;intent\nhi;greet;more\n')).rejects.toThrow(/a\.csv:2: this row has 3 columns/);
  });

  it('finds keys that not every object of a JSON file has', async () => {
    const answers = ({ examples }: { examples: { answer?: string }[] }): unknown => examples.map(({ answer }) => answer);
    const lines = '{"text":"hi","intent":"greet"}\n{"text":"再见","intent":"part","answer":"慢走"}\n';
    expect(answers(await read('a.jsonl', lines))).toEqual([undefined, '慢走']);
    expect(answers(await read('a.json', `[${lines.trim().replace('\n', ',')}]`, { answer: 'answer' }))).toEqual([undefined, '慢走']);
    await expect(read('a.jsonl', lines, { answer: 'reply' })).rejects.toThrow(/no column 'reply'\n.*'text', 'intent', 'answer'/);
    await expect(read('a.jsonl', '{"text":"hi"}\n{"text":"bye","intent":"part"}\n')).rejects.toThrow(
      /a\.jsonl:1: this row has no intent in 'intent'/,
    );
  });

  it('asks when the columns are unclear, listing those found', async () => {
    await expect(read('a.csv', 'question,query,intent\na,b,c\n')).rejects.toThrow(
      /a\.csv:1: 'query' and 'question' could each be the text\n {2}expected: the text in one of the columns found: 'question', 'query', 'intent'\n {2}hint: name it: --text COLUMN/,
    );
    await expect(read('a.csv', 'foo,bar\na,b\n')).rejects.toThrow(/no column looks like the text\n {2}expected: .*'foo', 'bar'/);
    await expect(read('a.csv', 'text,bar\na,b\n')).rejects.toThrow(/no column looks like the intent\n.*'text', 'bar'\n.*--label COLUMN/);
    await expect(read('a.csv', 'text,intent\na,b\n', { text: 'texts' })).rejects.toThrow(
      /no column 'texts'\n.*\n {2}hint: did you mean 'text'\?/,
    );
  });

  it('refuses files with nothing in them and endings it does not know', async () => {
    await expect(read('a.csv', '')).rejects.toThrow(/a\.csv: the file is empty/);
    await expect(read('a.json', '')).rejects.toThrow(/a\.json: the file is empty/);
    await expect(read('a.csv', 'text,intent\n')).rejects.toThrow(/a\.csv: the file has no rows/);
    await expect(read('a.xlsx', 'x')).rejects.toThrow(/cannot be told from the ending\n {2}expected: .*\.csv/);
    await expect(readExamples([])).rejects.toThrow(/no file was given/);
  });

  it('names the row without text or label, or sets it aside and counts it', async () => {
    const content = 'text,intent\nhi,greet\n  ,greet\nbye,\n"a, b",x\nc,d,e\n';
    await expect(read('a.csv', content)).rejects.toThrow(/a\.csv:3: this row has no text in 'text'/);
    const bad: BadRow[] = [];
    const { examples, badRows } = await read('a.csv', content, { onBadRow: (row) => bad.push(row) });
    expect(examples.map(({ text }) => text)).toEqual(['hi', 'a, b']);
    expect(bad.map(({ line }) => line)).toEqual([3, 4, 6]);
    expect(badRows).toBe(3);
  });

  it('reads several files, each with its own columns', async () => {
    await using folder = await temporaryFolder();
    const files = [
      await folder.write('a.csv', 'text,intent\nhi,greet\n'),
      await folder.write('b.jsonl', '{"utterance":"bye","label":"part"}\n'),
    ];
    expect((await readExamples(files)).examples.map(({ source }) => source.file)).toEqual(files);
  });

  it('refuses a text of 10 MB in any format', async () => {
    const long = 'x'.repeat(10_000_000);
    await expect(read('a.csv', `text,intent\n${long},a\n`)).rejects.toThrow(/a\.csv:2: a text of more than 1,000,000 characters/);
    await expect(read('a.jsonl', `{"text":"${long}","intent":"a"}\n`)).rejects.toThrow(/a\.jsonl:1: a text of more than/);
    await expect(read('a.json', `[{"text":"${long}","intent":"a"}]`)).rejects.toThrow(/a\.json:1: a text of more than/);
  });
});

describe('UserError', () => {
  it('says place, problem, expectation and remedy in one message', () => {
    const error = new UserError('this is wrong', { file: 'a.csv', line: 3, column: 5, expected: 'that', hint: 'do so' });
    expect(error.message).toBe('a.csv:3:5: this is wrong\n  expected: that\n  hint: do so');
    expect(error.name).toBe('UserError');
    expect(isUserError(error)).toBe(true);
    expect(isUserError(new Error('x'))).toBe(false);
    expect(new UserError('alone').message).toBe('alone');
  });
});
