import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands, type Tree } from '@yowasp/clang';
import {
  type BuildResult,
  commonFlags,
  fingerprint,
  isUpToDate,
  publish,
  readSources,
  temporaryBuildFolder,
} from '../src/kernels/build-native.ts';

/** The two builds: with relaxed SIMD (fused multiply-add, Node 22 and later) and without. */
const variantFlags = {
  relaxed: ['-mrelaxed-simd'],
  strict: [],
} as const;
export type WasmVariant = keyof typeof variantFlags;
export const wasmVariants: readonly WasmVariant[] = ['relaxed', 'strict'];

const targetFlags = [
  '--target=wasm32',
  '-msimd128',
  '-mbulk-memory',
  '-matomics',
  '-nostdlib',
  // the heap starts at address 0, so a null base pointer is a valid one
  '-fno-delete-null-pointer-checks',
  '-Wl,--no-entry',
  '-Wl,--import-memory',
  '-Wl,--shared-memory',
  '-Wl,--max-memory=4294967296',
  '-Wl,-z,stack-size=16384',
  '-Wl,--export=__stack_pointer',
] as const;

/** Compiles one WebAssembly build with the clang that `@yowasp/clang` carries, itself WebAssembly: no compiler need be installed. */
export async function buildWasm(variant: WasmVariant): Promise<BuildResult> {
  const output = `kernels-${variant}.wasm`;
  const version = clangVersion();
  const flags = [...commonFlags, ...targetFlags, ...variantFlags[variant]];
  const sources = readSources();
  const digest = fingerprint(sources, version, JSON.stringify(flags));
  if (isUpToDate(output, digest)) return { outcome: 'unchanged', detail: `clang of @yowasp/clang ${version}` };

  // the compiler's file system is this object; ".." does not work in it, so it is flat
  const tree: Tree = {};
  for (const [path, text] of sources) tree[path.replace('isa/', '')] = text;
  let words = '';
  const collect = (bytes: Uint8Array | null): void => {
    if (bytes) words += new TextDecoder().decode(bytes);
  };
  const folder = temporaryBuildFolder();
  try {
    const files = await Promise.resolve(
      commands['clang++']([...flags, 'wasm.cc', '-o', output], tree, { stdout: collect, stderr: collect, fetchProgress: () => {} }),
    ).catch((error: unknown) => {
      throw new Error(`clang failed on isa/wasm.cc (${String(error)}):\n${words}`);
    });
    const compiled = files?.[output];
    if (!(compiled instanceof Uint8Array)) throw new Error(`clang wrote no ${output}:\n${words}`);
    if (words) process.stderr.write(words);
    const temporary = join(folder, output);
    writeFileSync(temporary, compiled);
    publish(temporary, output, digest);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { outcome: 'built', detail: `clang of @yowasp/clang ${version}` };
}

/** Its package.json is not exported, so it is found from the module, which lies one folder below. */
function clangVersion(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.resolve('@yowasp/clang')), 'utf8')).version;
}
