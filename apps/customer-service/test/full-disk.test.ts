import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentOf, temporaryFolder } from '@textloom/pipeline/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { quick, writeTable } from './shop.ts';
import { command, textloom } from './textloom.ts';

const cwd = temporaryFolder();
const disk = join(cwd, 'disk');
const mounted = mountSmallDisk();

/** A disk of one megabyte; only root of a Linux system may mount one. */
function mountSmallDisk(): boolean {
  mkdirSync(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

afterAll(() => {
  if (mounted) execFileSync('umount', [disk]);
});

/** Leaves so many bytes free. */
function fill(free: number): void {
  rmSync(join(disk, 'filler'), { force: true });
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, 'filler'), Buffer.alloc(Math.max(0, bavail * bsize - free)));
}

describe.skipIf(!mounted)('a full disk (needs the right to mount one)', { timeout: 60_000 }, () => {
  it('is named, and the model that was there still answers', async () => {
    writeTable(cwd, 'shop.csv');
    const args = ['--train', 'shop.csv', '--out', 'disk/shop', '--workers', '1', ...quick];
    expect((await command(['train', ...args], cwd)).code).toBe(0);
    const before = contentOf(join(disk, 'shop'));
    fill(0);
    const { code, stderr } = await textloom(['run', ...args], { cwd });
    expect(stderr).toMatch(/disk\/shop\/.*train\.jsonl could not be written: the disk is full/);
    expect(stderr).not.toMatch(/\n\s+at |This is a fault in the program/);
    expect(code).toBe(2);
    expect(readdirSync(disk, { recursive: true }).filter((name) => String(name).includes('.part'))).toEqual([]);
    expect(contentOf(join(disk, 'shop'))).toEqual(before);
    expect((await command(['predict', 'hello', '--out', 'disk/shop'], cwd)).code).toBe(0);
  });

  it.each([16, 64])('in the middle of a training that finds %i kB free: nothing half-written stays', async (kilobytes) => {
    rmSync(join(disk, 'filler'), { force: true });
    const args = ['--train', 'shop.csv', '--out', 'disk/new', '--workers', '1', ...quick];
    rmSync(join(disk, 'new'), { recursive: true, force: true });
    fill(kilobytes * 1024);
    const { code, stderr } = await command(['train', ...args], cwd);
    expect(stderr).toMatch(/disk\/new\S* could not be written: (?:the disk is full|no space is left on the device)/);
    expect(stderr).not.toMatch(/\n\s+at |This is a fault in the program/);
    expect(code).toBe(2);
    const left = readdirSync(disk, { recursive: true, encoding: 'utf8' });
    expect(left.filter((name) => /\.part|\.writing|new\/model/.test(name))).toEqual([]);
    // With room it goes through.
    rmSync(join(disk, 'filler'));
    expect((await command(['train', ...args], cwd)).code).toBe(0);
  });
});
