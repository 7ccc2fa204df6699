import { Random } from '@textloom/tensor';

/** How examples are put together; see {@link trainingBatches}. */
export interface BatchingOptions {
  readonly batchSize: number;
  /** Batches in a pool inside which examples are sorted by length; 1 or 0: no sorting, batches are purely random. */
  readonly bucketBatches: number;
  readonly seed: number;
}

/**
 * The batches of one epoch: examples are shuffled, cut into pools of `bucketBatches` batches, sorted by length inside each
 * pool, cut into batches, and the batches shuffled. So a batch holds examples of similar length (little padding), the
 * longest first, and still every epoch meets other batches in another order. Every example occurs exactly once; one batch
 * may be smaller than the others.
 *
 * A pure function of its arguments: (seed, epoch) give the same batches in every thread and after every resume.
 *
 * @param lengths tokens of each example `[N]`
 * @param epoch counted from 1
 * @returns `ceil(N / batchSize)` batches of example numbers
 */
export function trainingBatches(lengths: ArrayLike<number>, epoch: number, options: BatchingOptions): Int32Array[] {
  const { batchSize, bucketBatches, seed } = options;
  const random = new Random(seed);
  const order = Int32Array.from({ length: lengths.length }, (_, example) => example);
  random.stream('examples', epoch).shuffle(order);
  if (bucketBatches > 1) {
    const pool = batchSize * bucketBatches;
    for (let start = 0; start < order.length; start += pool) sortLongestFirst(order.subarray(start, start + pool), lengths);
  }
  const batches = cut(order, batchSize);
  if (bucketBatches <= 1) for (const batch of batches) sortLongestFirst(batch, lengths);
  random.stream('batches', epoch).shuffle(batches);
  return batches;
}

/**
 * Batches to evaluate with: sorted by length over the whole set, so there is next to no padding. Each batch holds example
 * numbers, so results can be put back in the order of the examples.
 *
 * @param lengths tokens of each example `[N]`
 */
export function evaluationBatches(lengths: ArrayLike<number>, batchSize: number): Int32Array[] {
  const order = Int32Array.from({ length: lengths.length }, (_, example) => example);
  sortLongestFirst(order, lengths);
  return cut(order, batchSize);
}

/**
 * The part of a batch that one worker computes. Examples are dealt out in turn: the parts of a batch that is sorted by
 * length have the same lengths, to within one example, and so take the same time.
 */
export function shardOf(batch: Int32Array, shard: number, shards: number): Int32Array {
  const size = Math.ceil((batch.length - shard) / shards);
  return Int32Array.from({ length: Math.max(0, size) }, (_, i) => batch[shard + i * shards]);
}

/** Ties keep the order they come in, so that the result depends on nothing else. */
function sortLongestFirst(order: Int32Array, lengths: ArrayLike<number>): void {
  const sorted = Array.from(order).sort((a, b) => lengths[b] - lengths[a]);
  order.set(sorted);
}

function cut(order: Int32Array, batchSize: number): Int32Array[] {
  const batches: Int32Array[] = [];
  for (let start = 0; start < order.length; start += batchSize) batches.push(order.slice(start, start + batchSize));
  return batches;
}
