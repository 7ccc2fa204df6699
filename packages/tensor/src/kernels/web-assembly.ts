// The part of the WebAssembly API that is used here. TypeScript declares it only together with the whole DOM, which neither this package
// nor one that depends on it should have to take in.

/** A `WebAssembly.Memory` made with `shared: true`. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
}

/** What the kernels' modules export. */
export interface KernelExports {
  run(commandOffset: number): number;
  readonly __stack_pointer: { value: number };
}

interface WebAssemblyApi {
  readonly Memory: new (descriptor: { readonly initial: number; readonly maximum: number; readonly shared: true }) => SharedMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { readonly env: { readonly memory: SharedMemory } },
  ) => { readonly exports: KernelExports };
  readonly CompileError: new () => Error;
}

export const webAssembly: WebAssemblyApi = Reflect.get(globalThis, 'WebAssembly');
