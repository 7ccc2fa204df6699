import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkNode, checkNpx, SetupError } from './workspace.mjs';

describe('what must be there before anything is installed', () => {
  it('names a Node that is too old', () => {
    expect(() => checkNode('18.19.1')).toThrow(
      new SetupError('Textloom needs Node 20 or newer; this is Node 18.19.1. Get one from your package manager or nodejs.org.'),
    );
    expect(() => checkNode('20.0.0')).not.toThrow();
    expect(() => checkNode()).not.toThrow();
  });

  it('names npm when npx is not on the path', () => {
    expect(() => checkNpx({ PATH: '/nowhere' })).toThrow(/needs npm: "npx" was not found/);
    expect(() => checkNpx()).not.toThrow();
  });
});

describe.skipIf(process.platform === 'win32')('npm start and npm test in a fresh clone', () => {
  let clone = '';
  const program = (name: string): string => join(clone, 'packages', 'setup', 'src', name);

  beforeEach(() => {
    clone = mkdtempSync(join(tmpdir(), 'textloom-clone-'));
    mkdirSync(join(clone, 'packages', 'setup'), { recursive: true });
    cpSync(import.meta.dirname, dirname(program('start.mjs')), { recursive: true });
    writeFileSync(join(clone, 'package.json'), JSON.stringify({ packageManager: 'pnpm@12.21.0' }));
    for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) writeFileSync(join(clone, file), '');
    for (const folder of ['apps', 'bin']) mkdirSync(join(clone, folder));
  });
  afterEach(() => rmSync(clone, { recursive: true, force: true }));

  /** What npx does for `pnpm install`; what follows is for turbo. */
  const installs = 'case "$*" in *" install "*) mkdir -p node_modules; exit 0;; esac';

  /** Runs a script with stand-ins for npx and npm, which answer the way the network or the disk would have it. */
  function runWith(
    npx: string,
    script: string,
    { registryAnswers = true, args = [] as string[] } = {},
  ): { status: number | null; output: string } {
    const body = `#!/bin/sh\nif [ "$1" = --version ]; then echo 11.0.0; exit 0; fi\n${npx}\n`;
    writeFileSync(join(clone, 'bin', 'npx'), body, { mode: 0o755 });
    const npm = `#!/bin/sh\ncase "$1" in view) exit ${registryAnswers ? 0 : 1};; config) echo https://registry.example/;; esac\n`;
    writeFileSync(join(clone, 'bin', 'npm'), npm, { mode: 0o755 });
    const { status, stdout, stderr } = spawnSync(process.execPath, [program(script), ...args], {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${join(clone, 'bin')}:${process.env.PATH}` },
    });
    return { status, output: stdout + stderr };
  }

  it.each(['start.mjs', 'test.mjs'])('%s says what to look at when the packages cannot be installed, without a stack', (script) => {
    const { status, output } = runWith('echo "npm error code ECONNREFUSED" >&2; exit 1', script);
    expect(status).toBe(2);
    expect(output).toContain('npm error code ECONNREFUSED');
    expect(output).toMatch(/could not be installed.*Network: .*registry\.example.*HTTPS_PROXY.*Disk:.*run the same command again/s);
    expect(output).not.toMatch(/\n\s+at /);
  });

  it('start.mjs says that the registry does not answer, and makes do with what is there', () => {
    const { output } = runWith('echo "$@ (offline: $npm_config_offline)"; exit 1', 'start.mjs', { registryAnswers: false });
    expect(output).toContain('The npm registry (https://registry.example/) does not answer');
    expect(output).toMatch(/ install .*--offline \(offline: true\)/);
    expect(runWith('echo "$@ (offline: $npm_config_offline)"; exit 1', 'start.mjs').output).toMatch(/ install .*append-only \(offline: \)/);
  });

  it('test.mjs fails when no test has run', () => {
    const { status, output } = runWith(installs, 'test.mjs');
    expect(status).toBe(1);
    expect(output).toContain('tests: 0 passed, 0 failed, 0 skipped');
  });

  it('start.mjs shows the table and says that the cache served', () => {
    const run = join(clone, 'apps', 'customer-service', 'runs', 'sample');
    const stages = `${installs}; mkdir -p ${run}; printf 'accuracy 0.9\\n' > ${run}/summary.txt; printf ' Tasks:    4 successful, 4 total\\nCached:    4 cached, 4 total\\n'`;
    const { status, output } = runWith(stages, 'start.mjs');
    expect(output).toMatch(/accuracy 0\.9\n.*report {3}\S*report\.html.*all 4 steps came from turbo's cache/s);
    expect(status).toBe(0);
  });

  it('start.mjs runs the app that is named, and names those there are', () => {
    const run = join(clone, 'apps', 'ner-tagging', 'runs', 'sample');
    mkdirSync(run, { recursive: true });
    writeFileSync(join(clone, 'apps', 'ner-tagging', 'package.json'), '{}');
    writeFileSync(join(run, 'summary.txt'), 'F1 0.8\n');
    const { status, output } = runWith(`${installs}; echo "$@"`, 'start.mjs', { args: ['ner-tagging'] });
    expect(output).toMatch(/--filter=@textloom\/ner-tagging.*F1 0\.8\n.*textloom ner-tagging predict/s);
    expect(status).toBe(0);
    const unknown = runWith(installs, 'start.mjs', { args: ['poetry'] });
    expect(unknown.output).toContain("There is no app 'poetry'; there are ner-tagging.");
    expect(unknown.status).toBe(2);
  });

  it('start.mjs tells a failed stage from a failed installation', () => {
    const { status, output } = runWith(`${installs}; exit 1`, 'start.mjs');
    expect(status).toBe(2);
    expect(output).toContain('A stage failed; its message is above.');
  });
});
