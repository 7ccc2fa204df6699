import { fault } from '../user-error.ts';

/** A CRF's view of one sentence of a batch: everything [T, B, K] except where said. */
export interface SentenceLattice {
  readonly emissions: Float32Array;
  /** log of the sum over all beginnings that end in a tag, its emission included */
  readonly alpha: Float32Array;
  /** log of the sum over all continuations, its emission not included */
  readonly beta: Float32Array;
  /** [K, K], [from][to] */
  readonly transitions: Float32Array;
  readonly logZ: number;
  /** sentences in the batch, tags, and which sentence */
  readonly B: number;
  readonly K: number;
  readonly b: number;
}

/**
 * The probability that the tags from step `start` on are just these: the sum over all sequences that pass through them, divided by the sum over
 * all. For the BIOES tags of an entity it is the probability of exactly this entity (Culotta and McCallum 2004).
 */
export function spanProbability(lattice: SentenceLattice, start: number, tags: readonly number[]): number {
  if (tags.length === 0) throw fault('a span without tags', { expected: 'at least one' });
  const { emissions, alpha, beta, transitions, logZ, B, K, b } = lattice;
  const place = (t: number, tag: number): number => (t * B + b) * K + tag;
  let score = alpha[place(start, tags[0])];
  for (let i = 1; i < tags.length; i++) score += transitions[tags[i - 1] * K + tags[i]] + emissions[place(start + i, tags[i])];
  const end = start + tags.length - 1;
  return Math.min(1, Math.exp(score + beta[place(end, tags[tags.length - 1])] - logZ));
}
