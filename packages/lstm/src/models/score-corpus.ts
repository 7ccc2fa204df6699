import { type Engine, logSoftmax } from '@textloom/tensor';
import { createBatcher } from '../batch.ts';
import type { TextClassifierConfig } from '../config.ts';
import type { EncodedCorpus } from '../corpus.ts';
import { selectRows } from '../feature-matrix.ts';
import { inferencePass } from '../pass.ts';
import type { HeadScores } from './mixture.ts';
import type { TextNetwork } from './text-network.ts';
import type { TfidfClassifier } from './tfidf-classifier.ts';

/** The parts of a classifier that scoring takes. */
export interface Scorer {
  readonly engine: Engine;
  readonly config: TextClassifierConfig;
  readonly network: TextNetwork;
  readonly linear: TfidfClassifier | undefined;
  readonly frozenRows: ReadonlySet<number>;
}

const batchSize = 64;

/** Head → log-probabilities of each half for each text, in the order of the corpus; computed in batches of texts of similar length. */
export function scoreCorpus({ engine, config, network, linear, frozenRows }: Scorer, corpus: EncodedCorpus): Record<string, HeadScores> {
  const pass = inferencePass();
  const batcher = createBatcher(corpus, { frozenRows });
  const order = Int32Array.from({ length: corpus.size }, (_, text) => text);
  const length = (text: number): number => corpus.starts[text + 1] - corpus.starts[text];
  if (corpus.size > batchSize) order.sort((a, b) => length(a) - length(b) || a - b);
  const scores = Object.fromEntries(
    config.heads.map(({ name, labels }) => {
      const blank = (): Float32Array => new Float32Array(corpus.size * labels.length);
      return [name, { labels: labels.length, network: blank(), ...(linear === undefined ? {} : { linear: blank() }) }];
    }),
  );
  for (let start = 0; start < order.length; start += batchSize) {
    const texts = order.subarray(start, start + batchSize);
    const batch = batcher(texts, pass);
    engine.step(() =>
      engine.noGrad(() => {
        const logits = network.logits(batch, pass);
        const fromFeatures = linear?.logProbabilities(selectRows(corpus.features!, texts));
        for (const [head, { labels, ...halves }] of Object.entries(scores)) {
          place(logSoftmax(logits[head]).floats, texts, labels, halves.network);
          if (fromFeatures !== undefined) place(fromFeatures[head].floats, texts, labels, halves.linear!);
        }
      }),
    );
  }
  return scores;
}

/** Copies row i of `rows` [B, labels] to row `texts[i]` of `target`. */
function place(rows: Float32Array, texts: Int32Array, labels: number, target: Float32Array): void {
  texts.forEach((text, i) => {
    target.set(rows.subarray(i * labels, (i + 1) * labels), text * labels);
  });
}
