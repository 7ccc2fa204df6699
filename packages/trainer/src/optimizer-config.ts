import type { OptimizerConfig, ScheduleConfig } from '@textloom/tensor';
import { z } from 'zod';

const rate = z.number().positive();
const fraction = z.number().min(0).max(1);
const amount = z.number().min(0);
const steps = z.number().int().min(0);

const base = { lr: rate, weightDecay: amount.optional(), decayKinds: z.array(z.enum(['weight', 'bias', 'embedding'])).optional() };

/** `OptimizerConfig` of `@textloom/tensor`, where every key is explained and what is left out has its default. */
export const optimizerSchema: z.ZodType<OptimizerConfig> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sgd'), ...base, momentum: fraction.optional(), nesterov: z.boolean().optional() }),
  z.strictObject({
    kind: z.enum(['adam', 'adamw']),
    ...base,
    beta1: fraction.optional(),
    beta2: fraction.optional(),
    eps: rate.optional(),
    amsgrad: z.boolean().optional(),
  }),
  z.strictObject({ kind: z.literal('adagrad'), ...base, eps: rate.optional() }),
  z.strictObject({ kind: z.literal('asgd'), ...base, averageFrom: steps.optional() }),
]);

const warmUp = { warmupSteps: steps.optional(), warmupFraction: fraction.optional() };

/** `ScheduleConfig` of `@textloom/tensor`. */
export const scheduleSchema: z.ZodType<ScheduleConfig> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('constant'), ...warmUp }),
  z.strictObject({ kind: z.enum(['warmupLinear', 'warmupCosine']), ...warmUp, minFactor: fraction.optional() }),
  z.strictObject({
    kind: z.literal('oneCycle'),
    pctStart: fraction.optional(),
    divFactor: rate.optional(),
    finalDivFactor: rate.optional(),
    anneal: z.enum(['cos', 'linear']).optional(),
    baseMomentum: fraction.optional(),
    maxMomentum: fraction.optional(),
  }),
  z.strictObject({
    kind: z.literal('plateau'),
    mode: z.enum(['min', 'max']).optional(),
    factor: fraction.optional(),
    patience: steps.optional(),
    threshold: amount.optional(),
    thresholdMode: z.enum(['rel', 'abs']).optional(),
    cooldown: steps.optional(),
    minFactor: fraction.optional(),
  }),
  z.strictObject({ kind: z.literal('noam'), modelSize: rate, warmupSteps: z.number().int().min(1), factor: rate.optional() }),
]);
