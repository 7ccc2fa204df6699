/**
 * What a user of another repository gets: every public package is built, packed, judged by publint and
 * are-the-types-wrong, and installed into an empty project that imports it and trains a small model.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');
const publicPackages = [
  'packages/tensor',
  'packages/tokenizers',
  'packages/metrics',
  'datasets',
  'packages/lstm',
  'packages/trainer',
  'packages/pipeline',
];
const folder = mkdtempSync(join(tmpdir(), 'textloom-packed-'));
const tarballs = new Map<string, string>();

/** Runs a command; its whole output is the message when it fails. */
function run(command: string, args: string[], cwd: string): string {
  const env = {
    ...process.env,
    PATH: [join(root, 'node_modules', '.bin'), join(root, 'packages', 'setup', 'node_modules', '.bin'), process.env.PATH].join(delimiter),
  };
  const result = spawnSync(command, args, { cwd, encoding: 'utf8', env, maxBuffer: 1 << 26 });
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${result.status}\n${result.stdout}\n${result.stderr}`);
  return result.stdout;
}

const pnpmVersion: string = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).packageManager;
const pnpm = (args: string[], cwd: string): string => run('npx', ['--yes', pnpmVersion, ...args], cwd);

beforeAll(() => {
  for (const path of publicPackages) {
    const cwd = join(root, path);
    const name: string = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8')).name;
    rmSync(join(cwd, 'dist'), { recursive: true, force: true });
    run('tsc', ['-p', 'tsconfig.build.json'], cwd);
    const destination = join(folder, 'tarballs', name.replace('/', '-'));
    mkdirSync(destination, { recursive: true });
    pnpm(['pack', '--pack-destination', destination], cwd);
    tarballs.set(name, join(destination, readdirSync(destination)[0]));
  }
}, 180_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(publicPackages)('%s, packed', (path) => {
  const name: string = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8')).name;

  it('passes publint', () => {
    expect(run('publint', ['run', tarballs.get(name)!, '--strict'], folder)).toMatch(/All good/);
  }, 60_000);

  it('passes are-the-types-wrong for ES modules', () => {
    run('attw', [tarballs.get(name)!, '--profile', 'esm-only'], folder);
  }, 60_000);

  it('holds no tests and no TypeScript sources', () => {
    const files = execFileSync('tar', ['-tzf', tarballs.get(name)!], { encoding: 'utf8' }).split('\n');
    expect(files.filter((file) => /\.test\.|(?<!\.d)\.ts$/.test(file) && !file.startsWith('package/kernels/'))).toEqual([]);
    expect(files).toContain('package/dist/index.js');
    expect(files).toContain('package/README.md');
  });
});

describe('an empty project outside the workspace', () => {
  const project = join(folder, 'project');

  beforeAll(() => {
    mkdirSync(project);
    const local = Object.fromEntries([...tarballs].map(([name, file]) => [name, `file:${file}`]));
    writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'elsewhere', private: true, type: 'module', dependencies: local }));
    // The tarballs depend on one another by version; none of them is on a registry yet.
    writeFileSync(
      join(project, 'pnpm-workspace.yaml'),
      `packages: []\npmOnFail: ignore\noverrides:\n${Object.entries(local)
        .map(([name, file]) => `  '${name}': '${file}'\n`)
        .join('')}`,
    );
    pnpm(['install', '--prefer-offline', '--no-frozen-lockfile'], project);
  }, 180_000);

  it('imports every package', () => {
    const script = `${[...tarballs.keys()].map((name) => `await import('${name}');`).join('\n')}\nconsole.log('imported');`;
    writeFileSync(join(project, 'import.js'), script);
    expect(run('node', ['import.js'], project)).toContain('imported');
  }, 60_000);

  it('trains a small model, saves it and predicts with it', () => {
    writeFileSync(join(project, 'train.js'), readFileSync(join(import.meta.dirname, 'train-elsewhere.js')));
    const answers = JSON.parse(run('node', ['train.js'], project).trim().split('\n').at(-1)!);
    expect(answers).toEqual({ 'where is my parcel': 'delivery', 我要退款: 'refund' });
  }, 120_000);
});
