import { taggerOptionsSchema, tokenizerSchema } from '@textloom/lstm';
import { taggingSchemes } from '@textloom/tokenizers';
import { trainingSchema } from '@textloom/trainer';
import { z } from 'zod';

const share = z.number().min(0).lt(1);
const count = z.int().positive();

/** The app's configuration; `configs/default.yaml` says what each key means. */
export const configSchema = z.strictObject({
  data: z
    .strictObject({
      scheme: z.enum(['auto', ...taggingSchemes]).default('auto'),
      duplicates: z.enum(['remove', 'keep']).default('remove'),
      valid: share.default(0.1),
      test: share.default(0.15),
    })
    .prefault({}),
  tokenizer: tokenizerSchema.prefault({ kind: 'mixed', apostrophes: 'split', normalizer: { lowercase: false } }),
  network: taggerOptionsSchema.prefault({}),
  pretrained: z
    .strictObject({
      file: z.string().min(1).nullable().default(null),
      frozen: z.boolean().default(false),
    })
    .prefault({}),
  training: trainingSchema.prefault({}),
  fineTuning: z
    .strictObject({
      rehearsal: z.number().min(0).max(1).default(1),
      epochs: count.default(12),
      learningRate: z.number().positive().default(0.004),
      completeAbove: z.number().min(0).max(1).default(0.5),
    })
    .prefault({}),
  baselines: z
    .strictObject({
      longestMatch: z.boolean().default(true),
      perceptron: z.boolean().default(true),
      seconds: z.number().positive().default(60),
    })
    .prefault({}),
});

/** What the stages of the app are told. */
export type Config = z.output<typeof configSchema>;
