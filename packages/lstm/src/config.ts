import { createNormalizer, createTokenizer, type NormalizerConfig, type SubwordConfig, type TokenizerConfig } from '@textloom/tokenizers';
import { z } from 'zod';
import { fault } from './user-error.ts';

/** What a position of the sentence becomes, before the LSTM. */
export interface EmbeddingConfig {
  /** Numbers in a vector. Default 128. */
  dimension: number;
  /** A word has a row of its own when it occurs at least this often in the training texts; rarer ones live on their n-grams. Default 2. */
  minFrequency: number;
  /** Hashed character n-grams (Bojanowski et al. 2017), averaged with the word's own row; null: words only. Default 20,000 buckets, 3 to 5. */
  subwords: SubwordConfig | null;
  /** Standard deviation of new rows. Default 1: the mean over a word's rows shrinks it to about 0.3. */
  deviation: number;
  /** Chance that a word's own row is left out for a whole batch, so that the n-grams learn to stand for it. Default 0.1. */
  wordRowDropout: number;
  /** Chance that a token becomes the unknown word. Default 0.1. */
  tokenDropout: number;
}

/** The recurrent part. */
export interface EncoderConfig {
  /** Units of one direction. Default 128. */
  hidden: number;
  /** Default 1. */
  layers: number;
  /** Default true. */
  bidirectional: boolean;
  /** `output`: the standard LSTM; `cell`: the gates see the previous cell state. Default `output`. */
  recurrence: 'output' | 'cell';
  /** Locked dropout (Gal and Ghahramani 2016), the same mask at every position: before, between and after the layers; default 0.2, 0.2, 0.2. */
  inputDropout: number;
  betweenDropout: number;
  outputDropout: number;
  /** Chance that a recurrent weight is 0 for a step (weight drop, Merity et al. 2018). Default 0. */
  recurrentDropout: number;
}

/** How a sequence becomes one vector; several are laid side by side. */
export type PoolingKind = 'last' | 'mean' | 'max' | 'attention';

/** One set of labels that a text is given one of. */
export interface HeadConfig {
  /** Name of the label set, such as `intent`. */
  name: string;
  /** The labels; their order is the order of the logits. */
  labels: string[];
}

/** The tf-idf features of the softmax regression beside the network; the two are mixed, see `TextClassifier`. */
export interface LinearHalfConfig {
  /** Shortest and longest n-gram of words; null: none. Default 1 to 2. */
  wordNgrams: readonly [number, number] | null;
  /** Shortest and longest n-gram of characters; null: none. Default 3 to 5. */
  characterNgrams: readonly [number, number] | null;
  /** Character n-grams stay inside words. Default false: they reach across the whole text. */
  withinWords: boolean;
  /** Texts that a feature must occur in. Default 2. */
  minimumDocuments: number;
  /** The features of the most texts are kept. Default 200,000. */
  maximumFeatures: number;
  /** 1 + log(count) in place of the count. Default true. */
  sublinear: boolean;
}

/** A text classifier. The defaults are what did best on public intent sets. */
export interface TextClassifierConfig {
  /** How text is cut. Default: Unicode words where words are spaced and single characters in Chinese and Japanese; NFKC, lower case. */
  tokenizer: TokenizerConfig;
  /** Tokens of a text that are read; the rest is ignored. Default 200. */
  maxTokens: number;
  embedding: EmbeddingConfig;
  encoder: EncoderConfig;
  /** Default max, mean and attention. */
  pooling: PoolingKind[];
  /** Units of the attention's hidden layer. Default 128. */
  attention: number;
  /** Dropout before the heads. Default 0.3. */
  headDropout: number;
  /** At least one; there is no default. */
  heads: HeadConfig[];
  /** The linear half of the hybrid; null: the network alone. */
  linear: LinearHalfConfig | null;
}

/** A {@link TextClassifierConfig} in which everything that has a default may be left out. */
export type TextClassifierOptions = Pick<TextClassifierConfig, 'heads'> & {
  [K in Exclude<keyof TextClassifierConfig, 'heads'>]?: K extends 'embedding' | 'encoder' | 'linear'
    ? Options<TextClassifierConfig[K]>
    : TextClassifierConfig[K];
};
type Options<T> = T extends readonly unknown[] ? T : T extends object ? { [K in keyof T]?: Options<T[K]> | undefined } : T;

/** A chance, or a share of something. */
export const share: z.ZodNumber = z.number().min(0).lt(1);
/** A whole number from 1. */
export const positive: z.ZodInt = z.int().positive();

