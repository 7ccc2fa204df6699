import { isUtf8 } from 'node:buffer';
import { UserError } from '../user-error.ts';

/** Turns bytes into text piece by piece; `end` returns what was still held back. */
export interface StreamDecoder {
  write(bytes: Uint8Array): string;
  end(): string;
}

/**
 * A strict UTF-8 decoder: the first byte that is not UTF-8 is an error with its line and its offset in the file, never
 * a replacement character. A character cut by the end of a piece waits for the next piece.
 */
export function createUtf8Decoder(file: string): StreamDecoder {
  let held: Uint8Array = new Uint8Array(0);
  let offset = 0;
  let line = 1;

  const refuse = (bytes: Uint8Array, at: number): never => {
    const badLine = line + countLineFeeds(bytes.subarray(0, at));
    const byte = bytes[at].toString(16).padStart(2, '0');
    throw new UserError(`not valid UTF-8: byte 0x${byte} at offset ${offset + at}`, {
      file,
      line: badLine,
      expected: 'UTF-8 text',
      hint: 'give the encoding of the file (--encoding latin-1, gbk, utf-16le), or save it as UTF-8',
    });
  };

  return {
    write(bytes) {
      const joined = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
      const whole = joined.subarray(0, joined.length - unfinishedTail(joined));
      if (!isUtf8(whole)) refuse(whole, firstInvalidByte(whole));
      const nul = whole.indexOf(0);
      if (nul >= 0) {
        throw new UserError(`a zero byte at offset ${offset + nul}`, {
          file,
          line: line + countLineFeeds(whole.subarray(0, nul)),
          expected: 'text',
          hint: 'this looks like a binary file or UTF-16 without its mark; for the latter give --encoding utf-16le or utf-16be',
        });
      }
      held = joined.slice(whole.length);
      offset += whole.length;
      line += countLineFeeds(whole);
      return Buffer.from(whole.buffer, whole.byteOffset, whole.length).toString('utf8');
    },
    end() {
      if (held.length > 0) refuse(held, 0);
      return '';
    },
  };
}

/** Offset of the first byte that breaks UTF-8 (Unicode 16, table 3-7), or -1 where all bytes are well formed. */
export function firstInvalidByte(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at];
    const length = sequenceLength(lead);
    if (length === 0) return at;
    for (let i = 1; i < length; i++) {
      const next = bytes[at + i];
      const [low, high] = i === 1 ? secondByteRange(lead) : [0x80, 0xbf];
      if (next === undefined || next < low || next > high) return at;
    }
    at += length;
  }
  return -1;
}

function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  if (lead >= 0xf0 && lead <= 0xf4) return 4;
  return 0;
}

// The narrower ranges keep out overlong forms, surrogates and what lies beyond U+10FFFF.
function secondByteRange(lead: number): [number, number] {
  if (lead === 0xe0) return [0xa0, 0xbf];
  if (lead === 0xed) return [0x80, 0x9f];
  if (lead === 0xf0) return [0x90, 0xbf];
  if (lead === 0xf4) return [0x80, 0x8f];
  return [0x80, 0xbf];
}

/** How many bytes at the end (0 to 3) begin a character that the next piece may finish. */
function unfinishedTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back];
    if (byte >= 0x80 && byte <= 0xbf) continue;
    return sequenceLength(byte) > back ? back : 0;
  }
  return 0;
}

function countLineFeeds(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}
