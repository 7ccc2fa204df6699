import { uniform } from '@textloom/tensor';
import { describe, expect, it } from 'vitest';
import { engineFor } from './stage-engine.ts';

describe('engineFor', () => {
  it('makes an engine with the kernels that the user asked for, or with the fastest', async () => {
    expect((await engineFor({ kernels: 'wasm', workers: 1, seed: 1 })).kernelsName).toBe('wasm');
    expect(['native', 'wasm']).toContain((await engineFor({ kernels: undefined, workers: 1, seed: 1 })).kernelsName);
  });

  it('begins with the same numbers for the same seed', async () => {
    const first = async (seed: number): Promise<number[]> => {
      const engine = await engineFor({ kernels: undefined, workers: 1, seed });
      return [...engine.parameter('table', [2, 3], uniform(1)).value];
    };
    expect(await first(5)).toEqual(await first(5));
    expect(await first(6)).not.toEqual(await first(5));
  });
});
