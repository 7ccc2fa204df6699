import { Random, type RandomStream } from '@textloom/tensor';

/** One forward pass: whether it trains, and where its dropout masks come from. */
export interface Pass {
  readonly training: boolean;
  /** The random numbers of this pass; a layer takes `stream.stream(name)`. Absent when nothing is dropped. */
  readonly stream?: RandomStream;
}

/** What makes a training pass's random numbers its own. */
export interface PassKeys {
  readonly seed: number;
  /** forward passes since the training began */
  readonly step: number;
  /** part of the batch */
  readonly shard: number;
}

/** A pass in which nothing is dropped. */
export function inferencePass(): Pass {
  return { training: false };
}

/** A training pass: its masks depend on (seed, step, shard) and the layer's name alone. */
export function trainingPass({ seed, step, shard }: PassKeys): Pass {
  return { training: true, stream: new Random(seed).stream('pass', step, shard) };
}
