import { type Engine, scale } from '@textloom/tensor';
import { batcherOptions, type SequenceTagger, sizesOf } from '../models/sequence-tagger.ts';
import { createTaggerNetwork, type TaggerSizes } from '../models/tagger-network.ts';
import { existingParameters, type ParameterSource } from '../parameter-source.ts';
import { inferencePass, trainingPass } from '../pass.ts';
import { createTaggedBatcher, type TaggedBatcherOptions } from '../tagging/tagged-batch.ts';
import type { TaggedCorpus } from '../tagging/tagged-corpus.ts';
import type { SequenceTaggerConfig } from '../tagging/tagger-config.ts';
import { fault } from '../user-error.ts';
import type { ModelTask } from './model-task.ts';

/** All that a worker thread needs to build the task; passes through `postMessage`. */
export interface TaggingSpec {
  readonly config: SequenceTaggerConfig;
  readonly sizes: TaggerSizes;
  readonly corpus: TaggedCorpus;
  readonly batcher: TaggedBatcherOptions;
}

/**
 * The task of training a tagger on a corpus that it has encoded. The loss is the negative log-likelihood of a sentence's tags.
 *
 * @throws UserError when a sentence has no annotation
 */
export function taggingTask(tagger: SequenceTagger, corpus: TaggedCorpus): ModelTask<TaggingSpec> {
  const unknown = corpus.tags.indexOf(-1);
  if (unknown >= 0) {
    const sentence = corpus.starts.findIndex((start) => start > unknown) - 1;
    throw fault(`sentence ${sentence + 1} of the training corpus is not annotated`, {
      expected: 'entities, an empty list when there are none',
    });
  }
  const { config, codec, frozenRows } = tagger;
  const batcher = batcherOptions(config, codec, frozenRows);
  return build(existingParameters(tagger.engine), { config, sizes: sizesOf(codec), corpus, batcher });
}

/** Builds the same task in a worker thread, over the parameters that its engine shares. */
export function createTask(engine: Engine, spec: TaggingSpec): ModelTask<TaggingSpec> {
  return build(existingParameters(engine), spec);
}

function build(source: ParameterSource, spec: TaggingSpec): ModelTask<TaggingSpec> {
  const { config, sizes, corpus } = spec;
  const network = createTaggerNetwork(source, config, sizes);
  const batcher = createTaggedBatcher(corpus, spec.batcher);
  return {
    exampleCount: corpus.size,
    lengthOf: (sentence) => corpus.starts[sentence + 1] - corpus.starts[sentence],
    parameters: network.parameters,
    module: { url: import.meta.url, spec },
    loss(sentences, step) {
      const pass = step.training ? trainingPass(step) : inferencePass();
      const batch = batcher(sentences, pass);
      return scale(network.decoder.loss(network.scores(batch, pass), batch.tags, batch.lengths), 1 / sentences.length);
    },
  };
}
