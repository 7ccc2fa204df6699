import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The public data sets beside the repository, for tests on real files; undefined where they are not. */
export function mirrorForTests(): string | undefined {
  const shared = process.env.TEXTLOOM_SHARED ?? fileURLToPath(new URL('../../../../shared', import.meta.url));
  const folder = process.env.TEXTLOOM_MIRROR ?? join(shared, 'datasets');
  return existsSync(folder) ? folder : undefined;
}

/** A folder that is gone when the block ends (`await using`). */
export interface TemporaryFolder extends AsyncDisposable {
  path: string;
  write(name: string, content: string | Uint8Array): Promise<string>;
}

export async function temporaryFolder(): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), 'textloom-datasets-'));
  return {
    path,
    async write(name, content) {
      const file = join(path, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
      return file;
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

/** Everything that an async iterable yields. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
