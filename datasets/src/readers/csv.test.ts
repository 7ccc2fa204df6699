import { describe, expect, it } from 'vitest';
import { all, mirrorForTests, temporaryFolder } from '../testing/files.ts';
import type { BadRow } from './bad-row.ts';
import { type CsvOptions, readCsv, readTsv } from './csv.ts';

const mirror = mirrorForTests();

async function rowsOf(content: string | Uint8Array, options: CsvOptions = {}) {
  await using folder = await temporaryFolder();
  return await all(readCsv(await folder.write('t.csv', content), options));
}

describe('readCsv', () => {
  it('gives each row its true first line, over quoted line breaks and blank lines', async () => {
    const rows = await rowsOf('text,intent\r\n"two\r\nlines",a\r\n\r\n\r\n"say ""hi""",b\r\nlast,c');
    expect(rows).toEqual([
      { line: 2, fields: { text: 'two\nlines', intent: 'a' } },
      { line: 6, fields: { text: 'say "hi"', intent: 'b' } },
      { line: 7, fields: { text: 'last', intent: 'c' } },
    ]);
  });

  it('lists the columns found and the nearest when one is missing', async () => {
    await expect(rowsOf('utterance,intnet\nx,y\n', { columns: ['intent'] })).rejects.toThrow(
      /t\.csv:1: there is no column 'intent'\n {2}expected: one of the columns found: 'utterance', 'intnet'\n {2}hint: did you mean 'intnet'\?/,
    );
    await expect(rowsOf('text;intent\nx;y\n', { columns: ['text'] })).rejects.toThrow(/separated by ";"/);
    await expect(rowsOf('text,text\nx,y\n')).rejects.toThrow(/two columns are called 'text'/);
  });

  it('refuses a row with another number of columns, or sets it aside', async () => {
    const content = 'text,intent\ngood,a\nbad, worse,b\nshort\nfine,c\n';
    await expect(rowsOf(content)).rejects.toThrow(/t\.csv:3: this row has 3 columns\n {2}expected: 2 columns \(text, intent\)/);
    const bad: BadRow[] = [];
    const rows = await rowsOf(content, { onBadRow: (row) => bad.push(row) });
    expect(rows.map(({ line }) => line)).toEqual([2, 5]);
    expect(bad.map(({ line, problem, raw }) => [line, problem, raw])).toEqual([
      [3, 'this row has 3 columns', 'bad, worse,b'],
      [4, 'this row has 1 column', 'short'],
    ]);
  });

  it('names the line of quotes out of place, and of one that never closes', async () => {
    await expect(rowsOf('a,b\n1,2\nx,"y" z\n')).rejects.toThrow(/t\.csv:3: a double quote out of place/);
    await expect(rowsOf('a,b\n1,2\n"x,2\n3,4\n5,6\n')).rejects.toThrow(/t\.csv:3: a quoted field opens in this row and is never closed/);
    const bad: BadRow[] = [];
    const rows = await rowsOf('a,b\n1,2\nx,"y" z\n3,4\n', { onBadRow: (row) => bad.push(row) });
    expect(rows.map(({ fields }) => fields.a)).toEqual(['1', '3']);
    expect(bad.map(({ line }) => line)).toEqual([3]);
  });

  it('refuses an empty file and a 10 MB field', async () => {
    await expect(rowsOf('')).rejects.toThrow(/the file is empty/);
    await expect(rowsOf('\n\n')).rejects.toThrow(/the file is empty/);
    await expect(rowsOf(`text,intent\nok,a\n"${'x'.repeat(10_000_000)}",b\n`)).rejects.toThrow(
      /t\.csv:3: a text of more than 1,000,000 characters/,
    );
  });

  it('refuses bytes that are not UTF-8 and reads them when the encoding is named', async () => {
    const latin = Buffer.from('text,intent\ncafé,a\n', 'latin1');
    await expect(rowsOf(latin)).rejects.toThrow(/t\.csv:2: not valid UTF-8/);
    expect(await rowsOf(latin, { encoding: 'latin-1' })).toEqual([{ line: 2, fields: { text: 'café', intent: 'a' } }]);
  });

  it('stops reading when the caller does', async () => {
    await using folder = await temporaryFolder();
    const file = await folder.write('t.csv', `a\n${'x\n'.repeat(100_000)}`);
    for await (const { line } of readCsv(file)) {
      expect(line).toBe(2);
      break;
    }
  });

  it.skipIf(mirror === undefined)('reads BANKING77, whose questions hold line breaks (needs ../shared)', async () => {
    const rows = await all(readCsv(`${mirror}/banking77/train.csv`, { columns: ['text', 'category'] }));
    expect(rows).toHaveLength(10_003);
    expect(rows.filter(({ fields }) => fields.text.includes('\n'))).toHaveLength(10);
  });
});

describe('readTsv', () => {
  it('takes quotes as characters', async () => {
    await using folder = await temporaryFolder();
    const file = await folder.write('t.tsv', 'quiet\tsaid "no\nx\t"y\n');
    const rows = await all(readTsv(file, { header: ['label', 'text'] }));
    expect(rows.map(({ line, fields }) => [line, fields.text])).toEqual([
      [1, 'said "no'],
      [2, '"y'],
    ]);
  });
});
