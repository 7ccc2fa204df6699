/**
 * What a user of another repository gets: every public package is built, packed, judged by publint and
 * are-the-types-wrong, and installed into an empty project that imports it, checks its types and trains a small model.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
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
const tools = [join(root, 'node_modules', '.bin'), join(root, 'packages', 'setup', 'node_modules', '.bin')];

/** Runs a command and returns its stdout; its whole output is the message when it fails. */
function run(command: string, args: string[], cwd: string): string {
  const { TEXTLOOM_KERNELS: _, ...around } = process.env;
  const env = { ...around, PATH: [...tools, process.env.PATH].join(delimiter) };
  const result = spawnSync(command, args, { cwd, encoding: 'utf8', env, maxBuffer: 1 << 26 });
  if (result.status !== 0) {
    throw new Error(`${command} ${args.join(' ')} ended with ${result.status ?? result.error}\n${result.stdout}\n${result.stderr}`);
  }
  return result.stdout;
}

const readJson = (file: string): Record<string, string> => JSON.parse(readFileSync(file, 'utf8'));
const nameOf = (path: string): string => readJson(join(root, path, 'package.json')).name;
const pnpm = (args: string[], cwd: string): string =>
  run('npx', ['--yes', readJson(join(root, 'package.json')).packageManager, ...args], cwd);

/** The workspace's own Node, and any other on the path that the packages must run on. */
function installedNodes(): { version: string; node: string }[] {
  const found = new Map<string, string>();
  for (const place of [tools[0], ...(process.env.PATH ?? '').split(delimiter)]) {
    const node = join(place, 'node');
    if (!existsSync(node)) continue;
    const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout?.trim() ?? '';
    if (Number(/^v(\d+)\./.exec(version)?.[1]) >= 20 && !found.has(version)) found.set(version, node);
  }
  return [...found].map(([version, node]) => ({ version, node }));
}

beforeAll(() => {
  for (const path of publicPackages) {
    const cwd = join(root, path);
    rmSync(join(cwd, 'dist'), { recursive: true, force: true });
    run('tsc', ['-p', 'tsconfig.build.json'], cwd);
    const destination = join(folder, 'tarballs', path);
    mkdirSync(destination, { recursive: true });
    pnpm(['pack', '--pack-destination', destination], cwd);
    tarballs.set(nameOf(path), join(destination, readdirSync(destination)[0]));
  }
}, 180_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(publicPackages)('%s, packed', (path) => {
  const tarball = (): string => tarballs.get(nameOf(path))!;

  it('passes publint', () => {
    expect(run('publint', ['run', tarball(), '--strict'], folder)).toContain('All good!');
  }, 60_000);

  it('passes are-the-types-wrong for ES modules', () => {
    run('attw', [tarball(), '--profile', 'esm-only'], folder);
  }, 60_000);

  it('holds what is needed and no sources of its own', () => {
    const files = run('tar', ['-tzf', tarball()], folder).split('\n');
    expect(files).toEqual(
      expect.arrayContaining(['package/dist/index.js', 'package/dist/index.d.ts', 'package/README.md', 'package/LICENSE']),
    );
    expect(files.filter((file) => /\.test\.|\/testing\/|(?<!\.d)\.ts$/.test(file))).toEqual([]);
  });

  it('depends on versions that a registry knows', () => {
    const manifest = JSON.parse(run('tar', ['-xOzf', tarball(), 'package/package.json'], folder));
    for (const range of Object.values(manifest.dependencies ?? {})) expect(range).toMatch(/^\^?\d/);
  });
});

it('the kernels come compiled to WebAssembly, with the sources for native ones', () => {
  const files = run('tar', ['-tzf', tarballs.get('@textloom/tensor')!], folder).split('\n');
  expect(files.filter((file) => file.startsWith('package/build/')).sort()).toEqual([
    'package/build/kernels-relaxed.wasm',
    'package/build/kernels-strict.wasm',
  ]);
  expect(files).toContain('package/kernels/addon.cc');
});

describe('an empty project outside the workspace', () => {
  const project = join(folder, 'project');

  beforeAll(() => {
    mkdirSync(project);
    const local = Object.fromEntries([...tarballs].map(([name, file]) => [name, `file:${file}`]));
    writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'elsewhere', private: true, type: 'module', dependencies: local }));
    // The tarballs depend on one another by version; none of them is on a registry yet.
    const overrides = Object.entries(local).map(([name, file]) => `  '${name}': '${file}'\n`);
    writeFileSync(join(project, 'pnpm-workspace.yaml'), `packages: []\npmOnFail: ignore\noverrides:\n${overrides.join('')}`);
    pnpm(['install', '--prefer-offline', '--no-frozen-lockfile'], project);
    const names = [...tarballs.keys()];
    writeFileSync(
      join(project, 'import.js'),
      `${names.map((name) => `console.log('${name}', Object.keys(await import('${name}')).length);`).join('\n')}\n`,
    );
    writeFileSync(
      join(project, 'types.ts'),
      `${names.map((name, i) => `export * as p${i} from '${name}';`).join('\n')}
import { TextClassifier } from '@textloom/lstm';
export const label: Promise<string> = TextClassifier.load('model').then((model) => model.predict('where is my parcel').intent.label);
// @ts-expect-error a folder's name is a string: the types are real ones, not any
TextClassifier.load(1);
`,
    );
    copyFileSync(join(import.meta.dirname, 'train-elsewhere.js'), join(project, 'train.js'));
  }, 180_000);

  it('finds types in every package', () => {
    const options = ['--noEmit', '--strict', '--target', 'es2024', '--module', 'nodenext', '--types', 'node'];
    run('tsc', [...options, '--typeRoots', join(realpathSync(join(root, 'node_modules', '@types', 'node')), '..'), 'types.ts'], project);
  }, 60_000);

  describe.each(installedNodes())('on Node $version', ({ version, node }) => {
    it('imports every package', () => {
      const lines = run(node, ['import.js'], project).trim().split('\n');
      expect(lines.map((line) => line.split(' ')[0])).toEqual([...tarballs.keys()]);
      for (const line of lines) expect(Number(line.split(' ')[1])).toBeGreaterThan(0);
    }, 60_000);

    it('has the command line', () => {
      const program = join(project, 'node_modules', '@textloom', 'pipeline', 'dist', 'cli', 'program.js');
      expect(run(node, [program, 'datasets', 'list'], project)).toContain('banking77');
    }, 60_000);

    it('trains a small model, saves it and predicts with it', () => {
      rmSync(join(project, 'model'), { recursive: true, force: true });
      const output = run(node, ['train.js'], project).trim().split('\n');
      // Nothing is compiled at install. V8 has relaxed SIMD since Node 21.
      const build = version.startsWith('v20.') ? 'strict' : 'relaxed';
      expect(output.at(-2)).toContain(`Node ${version.slice(1)}, wasm (${build}): loss `);
      expect(JSON.parse(output.at(-1)!)).toEqual({ 'where is my parcel': 'delivery', 我要退款: 'refund' });
    }, 120_000);
  });
});
