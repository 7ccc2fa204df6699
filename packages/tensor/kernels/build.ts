// Builds the kernels into build/: native where there is a C++ compiler, WebAssembly always. `--only native` or `--only wasm` for one.
import { buildNative } from '../src/kernels/build-native.ts';
import { buildWasm, wasmVariants } from './build-wasm.ts';

const only = process.argv[2] === '--only' ? process.argv[3] : undefined;
const started = performance.now();
const seconds = (): string => ((performance.now() - started) / 1000).toFixed(1);

try {
  if (only !== 'wasm') {
    const { outcome, detail } = await buildNative();
    if (outcome === 'unavailable') console.error(`native kernels: not built, ${detail}; the WebAssembly kernels will serve`);
    else console.error(`native kernels: ${outcome} (${detail}), ${seconds()} s`);
  }
  if (only !== 'native') {
    for (const variant of wasmVariants) {
      const { outcome, detail } = await buildWasm(variant);
      console.error(`WebAssembly kernels, ${variant} SIMD: ${outcome} (${detail}), ${seconds()} s`);
    }
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
