import type { ReferenceArguments } from './reference.ts';

/**
 * The linear-chain conditional random field once more, one sequence at a time, by the textbook: forward and backward sums in double precision, and lists of
 * whole paths instead of back pointers.
 */
interface Chain {
  readonly K: number;
  /** [n, K] of the steps that count */
  readonly emissions: Float64Array;
  readonly transitions: Float64Array;
  readonly start: Float64Array;
  readonly end: Float64Array;
}

interface ChainSums {
  readonly logZ: number;
  /** [n, K] each */
  readonly alpha: Float64Array;
  readonly beta: Float64Array;
  readonly marginals: Float64Array;
  /** expected number of uses of each transition [K, K] */
  readonly uses: Float64Array;
  /** [n, K]: what arrives at a tag, relative to the largest alpha of the step before */
  readonly arriving: Float64Array;
}

function logSum(values: readonly number[]): number {
  const top = Math.max(...values);
  return top + Math.log(values.reduce((sum, x) => sum + Math.exp(x - top), 0));
}

function chainSums({ K, emissions, transitions, start, end }: Chain): ChainSums {
  const n = emissions.length / K;
  const tags = Array.from({ length: K }, (_, k) => k);
  const [alpha, beta, arriving] = [new Float64Array(n * K), new Float64Array(n * K), new Float64Array(n * K)];
  for (let t = 0; t < n; t++) {
    const before = alpha.subarray((t - 1) * K, t * K);
    const top = t === 0 ? 0 : Math.max(...before);
    for (const k of tags) {
      const arrives = t === 0 ? start[k] : logSum(tags.map((i) => before[i] + transitions[i * K + k]));
      arriving[t * K + k] = arrives - top;
      alpha[t * K + k] = arrives + emissions[t * K + k];
    }
  }
  for (let t = n - 1; t >= 0; t--)
    for (const i of tags)
      beta[t * K + i] =
        t === n - 1 ? end[i] : logSum(tags.map((j) => transitions[i * K + j] + emissions[(t + 1) * K + j] + beta[(t + 1) * K + j]));
  const logZ = n === 0 ? 0 : logSum(tags.map((k) => alpha[(n - 1) * K + k] + end[k]));
  const marginals = alpha.map((value, i) => Math.exp(value + beta[i] - logZ));
  const uses = new Float64Array(K * K);
  for (let t = 1; t < n; t++)
    for (const i of tags)
      for (const j of tags)
        uses[i * K + j] += Math.exp(alpha[(t - 1) * K + i] + transitions[i * K + j] + emissions[t * K + j] + beta[t * K + j] - logZ);
  return { logZ, alpha, beta, marginals, uses, arriving };
}

interface ScoredPath {
  readonly tags: readonly number[];
  readonly score: number;
}

/** The n best tag sequences, best first; none of an empty sequence. */
function bestPaths({ K, emissions, transitions, start, end }: Chain, n: number): readonly ScoredPath[] {
  const steps = emissions.length / K;
  if (steps === 0) return [];
  const best = (paths: readonly ScoredPath[]): readonly ScoredPath[] => paths.toSorted((a, b) => b.score - a.score).slice(0, n);
  const tags = Array.from({ length: K }, (_, k) => k);
  let lists: (readonly ScoredPath[])[] = tags.map((k) => [{ tags: [k], score: start[k] + emissions[k] }]);
  for (let t = 1; t < steps; t++) {
    const before = lists;
    lists = tags.map((j) => {
      const step = (path: ScoredPath, i: number): ScoredPath => ({
        tags: [...path.tags, j],
        score: path.score + transitions[i * K + j] + emissions[t * K + j],
      });
      return best(before.flatMap((paths, i) => paths.map((path) => step(path, i))));
    });
  }
  return best(lists.flatMap((paths, k) => paths.map((path) => ({ ...path, score: path.score + end[k] }))));
}

