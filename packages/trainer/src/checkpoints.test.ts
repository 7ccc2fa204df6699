import { mkdtemp, readdir, readFile, rm, truncate, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCheckpointFolder, writeCheckpointFolder } from './checkpoint-folder.ts';
import { Checkpoints } from './checkpoints.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'checkpoints-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe('a checkpoint folder', () => {
  it('gives back what was written, and replaces what was there', async () => {
    const path = join(folder, 'one');
    await writeCheckpointFolder(path, { state: { step: 1 }, files: { old: bytes(9) } });
    await writeCheckpointFolder(path, { state: { step: 3, score: 0.1 + 0.2 }, files: { a: bytes(1, 2), b: bytes() } });
    const read = await readCheckpointFolder(path);
    expect(read.state).toEqual({ step: 3, score: 0.1 + 0.2 });
    expect(Object.entries(read.files).map(([name, content]) => [name, [...content]])).toEqual([
      ['a', [1, 2]],
      ['b', []],
    ]);
    expect(await readdir(folder)).toEqual(['one']);
    expect((await readdir(path)).sort()).toEqual(['a', 'b', 'state.json']);
  });

  it.each([
    { damage: 'a file cut short', by: (path: string) => truncate(join(path, 'a'), 1), message: /a has 1 bytes; expected 3/ },
    { damage: 'a changed file', by: (path: string) => writeFile(join(path, 'a'), bytes(1, 2, 4)), message: /a was changed/ },
    { damage: 'a missing file', by: (path: string) => unlink(join(path, 'a')), message: /a cannot be read: there is no such file/ },
    { damage: 'a state cut short', by: (path: string) => truncate(join(path, 'state.json'), 40), message: /state\.json is not JSON/ },
    {
      damage: 'a changed state',
      by: async (path: string) => {
        const text = await readFile(join(path, 'state.json'), 'utf8');
        await writeFile(join(path, 'state.json'), text.replace('"step": 7', '"step": 8'));
      },
      message: /state\.json was changed/,
    },
    {
      damage: 'another kind of file',
      by: (path: string) => writeFile(join(path, 'state.json'), '[1]'),
      message: /does not describe a training checkpoint/,
    },
  ])('names $damage', async ({ by, message }) => {
    const path = join(folder, 'one');
    await writeCheckpointFolder(path, { state: { step: 7 }, files: { a: bytes(1, 2, 3) } });
    await by(path);
    await expect(readCheckpointFolder(path)).rejects.toMatchObject({
      name: 'UserError',
      folder: path,
      message: expect.stringMatching(message),
    });
  });

  it('leaves nothing behind when it cannot be written', async () => {
    await writeFile(join(folder, 'file'), '');
    const writing = writeCheckpointFolder(join(folder, 'file', 'one'), { state: {}, files: {} });
    await expect(writing).rejects.toMatchObject({ name: 'UserError', message: expect.stringMatching(/one could not be written: /) });
    expect(await readdir(folder)).toEqual(['file']);
  });
});

describe('Checkpoints', () => {
  const bestOf = (state: unknown): string | undefined => (state as { best?: string }).best;
  const write = async (checkpoints: Checkpoints, step: number, best: string): Promise<void> => {
    await checkpoints.write(Checkpoints.nameOf('step', step), { state: { step, best }, files: { a: bytes(step) } });
  };

  it('keeps the last ones, and the best ones that they go with', async () => {
    const checkpoints = new Checkpoints(folder, 2);
    for (const step of [5, 10]) await checkpoints.write(Checkpoints.nameOf('best', step), { state: {}, files: {} });
    await write(checkpoints, 5, 'best-00000005');
    for (const step of [10, 15, 20]) await write(checkpoints, step, 'best-00000010');
    await writeFile(join(folder, '.partial-step-00000025'), '');
    await writeFile(join(folder, 'notes.txt'), 'mine');
    await checkpoints.prune(bestOf);
    expect((await readdir(folder)).sort()).toEqual(['best-00000010', 'notes.txt', 'step-00000015', 'step-00000020']);
  });

  it('finds the newest that is whole, and says why newer ones are not', async () => {
    const checkpoints = new Checkpoints(folder, 3);
    expect(await checkpoints.newest()).toBeUndefined();
    for (const step of [9, 10, 11]) await write(checkpoints, step, '');
    await truncate(join(folder, 'step-00000011', 'a'), 0);
    const found = await checkpoints.newest();
    expect(found?.name).toBe('step-00000010');
    expect(found?.contents.state).toEqual({ step: 10, best: '' });
    expect(found?.skipped.map((error) => error.message)).toEqual([expect.stringMatching(/step-00000011.a has 0 bytes; expected 1/)]);
    for (const name of ['step-00000009', 'step-00000010']) await unlink(join(folder, name, 'state.json'));
    await expect(checkpoints.newest()).rejects.toThrow(/No checkpoint in .* can be used:(\n.*step-000000.*){3}/);
  });
});
