import { createEngine, type Engine } from '@textloom/tensor';
import type { StageContext } from './app.ts';

/** An engine for one stage. */
export function engineFor({ kernels, workers, seed }: Pick<StageContext<unknown>, 'kernels' | 'workers' | 'seed'>): Promise<Engine> {
  return createEngine({ workers, seed, ...(kernels === undefined ? {} : { kernels }) });
}
