import {
  add,
  type CrfWeights,
  crfDecode,
  crfLoss,
  crfMarginals,
  crossEntropy,
  logSoftmax,
  sum,
  type Tensor,
  zeros,
} from '@textloom/tensor';
import type { ParameterSource } from '../parameter-source.ts';

/** What may begin a sequence, end it, and follow what ([from][to]). */
export interface AllowedTransitions {
  readonly start: readonly boolean[];
  readonly end: readonly boolean[];
  readonly between: readonly (readonly boolean[])[];
}

export interface TagDecoderConfig {
  /** K */
  readonly tags: number;
  /** `crf`: learns how tags follow each other; `softmax`: each position by itself, only the impossible is ruled out when decoding */
  readonly kind: 'crf' | 'softmax';
  readonly allowed: AllowedTransitions;
}

/** What decoding a batch of sentences gives; see `crfDecode` and `crfMarginals` of the tensor package. */
export interface DecodedTags {
  readonly best: ReturnType<typeof crfDecode>;
  readonly marginals: ReturnType<typeof crfMarginals>;
  /** what a tag scores at each step, and one after the other, as decoded */
  readonly emissions: Tensor;
  readonly weights: CrfWeights;
}

/** The last part of a tagger: scores of tags [T, B, K] to a loss, or to sequences of tags. */
export interface TagDecoder {
  /** Negative log-likelihood of the tags int [T, B] of each sentence, summed over the batch: [1]. */
  loss(scores: Tensor, tags: Int32Array, lengths: Int32Array): Tensor;
  /** The n best sequences that are allowed, and the marginals; no gradient. */
  decode(scores: Tensor, lengths: Int32Array, n: number): DecodedTags;
}

/** Score of what must not be: e to its power is 0. */
export const forbidden = -10_000;

/**
 * A linear-chain CRF (Lafferty et al. 2001; on a BiLSTM: Huang et al. 2015, Lample et al. 2016), or a softmax at each step. Both give only sequences
 * that the scheme allows. The CRF makes `name.transitions` [from, to], `name.start` and `name.end`, [K].
 */
export function createTagDecoder(source: ParameterSource, name: string, { tags: K, kind, allowed }: TagDecoderConfig): TagDecoder {
  const penalty = (ok: boolean): number => (ok ? 0 : forbidden);
  const masks = {
    transitions: Float32Array.from(allowed.between.flat(), penalty),
    start: Float32Array.from(allowed.start, penalty),
    end: Float32Array.from(allowed.end, penalty),
  };
  const learnt =
    kind === 'softmax'
      ? undefined
      : {
          transitions: source.parameter(`${name}.transitions`, [K, K], zeros()),
          start: source.parameter(`${name}.start`, [K], zeros(), { kind: 'bias' }),
          end: source.parameter(`${name}.end`, [K], zeros(), { kind: 'bias' }),
        };
  const weightsOn = ({ engine }: Tensor): CrfWeights => {
    const transitions = engine.tensor(masks.transitions, [K, K]);
    const start = engine.tensor(masks.start, [K]);
    const end = engine.tensor(masks.end, [K]);
    if (learnt === undefined) return { transitions, start, end };
    return { transitions: add(learnt.transitions, transitions), start: add(learnt.start, start), end: add(learnt.end, end) };
  };
  return {
    loss(scores, tags, lengths) {
      const { engine } = scores;
      const [T, B] = scores.shape;
      if (kind === 'crf') {
        const { nll } = crfLoss(scores, engine.ints(tags, [T, B]), weightsOn(scores), engine.ints(lengths, [B]));
        return sum(nll);
      }
      const targets = tags.map((tag, place) => (Math.floor(place / B) < lengths[place % B] ? tag : -1));
      return crossEntropy(scores.reshape([T * B, K]), engine.ints(targets, [T * B]), { ignoreIndex: -1, reduction: 'sum' });
    },
    decode(scores, lengths, n) {
      const { engine } = scores;
      const emissions = kind === 'crf' ? scores : logSoftmax(scores);
      const weights = weightsOn(scores);
      const options = { lengths: engine.ints(lengths, [lengths.length]) };
      return {
        best: crfDecode(emissions, weights, { ...options, n }),
        marginals: crfMarginals(emissions, weights, options.lengths),
        emissions,
        weights,
      };
    },
  };
}
