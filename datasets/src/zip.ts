import { readFile, writeFile } from 'node:fs/promises';
import { inflateRawSync } from 'node:zlib';
import { UserError } from './user-error.ts';

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;

/**
 * Writes one member of a zip archive (stored or deflated; PKWARE APPNOTE 6.3, without zip64) to `target`.
 * Throws a `UserError` for what is no zip archive and for a member that is not in it.
 */
export async function unpackMember(archive: string, member: string, target: string): Promise<void> {
  const bytes = await readFile(archive);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== endOfDirectory) end--;
  if (end < 0) throw new UserError('this is no zip archive', { file: archive });
  const names: string[] = [];
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0 && view.getUint32(at, true) === directoryEntry; left--) {
    const nameLength = view.getUint16(at + 28, true);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    if (name === member) {
      const local = view.getUint32(at + 42, true);
      const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
      const packed = bytes.subarray(start, start + view.getUint32(at + 20, true));
      await writeFile(target, view.getUint16(at + 10, true) === 0 ? packed : inflateRawSync(packed));
      return;
    }
    names.push(name);
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  throw new UserError(`the archive has no member '${member}'`, { file: archive, expected: `one of ${names.join(', ')}` });
}
