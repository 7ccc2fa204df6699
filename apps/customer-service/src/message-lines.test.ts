import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesOf } from './message-lines.ts';

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array, void, undefined> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function read(content: string | Uint8Array, size = 7): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of linesOf(inPieces(Buffer.from(content), size), 'stdin')) lines.push(line);
  return lines;
}

describe('linesOf', () => {
  it('gives the lines that are not blank, without their ends and a byte order mark', async () => {
    expect(await read('\u{feff}where is my parcel\r\n\n  \n 我要退款 \nlast')).toEqual(['where is my parcel', '我要退款', 'last']);
    expect(await read('')).toEqual([]);
  });

  it('is the same however the bytes arrive', async () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replaceAll('\n', ' '));
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.integer({ min: 1, max: 9 }), async (lines, size) => {
        const text = lines.join('\n');
        expect(await read(text, size)).toEqual(await read(text, 1e6));
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ['bytes that are not UTF-8', Buffer.from([0x61, 0x0a, 0xe6, 0x88, 0x0a]), /^stdin:2: not valid UTF-8\n {2}expected: UTF-8 text/],
    ['a line that never ends', `a\n\n${'b'.repeat(1_000_001)}`, /^stdin:3: a message of more than 1,000,000 bytes/],
  ])('%s is an error that names the line', async (_, content, message) => {
    await expect(read(content, 1000)).rejects.toMatchObject({ name: 'UserError', message: expect.stringMatching(message) });
  });
});