/** Sequence b of emissions [T, B, K]. */
function chainOf(
  { T, B, K, emissions, ...weights }: { readonly T: number; readonly B: number } & Chain,
  lengths: Int32Array | null,
  b: number,
): Chain {
  const n = lengths ? lengths[b] : T;
  const own = new Float64Array(n * K);
  for (let t = 0; t < n; t++) own.set(emissions.subarray((t * B + b) * K, (t * B + b + 1) * K), t * K);
  return { K, emissions: own, transitions: weights.transitions, start: weights.start, end: weights.end };
}

/** The tags of the first n steps of sequence b. */
function tagsOf({ B, tags }: { readonly B: number; readonly tags: Int32Array }, n: number, b: number): readonly number[] {
  return Array.from({ length: n }, (_, t) => tags[t * B + b]);
}

export type CrfOp = 'crfForward' | 'crfBackward' | 'crfMarginals' | 'crfDecode';

export const referenceCrf: { readonly [K in CrfOp]: (a: ReferenceArguments<K>) => void } = {
  crfForward: (a) => {
    for (let b = 0; b < a.B; b++) {
      const chain = chainOf(a, a.lengths, b);
      const { logZ, arriving } = chainSums(chain);
      arriving.forEach((value, i) => {
        if (a.arriving) a.arriving[(Math.floor(i / a.K) * a.B + b) * a.K + (i % a.K)] = value;
      });
      const tags = tagsOf(a, chain.emissions.length / a.K, b);
      a.logZ[b] = logZ;
      a.score[b] = tags.reduce(
        (sum, tag, t) => sum + chain.emissions[t * a.K + tag] + (t === 0 ? a.start[tag] : a.transitions[tags[t - 1] * a.K + tag]),
        tags.length > 0 ? a.end[tags[tags.length - 1]] : 0,
      );
      a.nll[b] = logZ - a.score[b];
    }
  },
  crfBackward: (a) => {
    for (let b = 0; b < a.B; b++) {
      // the start weights are in what arrives at the first step
      const chain = chainOf({ ...a, start: a.arriving.slice(b * a.K, (b + 1) * a.K) }, a.lengths, b);
      const { marginals, uses } = chainSums(chain);
      const dLogZ = (a.dLogZ?.[b] ?? 0) + (a.dNll?.[b] ?? 0);
      const dScore = (a.dScore?.[b] ?? 0) - (a.dNll?.[b] ?? 0);
      const tags = tagsOf(a, chain.emissions.length / a.K, b);
      tags.forEach((tag, t) => {
        for (let k = 0; k < a.K; k++) {
          const d = dLogZ * marginals[t * a.K + k] + (k === tag ? dScore : 0);
          if (a.dEmissions) a.dEmissions[(t * a.B + b) * a.K + k] += d;
          if (a.dStart && t === 0) a.dStart[k] += d;
          if (a.dEnd && t === tags.length - 1) a.dEnd[k] += d;
        }
        if (a.dTransitions && t > 0) a.dTransitions[tags[t - 1] * a.K + tag] += dScore;
      });
      uses.forEach((count, i) => {
        if (a.dTransitions) a.dTransitions[i] += dLogZ * count;
      });
    }
  },
  crfMarginals: (a) => {
    for (const results of [a.marginals, a.alpha, a.beta]) results.fill(0);
    for (let b = 0; b < a.B; b++) {
      const { logZ, marginals, alpha, beta } = chainSums(chainOf(a, a.lengths, b));
      a.logZ[b] = logZ;
      marginals.forEach((value, i) => {
        const at = (Math.floor(i / a.K) * a.B + b) * a.K + (i % a.K);
        a.marginals[at] = value;
        a.alpha[at] = alpha[i];
        a.beta[at] = beta[i];
      });
    }
  },
  crfDecode: (a) => {
    a.paths.fill(-1);
    a.scores.fill(0);
    for (let b = 0; b < a.B; b++) {
      const best = bestPaths(chainOf(a, a.lengths, b), a.n);
      a.counts[b] = best.length;
      best.forEach(({ tags, score }, r) => {
        a.paths.set(tags, (b * a.n + r) * a.T);
        a.scores[b * a.n + r] = score;
      });
    }
  },
};
