import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { opTableHeader } from './op-table-header.ts';

/** The package's folder: two above src/kernels and dist/kernels alike. */
export const packageFolder: string = fileURLToPath(new URL('../../', import.meta.url));
export const buildFolder: string = join(packageFolder, 'build');
export const sourceFolder: string = join(packageFolder, 'kernels');

export type BuildResult =
  | { readonly outcome: 'built' | 'unchanged'; readonly detail: string }
  | { readonly outcome: 'unavailable'; readonly detail: string };

/** No contraction (products fuse with sums only where the source says so), no exceptions, no run-time type information. */
export const commonFlags: readonly string[] = [
  '-std=c++17',
  '-O3',
  '-ffp-contract=off',
  '-fno-math-errno',
  '-fno-exceptions',
  '-fno-rtti',
  '-Wall',
  '-Wextra',
];

/** Translation units of the addon on this processor, each with its own instruction set. */
const unitsByArchitecture: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  x64: {
    'addon.cc': [],
    'isa/sse2.cc': [],
    'isa/avx2.cc': ['-mavx2', '-mfma'],
    'isa/avx512.cc': ['-mavx512f', '-mavx512dq', '-mavx512bw', '-mavx512vl', '-mfma'],
  },
  arm64: { 'addon.cc': [], 'isa/neon.cc': [] },
};

/** All C++ sources by their path under kernels/, the generated header among them. */
export function readSources(): ReadonlyMap<string, string> {
  const sources = new Map<string, string>();
  for (const folder of ['', 'isa/']) {
    for (const file of readdirSync(join(sourceFolder, folder)).sort()) {
      if (/\.(h|cc)$/.test(file)) sources.set(folder + file, readFileSync(join(sourceFolder, folder, file), 'utf8'));
    }
  }
  sources.set('op-table.h', opTableHeader());
  return sources;
}

/** A digest of everything that a result depends on. */
export function fingerprint(sources: ReadonlyMap<string, string>, ...settings: string[]): string {
  const hash = createHash('sha256');
  for (const [path, text] of sources) hash.update(`${path}\0${text}\0`);
  for (const setting of settings) hash.update(`${setting}\0`);
  return hash.digest('hex');
}

/** Whether `output` in the build folder was built from what this digest stands for. */
export function isUpToDate(output: string, digest: string): boolean {
  const mark = join(buildFolder, `${output}.json`);
  return existsSync(join(buildFolder, output)) && existsSync(mark) && JSON.parse(readFileSync(mark, 'utf8')).digest === digest;
}

/** Puts a finished file in its place in one move, so that a reader sees the old one or the new one, and notes its digest. */
export function publish(temporary: string, output: string, digest: string): void {
  const mark = `${temporary}.json`;
  writeFileSync(mark, `${JSON.stringify({ digest })}\n`);
  renameSync(temporary, join(buildFolder, output));
  renameSync(mark, join(buildFolder, `${output}.json`));
}

/** A folder for half-finished files, on the same file system as the build folder. */
export function temporaryBuildFolder(): string {
  mkdirSync(buildFolder, { recursive: true });
  return mkdtempSync(join(buildFolder, 'unfinished-'));
}

/**
 * Compiles the native kernels with the system's C++ compiler: `$CXX`, c++, g++ or clang++, the first that is there. No compiler, or a
 * processor or system without native kernels, is no error: WebAssembly serves. A compiler that fails on the sources is one.
 */
export async function buildNative(): Promise<BuildResult> {
  const units = unitsByArchitecture[process.arch];
  if (!units || process.platform === 'win32') {
    return { outcome: 'unavailable', detail: `there are no native kernels for ${process.platform} on ${process.arch}` };
  }
  const compiler = findCompiler();
  if (!compiler) {
    const looked = process.env.CXX ? `CXX=${process.env.CXX} does not run` : 'none of c++, g++, clang++ is installed';
    return { outcome: 'unavailable', detail: `no C++ compiler (${looked})` };
  }
  const headers: string = createRequire(import.meta.url)('node-api-headers').include_dir;
  const linkFlags = process.platform === 'darwin' ? ['-shared', '-undefined', 'dynamic_lookup'] : ['-shared', '-Wl,--as-needed'];
  const flags = [...commonFlags, '-fPIC', '-fvisibility=hidden'];
  const sources = readSources();
  const digest = fingerprint(
    sources,
    compiler.version,
    JSON.stringify([compiler.command, flags, units, linkFlags, process.platform, process.arch]),
  );
  if (isUpToDate('kernels.node', digest)) return { outcome: 'unchanged', detail: compiler.version };

  const folder = temporaryBuildFolder();
  try {
    writeFileSync(join(folder, 'op-table.h'), opTableHeader());
    const compile = (unit: string, unitFlags: readonly string[]): Promise<string> => {
      const object = join(folder, `${unit.replace(/\W/g, '-')}.o`);
      return execute(compiler.command, [
        ...flags,
        ...unitFlags,
        '-I',
        headers,
        '-I',
        folder,
        '-I',
        sourceFolder,
        '-c',
        join(sourceFolder, unit),
        '-o',
        object,
      ]).then(() => object);
    };
    const objects = await Promise.all(Object.entries(units).map(([unit, unitFlags]) => compile(unit, unitFlags)));
    const linked = join(folder, 'kernels.node');
    await execute(compiler.command, [...objects, ...linkFlags, '-o', linked]);
    publish(linked, 'kernels.node', digest);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { outcome: 'built', detail: compiler.version };
}

interface Compiler {
  readonly command: readonly string[];
  readonly version: string;
}

function findCompiler(): Compiler | undefined {
  // $CXX may carry arguments, as in "ccache g++"
  const candidates = process.env.CXX ? [process.env.CXX.trim().split(/\s+/)] : [['c++'], ['g++'], ['clang++']];
  for (const command of candidates) {
    const answer = spawnSync(command[0], [...command.slice(1), '--version'], { encoding: 'utf8' });
    if (answer.status === 0) return { command, version: answer.stdout.split('\n')[0] };
  }
  return undefined;
}

/** Runs a compiler; its words go to stderr, and a failure is an error with them. */
function execute(command: readonly string[], args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command[0], [...command.slice(1), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let words = '';
    const collect = (chunk: Buffer): void => {
      words += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0) reject(new Error(`${command.join(' ')} failed (${code}):\n${words}`));
      else {
        if (words) process.stderr.write(words);
        resolve();
      }
    });
  });
}
