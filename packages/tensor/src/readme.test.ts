import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'tensor-readme-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('README', () => {
  it('has an example that runs as it stands and learns', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const example = /```ts\n(.*?)```/s.exec(readme)?.[1] ?? expect.fail('there is no example');
    const path = join(folder, 'example.mts');
    writeFileSync(path, example.replace("'@textloom/tensor'", JSON.stringify(new URL('./index.ts', import.meta.url).href)));
    const { stdout, stderr } = spawnSync(process.execPath, [path], { encoding: 'utf8' });
    const losses = Array.from(stdout.matchAll(/^update \d+: loss ([\d.]+)/gm), ([, loss]) => Number(loss));
    expect(losses, `${stdout}${stderr}`).toHaveLength(4);
    expect(losses[3]).toBeLessThan(0.1);
  });
});
