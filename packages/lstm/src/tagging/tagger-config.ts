import type { NormalizerConfig, SubwordConfig } from '@textloom/tokenizers';
import { z } from 'zod';
import { describeIssues, normalizerSchema, positive, share, subwordSchema } from '../config.ts';
import { fault } from '../user-error.ts';

/** Vectors of words. */
export interface TaggerWordsConfig {
  /** Numbers in a vector. Default 100. */
  dimension: number;
  /** A word has a row of its own when it occurs at least this often in the training sentences. Default 1. */
  minFrequency: number;
  /** How a token is rewritten before it is looked up. Default: lower case, every digit 0; the characters and the casing see the token as it is. */
  normalizer: Required<NormalizerConfig>;
  /** Hashed character n-grams, averaged with the word's own row; null (default): words only. */
  subwords: SubwordConfig | null;
  /** Standard deviation of new rows. Default 0.3. */
  deviation: number;
  /** Chance that a word seen once in training is unknown for a batch, so that the unknown word learns something. Default 0.5. */
  singletonDropout: number;
  /** The same for any other word. Default 0. */
  wordDropout: number;
}

/** What a token's spelling becomes: a convolution over its characters (Ma and Hovy 2016) or a BiLSTM (Lample et al. 2016). */
export interface CharactersConfig {
  kind: 'cnn' | 'lstm';
  /** Numbers in a character's vector. Default 30. */
  dimension: number;
  /** Outputs: filters of the convolution, of all widths together, or both ends of the BiLSTM. Default 50. */
  outputs: number;
  /** Characters that a filter sees; several: the outputs are divided among them. Default [3]. */
  widths: number[];
}

/** A sequence tagger. The defaults are what did best on public sets, trained from scratch. */
export interface SequenceTaggerConfig {
  words: TaggerWordsConfig;
  /** null: none. */
  characters: CharactersConfig | null;
  /** Numbers in the vector of a token's casing (lower, UPPER, Initial, digits, …); 0: none. Default 8. */
  casing: number;
  /** Numbers in the vector of a token's place in the word that it is part of, for scripts without spaces; 0 (default): none. */
  boundaries: number;
  /** Vectors of the two pairs that a token makes with its neighbours, for Chinese; null (default): none. */
  bigrams: { dimension: number; minFrequency: number; dropout: number } | null;
  /** The BiLSTM; locked dropout before, between and after its layers. Defaults: 150 units, 1 layer, 0.4, 0.4, 0.4, 0. */
  encoder: {
    hidden: number;
    layers: number;
    inputDropout: number;
    betweenDropout: number;
    outputDropout: number;
    recurrentDropout: number;
  };
  /** `crf` (default): tags depend on their neighbours (Lafferty et al. 2001); `softmax`: each by itself. Impossible sequences are never given by either. */
  decoder: 'crf' | 'softmax';
  /** Types of entities; there is no default. Their order is that of the tags. */
  types: string[];
}

type Options<T> = T extends readonly unknown[] ? T : T extends object ? { [K in keyof T]?: Options<T[K]> | undefined } : T;
/** A {@link SequenceTaggerConfig} in which everything that has a default may be left out; types left out are those of the sentences. */
export type SequenceTaggerOptions = Options<SequenceTaggerConfig>;

const taggerSchema = z.strictObject({
  words: z
    .strictObject({
      dimension: positive.default(100),
      minFrequency: positive.default(1),
      normalizer: normalizerSchema({ digits: 'zero' }),
      subwords: subwordSchema.nullable().default(null),
      deviation: z.number().positive().default(0.3),
      singletonDropout: share.default(0.5),
      wordDropout: share.default(0),
    })
    .prefault({}),
  characters: z
    .strictObject({
      kind: z.enum(['cnn', 'lstm']).default('cnn'),
      dimension: positive.default(30),
      outputs: positive.default(50),
      widths: z
        .array(positive)
        .min(1)
        .refine((widths) => new Set(widths).size === widths.length, 'a width occurs twice')
        .default([3]),
    })
    .refine(({ outputs, widths, kind }) => kind === 'lstm' || outputs >= widths.length, 'fewer outputs than widths')
    .refine(({ outputs, kind }) => kind === 'cnn' || outputs % 2 === 0, 'outputs of a BiLSTM must be even')
    .nullable()
    .prefault({}),
  casing: z.int().min(0).default(8),
  boundaries: z.int().min(0).default(0),
  bigrams: z
    .strictObject({ dimension: positive.default(50), minFrequency: positive.default(2), dropout: share.default(0) })
    .nullable()
    .default(null),
  encoder: z
    .strictObject({
      hidden: positive.default(150),
      layers: positive.default(1),
      inputDropout: share.default(0.4),
      betweenDropout: share.default(0.4),
      outputDropout: share.default(0.4),
      recurrentDropout: share.default(0),
    })
    .prefault({}),
  decoder: z.enum(['crf', 'softmax']).default('crf'),
  types: z
    .array(z.string().min(1))
    .min(1, 'at least one type')
    .refine((types) => new Set(types).size === types.length, 'a type occurs twice'),
});

/** All of a tagger's configuration but its types, for the configuration file of an application that knows them only from its data. */
export const taggerOptionsSchema: z.ZodType<Omit<SequenceTaggerConfig, 'types'>> = taggerSchema.omit({ types: true });

/**
 * Fills in the defaults and checks the rest.
 *
 * @param options what differs from the defaults; at least `types`
 * @param file named in the error, when the options came from one
 * @throws UserError that names each unknown key and each wrong value
 */
export function resolveTaggerConfig(options: unknown, file?: string): SequenceTaggerConfig {
  const parsed = taggerSchema.safeParse(options);
  if (parsed.success) return parsed.data;
  throw fault(`the tagger's configuration is wrong: ${describeIssues(parsed.error)}`, { file });
}
