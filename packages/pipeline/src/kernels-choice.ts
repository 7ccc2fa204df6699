import { UserError } from '@textloom/datasets';
import type { KernelsName } from '@textloom/tensor';

/**
 * Which kernels the user asked for, on the command line or by TEXTLOOM_KERNELS; undefined leaves the choice to the engine.
 *
 * @throws UserError for kernels that do not exist or are not part of this build
 */
export function chooseKernels(option: string | undefined, environment: string | undefined): KernelsName | undefined {
  const asked = option ?? (environment === '' ? undefined : environment);
  const from = option === undefined ? 'TEXTLOOM_KERNELS' : '--kernels';
  if (asked === undefined || asked === 'native' || asked === 'wasm') return asked;
  if (asked === 'tfjs') throw new UserError(`${from} tfjs: this build has the native and wasm kernels, not tfjs. Use native or wasm.`);
  throw new UserError(`${from} is one of native, wasm, not "${asked}".`);
}
