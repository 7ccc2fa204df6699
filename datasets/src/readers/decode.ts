import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip, gunzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { UserError } from '../user-error.ts';
import { createUtf8Decoder, type StreamDecoder } from './utf8.ts';

/** `auto`: what the byte order mark says, else UTF-8, strictly. */
export type Encoding = 'auto' | 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin-1' | 'gbk';

export interface DecodeOptions {
  /** Default `auto`. */
  encoding?: Encoding;
  /** `lf` (default): CRLF becomes LF. `kept`: as in the file, for offsets that are to hold there. */
  lineBreaks?: 'lf' | 'kept';
  /** Read in place of the file, whose name then only says in messages what this is: stdin. Not unpacked. */
  input?: AsyncIterable<Uint8Array>;
}

const encodingNames: Record<string, Encoding> = {
  auto: 'auto',
  utf8: 'utf-8',
  utf16: 'utf-16le',
  utf16le: 'utf-16le',
  utf16be: 'utf-16be',
  latin1: 'latin-1',
  iso88591: 'latin-1',
  gbk: 'gbk',
  gb2312: 'gbk',
  gb18030: 'gbk',
};

/** The encoding that a user's word means (`UTF8`, `ISO-8859-1`, `GB2312`, ...). Throws a `UserError` for an unknown one. */
export function parseEncoding(name: string): Encoding {
  const encoding = encodingNames[name.toLowerCase().replaceAll(/[-_ ]/g, '')];
  if (encoding === undefined) {
    throw new UserError(`unknown encoding '${name}'`, { expected: 'auto, utf-8, utf-16le, utf-16be, latin-1 or gbk' });
  }
  return encoding;
}

/**
 * The text in `bytes`: gzip is unpacked, a byte order mark is obeyed and removed, CRLF becomes LF unless `lineBreaks` says otherwise.
 * Throws a `UserError` for bytes that do not belong to the encoding; `file` is the name that such an error gives.
 */
export function decode(bytes: Uint8Array, options: DecodeOptions = {}, file = 'input'): string {
  const plain = isGzip(bytes) ? unzip(bytes, file) : bytes;
  const { decoder, skip } = chooseDecoder(plain, options.encoding ?? 'auto', file);
  const text = decoder.write(plain.subarray(skip)) + decoder.end();
  return options.lineBreaks === 'kept' ? text : text.replaceAll('\r\n', '\n');
}

/** The text of a file as `decode` gives it, piece by piece, so that a file of any size passes through little memory. */
export async function* readPieces(file: string, options: DecodeOptions = {}): AsyncGenerator<string, void, undefined> {
  let decoder: StreamDecoder | undefined;
  let head: Uint8Array = new Uint8Array(0);
  let heldReturn = '';
  const unixLineBreaks = (piece: string): string => {
    if (options.lineBreaks === 'kept') return piece;
    const text = heldReturn + piece;
    heldReturn = text.endsWith('\r') ? '\r' : '';
    return (heldReturn === '' ? text : text.slice(0, -1)).replaceAll('\r\n', '\n');
  };
  for await (const bytes of options.input ?? readBytes(file)) {
    let rest = bytes;
    if (decoder === undefined) {
      head = Buffer.concat([head, bytes]);
      // Three bytes are enough to see any byte order mark.
      if (head.length < 3) continue;
      const chosen = chooseDecoder(head, options.encoding ?? 'auto', file);
      decoder = chosen.decoder;
      rest = head.subarray(chosen.skip);
    }
    const piece = unixLineBreaks(decoder.write(rest));
    if (piece !== '') yield piece;
  }
  if (decoder === undefined) {
    if (head.length > 0) yield decode(head, options, file);
    return;
  }
  const last = heldReturn + decoder.end();
  if (last !== '') yield last;
}

/** The bytes of a file, unpacked where it is gzip (known by its first two bytes, whatever the file is called). */
async function* readBytes(file: string): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    const zipped = await startsAsGzip(file);
    const stream = createReadStream(file, { highWaterMark: 1 << 18 });
    if (!zipped) {
      yield* stream;
      return;
    }
    // pipeline hands an error of the file on to the unzipper, which is what is read here.
    const unzipped = createGunzip({ chunkSize: 1 << 18 });
    pipeline(stream, unzipped, () => {});
    yield* unzipped;
  } catch (error) {
    throw explainFileError(error, file);
  }
}

async function startsAsGzip(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && isGzip(buffer);
  } finally {
    await handle.close();
  }
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function unzip(bytes: Uint8Array, file: string): Uint8Array {
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw explainFileError(error, file);
  }
}

function chooseDecoder(head: Uint8Array, wanted: Encoding, file: string): { decoder: StreamDecoder; skip: number } {
  const mark = byteOrderMark(head);
  const encoding = wanted === 'auto' ? (mark?.encoding ?? 'utf-8') : wanted;
  const skip = mark !== undefined && mark.encoding === encoding ? mark.length : 0;
  return { decoder: encoding === 'utf-8' || encoding === 'auto' ? createUtf8Decoder(file) : createTableDecoder(encoding, file), skip };
}

function byteOrderMark(head: Uint8Array): { encoding: Encoding; length: number } | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', length: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', length: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', length: 2 };
  return undefined;
}

/** UTF-16, Latin-1 and GBK by iconv-lite, whose sign for an impossible byte (U+FFFD) is made an error with its line. */
function createTableDecoder(encoding: Exclude<Encoding, 'auto' | 'utf-8'>, file: string): StreamDecoder {
  const table = { 'utf-16le': 'utf-16le', 'utf-16be': 'utf-16be', 'latin-1': 'iso-8859-1', gbk: 'gb18030' }[encoding];
  const decoder = iconv.getDecoder(table, { stripBOM: false });
  let line = 1;
  const check = (text: string): string => {
    const bad = text.indexOf('\ufffd');
    const read = bad < 0 ? text : text.slice(0, bad);
    for (let at = read.indexOf('\n'); at >= 0; at = read.indexOf('\n', at + 1)) line++;
    if (bad >= 0) {
      throw new UserError(`bytes that are not ${encoding}`, {
        file,
        line,
        expected: `${encoding} text`,
        hint: 'is this the encoding of the file?',
      });
    }
    return text;
  };
  return { write: (bytes) => check(decoder.write(Buffer.from(bytes))), end: () => check(decoder.end() ?? '') };
}

/** Turns what the operating system or zlib says about a file into a `UserError`; other errors pass unchanged. */
export function explainFileError(error: unknown, file: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const details = { file, cause: error };
  if (code === 'ENOENT')
    return new UserError('there is no such file', { ...details, hint: 'check the path; it is taken from the current folder' });
  if (code === 'EISDIR') return new UserError('this is a folder', { ...details, expected: 'a file' });
  if (code === 'EACCES' || code === 'EPERM')
    return new UserError('the file may not be read', { ...details, hint: 'check its permissions' });
  if (code === 'Z_BUF_ERROR')
    return new UserError('the gzip file ends too early', { ...details, hint: 'it was cut: copy or download it again' });
  if (code.startsWith('Z_')) return new UserError('the gzip file is damaged', { ...details, hint: 'copy or download it again' });
  return error;
}
