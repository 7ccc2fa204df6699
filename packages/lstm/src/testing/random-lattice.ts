import { createEngine, type Engine, from, type Parameter, Random, type Tensor } from '@textloom/tensor';
import { tagSetOf, tagTransitions } from '@textloom/tokenizers';
import { createTagDecoder, type TagDecoder } from '../layers/crf.ts';

/** A decoder of BIOES tags whose weights can be drawn at random. */
export interface RandomDecoder {
  readonly engine: Engine;
  readonly tags: readonly string[];
  readonly decoder: TagDecoder;
  /** of a CRF: transitions [K, K], start and end [K] */
  readonly parameters: readonly Parameter[];
  /** New weights, and scores [T, B, K], all of about this size; within a step of the engine. */
  draw(seed: number, size: number, T: number, B: number): Tensor;
}

export async function randomDecoder(kind: 'crf' | 'softmax', types: readonly string[]): Promise<RandomDecoder> {
  const engine = await createEngine();
  const tags = tagSetOf(types, 'BIOES');
  const decoder = createTagDecoder(engine, 'crf', { tags: tags.length, kind, allowed: tagTransitions(tags, 'BIOES') });
  const parameters = [...engine.parameters.values()];
  return {
    engine,
    tags,
    decoder,
    parameters,
    draw(seed, size, T, B) {
      const random = new Random(seed);
      const drawn = (name: string, length: number): Float32Array => {
        const stream = random.stream(name);
        return Float32Array.from({ length }, (_, i) => size * stream.normal(i));
      };
      for (const { name, value, shape } of parameters) from(drawn(name, value.length))(value, shape, random.stream());
      return engine.tensor(drawn('scores', T * B * tags.length), [T, B, tags.length]);
    },
  };
}
