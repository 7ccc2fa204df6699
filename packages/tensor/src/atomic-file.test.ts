import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { syncFolder, writeFileAtomic, writeFileSynced } from './atomic-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'atomic-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('writeFileAtomic', () => {
  it('writes new content over old and leaves nothing beside it', async () => {
    const path = join(folder, 'config.json');
    await writeFileAtomic(path, '{"a":1}');
    await writeFileAtomic(path, new TextEncoder().encode('{"a":2}'));
    expect(readFileSync(path, 'utf8')).toBe('{"a":2}');
    expect(readdirSync(folder)).toEqual(['config.json']);
  });

  it('says in words why it cannot write', async () => {
    const missing = join(folder, 'missing', 'config.json');
    await expect(writeFileAtomic(missing, '')).rejects.toThrow(`${missing} could not be written: the folder does not exist (ENOENT)`);
    const taken = join(folder, 'taken');
    mkdirSync(taken);
    await expect(writeFileAtomic(taken, '')).rejects.toThrow('there is a folder of that name');
    await expect(writeFileAtomic(taken, '')).rejects.toMatchObject({ name: 'UserError' });
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('writes pieces as they arrive, and what they throw leaves the old content as it was', async () => {
    const path = join(folder, 'pieces.txt');
    const pieces = async function* (fault?: Error): AsyncGenerator<string> {
      yield 'Ada Lovelace\n';
      if (fault !== undefined) throw fault;
      yield '李四\n';
    };
    await writeFileAtomic(path, pieces());
    await expect(writeFileAtomic(path, pieces(new RangeError('the third line is broken')))).rejects.toThrow(
      new RangeError('the third line is broken'),
    );
    expect(readFileSync(path, 'utf8')).toBe('Ada Lovelace\n李四\n');
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  // a limit on the size of files stands in for the end of the disk: the write fails in the middle of the file
  it.skipIf(process.platform === 'win32')('keeps the old content and leaves nothing when the disk ends in the middle', () => {
    const path = join(folder, 'model.bin');
    writeFileSync(path, 'old');
    const script = `
      import { writeFileAtomic } from ${JSON.stringify(new URL('./atomic-file.ts', import.meta.url).href)};
      process.on('SIGXFSZ', () => {});
      await writeFileAtomic(${JSON.stringify(path)}, new Uint8Array(1_000_000)).catch((error) => console.log(error.name, error.message));`;
    const { stdout, stderr } = spawnSync('sh', ['-c', 'ulimit -f 64 && exec "$0" --input-type=module -e "$1"', process.execPath, script], {
      encoding: 'utf8',
    });
    expect(`${stdout}${stderr}`).toContain(`UserError ${path} could not be written: the file is larger than the system allows (EFBIG)`);
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});

describe('writeFileSynced and syncFolder', () => {
  it('write a new file, never over an old one, and pass over a folder that cannot be synced', async () => {
    const path = join(folder, 'part.bin');
    await writeFileSynced(path, Uint8Array.of(1, 2, 3));
    await expect(writeFileSynced(path, 'other')).rejects.toMatchObject({ code: 'EEXIST' });
    expect([...readFileSync(path)]).toEqual([1, 2, 3]);
    await syncFolder(folder);
    await expect(syncFolder(join(folder, 'missing'))).resolves.toBeUndefined();
  });
});
