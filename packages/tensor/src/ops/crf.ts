import { NONE } from '../kernels/op-table.ts';
import type { Tensor } from '../tensor.ts';
import { expectFloats, expectInts, expectLengths } from './expect.ts';

/**
 * Weights of a linear-chain conditional random field over K tags. What a tagging scheme forbids is a large negative number, such as the sum of a
 * parameter and a mask of 0 and -10000.
 */
export interface CrfWeights {
  /** [K, K] as [from][to] */
  readonly transitions: Tensor;
  /** [K] */
  readonly start: Tensor;
  /** [K] */
  readonly end: Tensor;
}

export interface CrfLossResult {
  /** negative log-likelihood of the tags, logZ - score, [B] */
  readonly nll: Tensor;
  /** logarithm of the sum of e^score over all tag sequences, [B] */
  readonly logZ: Tensor;
  /** score of the tags, [B] */
  readonly score: Tensor;
}

/**
 * Linear-chain conditional random field (Lafferty et al. 2001; over an LSTM: Lample et al. 2016). A tag sequence y of length n scores
 * start[y_0] + sum_t emissions[t][y_t] + sum_{t>=1} transitions[y_{t-1}][y_t] + end[y_{n-1}]. A sequence of length 0 has nll 0.
 * All three results have gradients by emissions, transitions, start and end.
 * @param emissions [T, B, K]; the padding is not read and its gradient is 0
 * @param tags int [T, B]; the padding is not read
 * @param lengths int [B]; default: all of length T
 * @throws RangeError for a tag that is none of the K
 */
export function crfLoss(emissions: Tensor, tags: Tensor, weights: CrfWeights, lengths?: Tensor): CrfLossResult {
  const { engine } = emissions;
  const { transitions, start, end } = weights;
  const call = expectChain('crfLoss', emissions, weights, lengths);
  const { T, B, K } = call;
  expectInts('crfLoss', 'tags', tags, [T, B]);
  expectTags(tags.ints, lengths?.ints, call);
  const recorded = engine.records(emissions, transitions, start, end);
  const arriving = recorded ? engine.allocate(T * B * K, 'crfLoss (kept for the backward pass)', [T, B, K]) : NONE;
  const nll = engine.result('crfLoss', [B]);
  const logZ = engine.result('crfLoss', [B]);
  const score = engine.result('crfLoss', [B]);
  engine.kernels.crfForward({ ...call, tags: tags.offset, arriving, logZ: logZ.offset, score: score.offset, nll: nll.offset });
  if (recorded) {
    engine.tape.record([nll, logZ, score], () => {
      engine.kernels.crfBackward({
        ...call,
        tags: tags.offset,
        arriving,
        dNll: nll.existingGradient(),
        dLogZ: logZ.existingGradient(),
        dScore: score.existingGradient(),
        dEmissions: emissions.gradientOffset(),
        dTransitions: transitions.gradientOffset(),
        dStart: start.gradientOffset(),
        dEnd: end.gradientOffset(),
      });
    });
  }
  return { nll, logZ, score };
}

export interface CrfMarginalsResult {
  /** P(y_t = k), [T, B, K] */
  readonly marginals: Tensor;
  /** ln of the sum over everything up to t that ends in k, the emission at t included, [T, B, K] */
  readonly alpha: Tensor;
  /** ln of the sum over everything after t that follows k, the emission at t not included, [T, B, K] */
  readonly beta: Tensor;
  /** ln of the sum of e^score over all tag sequences, [B] */
  readonly logZ: Tensor;
}

/**
 * What a conditional random field says about each step: the forward-backward algorithm. Has no gradient. The results are 0 in the padding.
 * The probability that the tags from s to t are y_s .. y_t is e^(alpha[s][y_s] + transitions and emissions in between + beta[t][y_t] - logZ).
 * @param emissions [T, B, K]
 * @param lengths int [B]; default: all of length T
 */
