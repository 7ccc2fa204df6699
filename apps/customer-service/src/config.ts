import { classifierOptionsSchema } from '@textloom/lstm';
import { trainingSchema } from '@textloom/trainer';
import { z } from 'zod';

const share = z.number().min(0).lt(1);
const count = z.int().positive();

/** The app's configuration; `configs/default.yaml` says what each key means. */
export const configSchema = z.strictObject({
  data: z
    .strictObject({
      variant: z.string().nullable().default(null),
      duplicates: z.enum(['remove', 'keep']).default('remove'),
      conflicts: z.enum(['drop', 'majority', 'first']).default('majority'),
      valid: share.default(0.1),
      test: share.default(0.15),
    })
    .prefault({}),
  outOfScope: z
    .strictObject({
      label: z.string().min(1).default('out_of_scope'),
      method: z.enum(['threshold', 'class']).default('threshold'),
      chooseWithTraining: z.boolean().default(true),
      criterion: z.enum(['in-scope-at-least', 'overall-accuracy', 'balanced']).default('in-scope-at-least'),
      floor: z.number().min(0).max(1).default(0.96),
      softening: z.number().positive().default(2),
      tolerance: z.number().min(0).max(0.1).default(0.001),
      margins: z.array(z.number().min(0).lt(1)).min(1).default([0, 0.05, 0.1, 0.2]),
    })
    .prefault({}),
  network: classifierOptionsSchema.prefault({}),
  objective: z
    .strictObject({
      labelSmoothing: share.default(0.1),
      rDrop: z.number().min(0).default(0),
      classWeights: z.enum(['none', 'balanced']).default('none'),
    })
    .prefault({}),
  training: trainingSchema.prefault({}),
  linear: z
    .strictObject({
      learningRate: z.number().positive().default(0.2),
      epochs: count.default(12),
      batchSize: count.default(32),
      weights: z.array(z.number().min(0)).min(1).default([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]),
    })
    .prefault({}),
  fineTuning: z
    .strictObject({
      rehearsal: z.number().min(0).max(1).default(1),
      epochs: count.default(5),
      learningRate: z.number().positive().default(0.002),
    })
    .prefault({}),
  answers: z.string().nullable().default(null),
  topK: count.default(3),
  baselines: z
    .strictObject({
      bayes: z.boolean().default(true),
      logisticRegression: z.boolean().default(true),
      seconds: z.number().positive().default(15),
    })
    .prefault({}),
});

/** What the stages of the app are told. */
export type Config = z.output<typeof configSchema>;
