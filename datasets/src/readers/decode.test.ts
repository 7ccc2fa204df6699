import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { all, temporaryFolder } from '../testing/files.ts';
import { decode, parseEncoding, readPieces } from './decode.ts';
import { readText } from './text.ts';
import { createUtf8Decoder, firstInvalidByte } from './utf8.ts';

describe('decode', () => {
  it('obeys and removes byte order marks', () => {
    expect(decode(Buffer.from('\ufeff你好', 'utf8'))).toBe('你好');
    expect(decode(Buffer.from('\ufeff你好', 'utf16le'))).toBe('你好');
    expect(decode(iconv.encode('你好', 'utf-16be', { addBOM: true }))).toBe('你好');
  });

  it('reads Latin-1 and GBK when told, as ISO-8859-1 and not as Windows-1252', () => {
    expect(decode(Buffer.from([0xe9, 0x20, 0x80]), { encoding: 'latin-1' })).toBe('é \u0080');
    expect(decode(iconv.encode('订单在哪里', 'gbk'), { encoding: 'gbk' })).toBe('订单在哪里');
    expect(() => decode(Buffer.from([0x61, 0x0a, 0xff]), { encoding: 'gbk' }, 'a.csv')).toThrow(/a\.csv:2: bytes that are not gbk/);
  });

  it('unpacks gzip and makes CRLF one line feed, but leaves a lone CR', () => {
    expect(decode(gzipSync('a\r\nb\rc'))).toBe('a\nb\rc');
  });

  it('keeps line breaks as they are when told, and reads bytes that are in no file', async () => {
    expect(decode(Buffer.from('甲\r\nb'), { lineBreaks: 'kept' })).toBe('甲\r\nb');
    const input = async function* (): AsyncGenerator<Uint8Array> {
      for (const byte of Buffer.from('甲\r\nb\r\n')) yield Uint8Array.of(byte);
    };
    expect((await all(readPieces('stdin', { input: input(), lineBreaks: 'kept' }))).join('')).toBe('甲\r\nb\r\n');
    expect(await all(readText('stdin', { input: input() }))).toEqual([
      { line: 1, text: '甲' },
      { line: 2, text: 'b' },
    ]);
  });

  it('names line and offset of the first byte that is not UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from('id,text\n1,好\n2,caf'), Buffer.from([0xe9]), Buffer.from('\n')]);
    expect(() => decode(bytes, {}, 'shop.csv')).toThrow(
      /^shop\.csv:3: not valid UTF-8: byte 0xe9 at offset 19\n.*expected: UTF-8 text\n.*--encoding latin-1/s,
    );
  });

  it('points at UTF-16 without a mark', () => {
    expect(() => decode(Buffer.from('text', 'utf16le'))).toThrow(/zero byte at offset 1.*utf-16le/s);
  });

  it('refuses an encoding nobody knows', () => {
    expect(parseEncoding('ISO-8859-1')).toBe('latin-1');
    expect(() => parseEncoding('klingon')).toThrow(/unknown encoding 'klingon'/);
  });

  it('gives the same text however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 40 }).filter((text) => !text.includes('\0')),
        fc.array(fc.nat(60)),
        (text, cuts) => {
          const bytes = Buffer.from(text);
          const decoder = createUtf8Decoder('x');
          const ends = [...new Set([...cuts.filter((cut) => cut < bytes.length), bytes.length])].sort((a, b) => a - b);
          let start = 0;
          let read = '';
          for (const end of ends) {
            read += decoder.write(bytes.subarray(start, end));
            start = end;
          }
          expect(read + decoder.end()).toBe(text);
        },
      ),
    );
  });

  it('agrees with the platform on what is UTF-8', () => {
    const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 8 }), (bytes) => {
        let valid = true;
        try {
          strict.decode(bytes);
        } catch {
          valid = false;
        }
        expect(firstInvalidByte(bytes) === -1).toBe(valid);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('readPieces and readText', () => {
  it('gives the lines of gzip and CRLF files, the last without its break', async () => {
    await using folder = await temporaryFolder();
    const file = await folder.write('a.txt.gz', gzipSync('one\r\n\r\n三'));
    expect(await all(readText(file))).toEqual([
      { line: 1, text: 'one' },
      { line: 2, text: '' },
      { line: 3, text: '三' },
    ]);
  });

  it('passes a large file through in pieces without harming CRLF or characters at their seams', async () => {
    await using folder = await temporaryFolder();
    const lines = Array.from({ length: 30_000 }, (_, index) => `第${index}行 ${'x'.repeat(index % 37)}`);
    const file = await folder.write('big.txt', lines.join('\r\n'));
    const pieces = await all(readPieces(file));
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces.join('')).toBe(lines.join('\n'));
  });

  it('says what is wrong with the file itself', async () => {
    await using folder = await temporaryFolder();
    await expect(all(readText(`${folder.path}/none.txt`))).rejects.toThrow(/none\.txt: there is no such file/);
    await expect(all(readText(folder.path))).rejects.toThrow(/this is a folder/);
    const cut = await folder.write('cut.gz', gzipSync('hello '.repeat(1000)).subarray(0, 30));
    await expect(all(readText(cut))).rejects.toThrow(/gzip file ends too early/);
  });

  it('refuses a 10 MB line, naming it, and takes it when told', async () => {
    await using folder = await temporaryFolder();
    const file = await folder.write('long.txt', `short\n${'x'.repeat(10_000_000)}\n`);
    await expect(all(readText(file))).rejects.toThrow(/long\.txt:2: a text of more than 1,000,000 characters/);
    expect(await all(readText(file, { longestLine: 20_000_000 }))).toHaveLength(2);
  });
});
