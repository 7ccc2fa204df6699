import type { Engine } from '@textloom/tensor';
import { decodeTags, type TokenSpan } from '@textloom/tokenizers';
import { forbidden } from '../layers/crf.ts';
import { inferencePass } from '../pass.ts';
import { type SentenceLattice, spanProbability } from '../tagging/span-probability.ts';
import type { TaggedBatcher } from '../tagging/tagged-batch.ts';
import type { TaggedCorpus } from '../tagging/tagged-corpus.ts';
import type { TaggerNetwork } from './tagger-network.ts';

/** An entity that a tagger found, in tokens, and the probability of exactly this entity. */
export interface TaggedEntity extends TokenSpan {
  readonly confidence: number;
}

/** One reading of a sentence. */
export interface TagReading {
  readonly probability: number;
  readonly entities: readonly TokenSpan[];
}

/** What a tagger says about a sentence. */
export interface SentenceTags {
  readonly entities: readonly TaggedEntity[];
  /** of the best sequence of tags as a whole */
  readonly probability: number;
  /** the most probable sequences, best first; only when asked for */
  readonly nBest?: readonly TagReading[];
}

/** The parts of a tagger that tagging takes. */
export interface CorpusTagger {
  readonly engine: Engine;
  readonly tags: readonly string[];
  readonly network: TaggerNetwork;
  batcher(corpus: TaggedCorpus): TaggedBatcher;
}

const batchSize = 32;

/** Tags the sentences of a corpus, in batches of similar length; results are in the order of the corpus. */
export function tagCorpus(tagger: CorpusTagger, corpus: TaggedCorpus, nBest: number): SentenceTags[] {
  const { engine, network } = tagger;
  const pass = inferencePass();
  const batcher = tagger.batcher(corpus);
  const order = Int32Array.from({ length: corpus.size }, (_, sentence) => sentence);
  const length = (sentence: number): number => corpus.starts[sentence + 1] - corpus.starts[sentence];
  if (corpus.size > batchSize) order.sort((a, b) => length(a) - length(b) || a - b);
  const results = new Array<SentenceTags>(corpus.size);
  for (let start = 0; start < order.length; start += batchSize) {
    const sentences = order.subarray(start, start + batchSize);
    const batch = batcher(sentences, pass);
    engine.step(() =>
      engine.noGrad(() => {
        const decoded = network.decoder.decode(network.scores(batch, pass), batch.lengths, nBest);
        const [T, B, K] = decoded.emissions.shape;
        const shared = {
          emissions: decoded.emissions.floats,
          alpha: decoded.marginals.alpha.floats,
          beta: decoded.marginals.beta.floats,
          transitions: decoded.weights.transitions.floats,
          B,
          K,
        };
        const logZ = decoded.marginals.logZ.floats;
        const scores = decoded.best.scores.floats;
        const counts = decoded.best.counts.ints;
        const paths = decoded.best.paths.ints;
        sentences.forEach((sentence, b) => {
          const lattice: SentenceLattice = { ...shared, logZ: logZ[b], b };
          const path = (rank: number): Int32Array => paths.subarray((b * nBest + rank) * T, (b * nBest + rank) * T + batch.lengths[b]);
          const probability = (rank: number): number => Math.min(1, Math.exp(scores[b * nBest + rank] - logZ[b]));
          const best = path(0);
          results[sentence] = {
            entities: spansOf(best, tagger.tags).map((span) => ({
              ...span,
              confidence: spanProbability(lattice, span.start, Array.from(best.subarray(span.start, span.end))),
            })),
            probability: probability(0),
            ...(nBest > 1
              ? {
                  nBest: Array.from({ length: counts[b] }, (_, rank) => rank)
                    .filter((rank) => scores[b * nBest + rank] - logZ[b] > forbidden / 2)
                    .map((rank) => ({ probability: probability(rank), entities: spansOf(path(rank), tagger.tags) })),
                }
              : {}),
          };
        });
      }),
    );
  }
  return results;
}

function spansOf(path: Int32Array, tags: readonly string[]): readonly TokenSpan[] {
  return decodeTags(
    Array.from(path, (tag) => tags[tag]),
    'BIOES',
  ).spans;
}
