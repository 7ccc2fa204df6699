import type { Parameter, Tensor } from '@textloom/tensor';
import type { PassKeys } from '../pass.ts';

/** A model and a corpus as something that can be trained: what `@textloom/trainer` takes, and a loop of one's own can use. */
export interface ModelTask<Spec> {
  /** texts */
  readonly exampleCount: number;
  /** what is trained */
  readonly parameters: readonly Parameter[];
  /** how a worker thread builds the same task: `createTask(engine, spec)` of this module */
  readonly module: { readonly url: string; readonly spec: Spec };
  /** tokens of a text */
  lengthOf(text: number): number;
  /** Mean loss [1] over the texts; within a step of the engine. Random choices depend on (seed, step, shard) alone. */
  loss(texts: Int32Array, step: PassKeys & { readonly training: boolean }): Tensor;
}
