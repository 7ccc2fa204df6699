import { UserError } from '@textloom/datasets';

/** Far beyond any message; a longer line is another kind of file. */
const longestMessage = 1_000_000;
const lineFeed = 10;

/**
 * The messages of a file or of stdin: its lines that are not blank, one at a time, as they arrive.
 *
 * @param name what errors call the input
 * @throws UserError with the line for bytes that are not UTF-8, and for a line of more than a million bytes
 */
export async function* linesOf(input: AsyncIterable<Uint8Array | string>, name: string): AsyncGenerator<string, void, undefined> {
  let pieces: Uint8Array[] = [];
  let held = 0;
  let line = 1;
  const hold = (piece: Uint8Array): void => {
    held += piece.length;
    if (held > longestMessage) {
      throw new UserError(`a message of more than ${longestMessage.toLocaleString('en')} bytes`, {
        file: name,
        line,
        expected: 'one message a line',
        hint: 'is this the right file?',
      });
    }
    pieces.push(piece);
  };
  const finish = (): string => {
    const text = decode(Buffer.concat(pieces), name, line);
    pieces = [];
    held = 0;
    line++;
    return text;
  };
  for await (const given of input) {
    const bytes = typeof given === 'string' ? Buffer.from(given) : given;
    let start = 0;
    for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, start)) {
      hold(bytes.subarray(start, end));
      start = end + 1;
      const text = finish();
      if (text !== '') yield text;
    }
    hold(bytes.subarray(start));
  }
  const last = finish();
  if (last !== '') yield last;
}

/** One line without a byte order mark and the blanks around it. */
function decode(bytes: Uint8Array, file: string, line: number): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).trim();
  } catch {
    throw new UserError('not valid UTF-8', { file, line, expected: 'UTF-8 text', hint: 'convert it first: iconv -t utf-8' });
  }
}
