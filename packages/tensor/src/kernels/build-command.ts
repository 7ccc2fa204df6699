#!/usr/bin/env node
// `textloom-build-kernels`: compiles the native kernels of an installed package; the WebAssembly kernels come with it.
import { buildNative } from './build-native.ts';

try {
  const { outcome, detail } = await buildNative();
  if (outcome === 'unavailable') console.error(`native kernels: not built, ${detail}; the WebAssembly kernels serve`);
  else console.error(`native kernels: ${outcome} (${detail})`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