export const subwordSchema: z.ZodType<SubwordConfig, { [K in keyof SubwordConfig]?: number | undefined }> = z
  .strictObject({ buckets: positive.default(20_000), min: positive.default(3), max: positive.default(5) })
  .refine(({ min, max }) => min <= max, 'min is above max');

/** The tokenizers check their own configuration; here their words become an issue of this one. */
function checkedBy<T>(check: (value: unknown) => T): z.ZodPipe<z.ZodUnknown, z.ZodTransform<T, unknown>> {
  return z.unknown().transform((value, context): T => {
    try {
      return check(value);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
      return z.NEVER;
    }
  });
}

/** A tokenizer's configuration in which every key is present. */
export const tokenizerSchema: z.ZodType<TokenizerConfig> = checkedBy(
  (value): TokenizerConfig => createTokenizer(value as TokenizerConfig).config,
);

/** A normalizer's configuration in which every key is present; what is left out has the defaults given. */
export function normalizerSchema(
  defaults: NormalizerConfig,
): z.ZodPrefault<z.ZodPipe<z.ZodUnknown, z.ZodTransform<Required<NormalizerConfig>, unknown>>> {
  return checkedBy((value) => createNormalizer({ ...defaults, ...(value as NormalizerConfig) }).config).prefault({});
}

const ngramRange = z.tuple([positive, positive]).refine(([min, max]) => min <= max, 'the shortest is above the longest');

const linearSchema = z.strictObject({
  wordNgrams: ngramRange.nullable().default([1, 2]),
  characterNgrams: ngramRange.nullable().default([3, 5]),
  withinWords: z.boolean().default(false),
  minimumDocuments: positive.default(2),
  maximumFeatures: positive.default(200_000),
  sublinear: z.boolean().default(true),
});

const headSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z][\w-]*$/, 'a name of letters, digits, - and _'),
  labels: z
    .array(z.string().min(1))
    .min(2, 'at least two labels')
    .refine((labels) => new Set(labels).size === labels.length, 'a label occurs twice'),
});

const classifierSchema = z.strictObject({
  tokenizer: tokenizerSchema.prefault({ kind: 'mixed' }),
  maxTokens: positive.default(200),
  embedding: z
    .strictObject({
      dimension: positive.default(128),
      minFrequency: positive.default(2),
      subwords: subwordSchema.nullable().prefault({}),
      deviation: z.number().positive().default(1),
      wordRowDropout: share.default(0.1),
      tokenDropout: share.default(0.1),
    })
    .prefault({}),
  encoder: z
    .strictObject({
      hidden: positive.default(128),
      layers: positive.default(1),
      bidirectional: z.boolean().default(true),
      recurrence: z.enum(['output', 'cell']).default('output'),
      inputDropout: share.default(0.2),
      betweenDropout: share.default(0.2),
      outputDropout: share.default(0.2),
      recurrentDropout: share.default(0),
    })
    .prefault({}),
  pooling: z
    .array(z.enum(['last', 'mean', 'max', 'attention']))
    .min(1)
    .default(['max', 'mean', 'attention']),
  attention: positive.default(128),
  headDropout: share.default(0.3),
  heads: z
    .array(headSchema)
    .min(1, 'at least one head')
    .refine((heads) => new Set(heads.map(({ name }) => name)).size === heads.length, 'two heads have the same name'),
  linear: linearSchema.nullable().prefault({}),
});

/** All of a classifier's configuration but its heads, for the configuration file of an application that knows the labels only from its data. */
export const classifierOptionsSchema: z.ZodType<Omit<TextClassifierConfig, 'heads'>> = classifierSchema.omit({ heads: true });

/**
 * Fills in the defaults and checks the rest.
 *
 * @param options what differs from the defaults; at least `heads`
 * @param file named in the error, when the options came from one
 * @throws UserError that names each unknown key and each wrong value
 */
export function resolveTextClassifierConfig(options: unknown, file?: string): TextClassifierConfig {
  const parsed = classifierSchema.safeParse(options);
  if (parsed.success) return parsed.data as TextClassifierConfig;
  throw fault(`the classifier's configuration is wrong: ${describeIssues(parsed.error)}`, { file });
}

/** One line for a person, with the path of each wrong key: `encoder.hidden: expected number, received string; …`. */
export function describeIssues(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.length > 0 ? `${issue.path.join('.')}: ` : ''}${issue.message}`).join('; ');
}