export function crfMarginals(emissions: Tensor, weights: CrfWeights, lengths?: Tensor): CrfMarginalsResult {
  const { engine } = emissions;
  const call = expectChain('crfMarginals', emissions, weights, lengths);
  const { T, B, K } = call;
  const marginals = engine.result('crfMarginals', [T, B, K]);
  const alpha = engine.result('crfMarginals', [T, B, K]);
  const beta = engine.result('crfMarginals', [T, B, K]);
  const logZ = engine.result('crfMarginals', [B]);
  const places = { marginals: marginals.offset, alpha: alpha.offset, beta: beta.offset, logZ: logZ.offset };
  engine.kernels.crfMarginals({ ...call, ...places });
  return { marginals, alpha, beta, logZ };
}

export interface CrfDecodeOptions {
  /** int [B]; default: all of length T */
  readonly lengths?: Tensor | undefined;
  /** how many paths; default 1, the Viterbi path */
  readonly n?: number | undefined;
}

export interface CrfDecodeResult {
  /** int [B, n, T], the best first; -1 beyond the length and for paths that do not exist */
  readonly paths: Tensor;
  /** [B, n]; 0 for paths that do not exist */
  readonly scores: Tensor;
  /** int [B]: how many paths exist, at most n; 0 for a sequence of length 0 */
  readonly counts: Tensor;
}

/**
 * The n tag sequences of the highest score (Viterbi 1967; with a list of n at each place: Seshadri and Sundberg 1994). Of equal scores the one with the lower
 * tags at the end comes first. A path that weights forbid with large negative numbers exists all the same: its score tells. Has no gradient.
 * @param emissions [T, B, K]
 */
export function crfDecode(emissions: Tensor, weights: CrfWeights, options: CrfDecodeOptions = {}): CrfDecodeResult {
  const { engine } = emissions;
  const { lengths, n = 1 } = options;
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`crfDecode: n is ${n}, expected a whole number from 1`);
  const call = expectChain('crfDecode', emissions, weights, lengths);
  const { T, B } = call;
  const paths = engine.result('crfDecode', [B, n, T], 'int32');
  const scores = engine.result('crfDecode', [B, n]);
  const counts = engine.result('crfDecode', [B], 'int32');
  engine.kernels.crfDecode({ ...call, n, paths: paths.offset, scores: scores.offset, counts: counts.offset });
  return { paths, scores, counts };
}

interface ChainCall {
  readonly T: number;
  readonly B: number;
  readonly K: number;
  readonly emissions: number;
  readonly transitions: number;
  readonly start: number;
  readonly end: number;
  readonly lengths: number;
}

function expectChain(op: string, emissions: Tensor, { transitions, start, end }: CrfWeights, lengths: Tensor | undefined): ChainCall {
  expectFloats(op, 'emissions', emissions, ['T', 'B', 'K']);
  const [T, B, K] = emissions.shape;
  if (K === 0) throw new RangeError(`${op}: there are no tags, expected at least one (emissions [${T}, ${B}, 0])`);
  expectFloats(op, 'transitions', transitions, [K, K]);
  expectFloats(op, 'start', start, [K]);
  expectFloats(op, 'end', end, [K]);
  expectLengths(op, lengths, T, B);
  return {
    T,
    B,
    K,
    emissions: emissions.offset,
    transitions: transitions.offset,
    start: start.offset,
    end: end.offset,
    lengths: lengths?.offset ?? NONE,
  };
}

/** Tags of the steps that count are checked; the padding may hold anything. */
function expectTags(tags: Int32Array, lengths: Int32Array | undefined, { T, B, K }: ChainCall): void {
  for (let i = 0; i < T * B; i++) {
    const [t, b] = [Math.floor(i / B), i % B];
    if (lengths && t >= lengths[b]) continue;
    if (tags[i] < 0 || tags[i] >= K) throw new RangeError(`crfLoss: tags[${t}, ${b}] is ${tags[i]}, expected 0 to ${K - 1}`);
  }
}
