import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { basename } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { DatasetFile } from './descriptor.ts';
import { defaultCacheFolder, type FetchProgress, fetchDataset, fetchFile } from './fetch.ts';
import { mirrorForTests, temporaryFolder } from './testing/files.ts';

const mirror = mirrorForTests();
const content = Buffer.from('text,label\n'.repeat(20_000));

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function serve(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/data.csv`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A server that knows ranges and, the first `cuts` times, breaks off in the middle. */
function rangeServer(ranges: (string | undefined)[], cuts = 0, body: Buffer = content) {
  let left = cuts;
  return serve((request, response) => {
    const { range } = request.headers;
    ranges.push(range);
    const from = Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0);
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': body.length - from });
    if (left-- > 0) {
      response.write(body.subarray(from, from + 70_000), () => setTimeout(() => response.destroy(), 20));
    } else response.end(body.subarray(from));
  });
}

function fileAt(url: string, bytes: Buffer = content): DatasetFile {
  return { path: 'example/data.csv', url, bytes: bytes.length, sha256: sha256(bytes) };
}

describe('fetchFile', () => {
  it('takes the file from the mirror, with no copy, when its hash is right', async () => {
    await using folder = await temporaryFolder();
    const place = await folder.write('mirror/example/data.csv', content);
    const told: FetchProgress[] = [];
    const options = {
      mirror: `${folder.path}/mirror`,
      cacheFolder: `${folder.path}/cache`,
      onProgress: (progress: FetchProgress) => told.push(progress),
    };
    expect(await fetchFile(fileAt('http://127.0.0.1:9/none'), options)).toBe(place);
    expect(told).toEqual([{ path: 'example/data.csv', from: 'mirror', received: content.length, total: content.length }]);
    expect(existsSync(`${folder.path}/cache`)).toBe(false);
  });

  it('refuses another file in the mirror and leaves it there', async () => {
    await using folder = await temporaryFolder();
    const place = await folder.write('mirror/example/data.csv', 'other');
    await expect(fetchFile(fileAt('http://127.0.0.1:9/none'), { mirror: `${folder.path}/mirror` })).rejects.toThrow(
      new RegExp(`data\\.csv: refused: its sha256 is ${sha256(Buffer.from('other'))}\n {2}expected: ${sha256(content)}`),
    );
    expect(await readFile(place, 'utf8')).toBe('other');
    await expect(fetchFile(fileAt('http://127.0.0.1:9/none'), { mirror: `${folder.path}/nowhere` })).rejects.toThrow(
      /nowhere: there is no such folder/,
    );
  });

  it('downloads once, with progress, and then uses the cache', async () => {
    await using folder = await temporaryFolder();
    const ranges: (string | undefined)[] = [];
    await using server = await rangeServer(ranges);
    const told: FetchProgress[] = [];
    const options = { mirror: '', cacheFolder: folder.path, onProgress: (progress: FetchProgress) => told.push(progress) };
    const place = await fetchFile(fileAt(server.url), options);
    expect(await readFile(place)).toEqual(content);
    expect(told.at(-1)).toMatchObject({ from: 'download', received: content.length });
    await fetchFile(fileAt(server.url), options);
    expect(told.at(-1)).toMatchObject({ from: 'cache' });
    expect(ranges).toEqual([undefined]);
  });

  it('goes on where the connection was cut', async () => {
    await using folder = await temporaryFolder();
    const ranges: (string | undefined)[] = [];
    await using server = await rangeServer(ranges, 1);
    const place = await fetchFile(fileAt(server.url), { mirror: '', cacheFolder: folder.path });
    expect(await readFile(place)).toEqual(content);
    expect(ranges).toHaveLength(2);
    expect(ranges[1]).toMatch(/^bytes=[1-9]\d*-$/);
    expect(existsSync(`${place}.part`)).toBe(false);
  });

  it('goes on from what an earlier, killed download left, and also with a server that knows no ranges', async () => {
    await using folder = await temporaryFolder();
    const ranges: (string | undefined)[] = [];
    await using server = await rangeServer(ranges);
    await folder.write('example/data.csv.part', content.subarray(0, 1234));
    expect(await readFile(await fetchFile(fileAt(server.url), { mirror: '', cacheFolder: folder.path }))).toEqual(content);
    expect(ranges).toEqual(['bytes=1234-']);

    await using other = await temporaryFolder();
    await using plain = await serve((_, response) => response.end(content));
    await other.write('example/data.csv.part', content.subarray(0, 1234));
    expect(await readFile(await fetchFile(fileAt(plain.url), { mirror: '', cacheFolder: other.path }))).toEqual(content);
  });

  it('goes on from the part of a process that was killed, and leaves one alone that still runs', async () => {
    await using folder = await temporaryFolder();
    const options = { mirror: '', cacheFolder: folder.path };
    const ended = spawnSync(process.execPath, ['--version']).pid;
    const partOf = (pid: number): string => `example/data.csv.${hostname().replaceAll(/[^\w]/g, '-')}.${pid}.0123abcd.part`;
    const ranges: (string | undefined)[] = [];
    await using server = await rangeServer(ranges);
    const running = await folder.write(partOf(process.ppid), content.subarray(0, 99));
    await folder.write(partOf(ended), content.subarray(0, 1234));
    expect(await readFile(await fetchFile(fileAt(server.url), options))).toEqual(content);
    expect(ranges).toEqual(['bytes=1234-']);
    expect(await readdir(`${folder.path}/example`)).toEqual(['data.csv', basename(running)]);
  });

  it('gives two that fetch at once the whole file each', async () => {
    await using folder = await temporaryFolder();
    const options = { mirror: '', cacheFolder: folder.path };
    await using server = await rangeServer([], 2);
    await folder.write('example/data.csv.part', content.subarray(0, 1234));
    const places = await Promise.all([1, 2, 3].map(() => fetchFile(fileAt(server.url), options)));
    for (const place of places) expect(await readFile(place)).toEqual(content);
    expect(await readdir(`${folder.path}/example`)).toEqual(['data.csv']);
  });

  it('leaves what has arrived for the next download when it gives up', async () => {
    await using folder = await temporaryFolder();
    const options = { mirror: '', cacheFolder: folder.path };
    const server = await rangeServer([]);
    await server[Symbol.asyncDispose]();
    const part = await folder.write('example/data.csv.part', content.subarray(0, 1234));
    await expect(fetchFile(fileAt(server.url), options)).rejects.toThrow('cannot be downloaded');
    expect((await stat(part)).size).toBe(1234);
  });

  it('deletes and refuses a download with another hash, or longer than registered', async () => {
    await using folder = await temporaryFolder();
    const same = Buffer.from(content).fill('x', 0, 1);
    await using server = await rangeServer([], 0, same);
    const options = { mirror: '', cacheFolder: folder.path };
    await expect(fetchFile(fileAt(server.url), options)).rejects.toThrow(
      /refused: its sha256 is .*\n {2}expected: .*\n.*the download was deleted/,
    );
    expect(existsSync(`${folder.path}/example/data.csv.part`)).toBe(false);
    expect(existsSync(`${folder.path}/example/data.csv`)).toBe(false);
    await using longer = await rangeServer([], 0, Buffer.concat([content, Buffer.from('more')]));
    await expect(fetchFile(fileAt(longer.url), options)).rejects.toThrow(/serves more than the registered 220000 bytes/);
  });

  it('mends a damaged file in the cache', async () => {
    await using folder = await temporaryFolder();
    await using server = await rangeServer([]);
    await folder.write('example/data.csv', 'damaged');
    const place = await fetchFile(fileAt(server.url), { mirror: '', cacheFolder: folder.path });
    expect((await stat(place)).size).toBe(content.length);
  });

  it('says what to do about 404 and about no network', async () => {
    await using folder = await temporaryFolder();
    const options = { mirror: '', cacheFolder: folder.path };
    await using server = await serve((_, response) => response.writeHead(404).end());
    await expect(fetchFile(fileAt(server.url), options)).rejects.toThrow(/answers 404 Not Found.+TEXTLOOM_MIRROR/s);
    const closed = await serve(() => {});
    await closed[Symbol.asyncDispose]();
    await expect(fetchFile(fileAt(closed.url), options)).rejects.toThrow(
      /cannot be downloaded: .*ECONNREFUSED.*\n {2}expected: .*TEXTLOOM_MIRROR is not set.*\n {2}hint: set TEXTLOOM_MIRROR .* put the file at .*example\/data\.csv.*HTTPS_PROXY/,
    );
  });

  it('unpacks a member of a zip archive, and refuses another archive', async () => {
    await using folder = await temporaryFolder();
    const archive = zipOf('inside/data.csv', content);
    await using server = await rangeServer([], 0, archive);
    const derivation = { from: 'zip' as const, archiveSha256: sha256(archive), member: 'inside/data.csv' };
    const options = { mirror: '', cacheFolder: folder.path };
    expect(await readFile(await fetchFile({ ...fileAt(server.url), derivation }, options))).toEqual(content);
    const elsewhere = { ...fileAt(server.url), path: 'example/other.csv' };
    await expect(fetchFile({ ...elsewhere, derivation: { ...derivation, archiveSha256: '0'.repeat(64) } }, options)).rejects.toThrow(
      /the archive is not the registered one/,
    );
    await expect(fetchFile({ ...elsewhere, derivation: { ...derivation, member: 'none' } }, options)).rejects.toThrow(
      /no member 'none'\n {2}expected: one of inside\/data\.csv/,
    );
  });

  it('tells how a file that was made by hand is made', async () => {
    await using folder = await temporaryFolder();
    const derivation = { from: 'hand' as const, steps: 'join the parts.' };
    await expect(
      fetchFile({ ...fileAt('https://example.org/parts'), derivation }, { mirror: '', cacheFolder: folder.path }),
    ).rejects.toThrow(
      /made by hand\n {2}expected: the file in a mirror .*\n {2}hint: to make it: join the parts\. Source: https:\/\/example\.org\/parts/,
    );
  });
});

describe('fetchDataset', () => {
  it('has a cache folder by the rules of XDG', () => {
    expect(defaultCacheFolder({ XDG_CACHE_HOME: '/caches' })).toBe('/caches/textloom');
    expect(defaultCacheFolder({})).toMatch(/\.cache\/textloom$/);
  });

  it.skipIf(mirror === undefined)('brings all files of a set, or those asked for (needs ../shared)', async () => {
    const places = await fetchDataset('banking77', { mirror: mirror ?? '' });
    expect(Object.keys(places)).toEqual(['banking77/train.csv', 'banking77/test.csv', 'banking77/categories.json']);
    expect(Object.keys(await fetchDataset('clinc150', { mirror: mirror ?? '', paths: ['clinc150/domains.json'] }))).toEqual([
      'clinc150/domains.json',
    ]);
  });
});

/** A zip archive of one deflated member. */
function zipOf(name: string, bytes: Buffer): Buffer {
  const packed = deflateRawSync(bytes);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(packed.length, 20);
  entry.writeUInt32LE(bytes.length, 24);
  entry.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length + packed.length, 16);
  return Buffer.concat([local, Buffer.from(name), packed, entry, Buffer.from(name), end]);
}
