import { describe, expect, it } from 'vitest';
import type { Engine } from '../engine.ts';
import { from } from '../initializers.ts';
import { clipFactor, globalNorm } from '../optimizers/clipping.ts';
import { createOptimizer, type OptimizerConfig } from '../optimizers/optimizer.ts';
import { createSchedule, type ScheduleConfig } from '../optimizers/schedules.ts';
import type { Parameter } from '../parameter.ts';
import { testedBackends } from '../testing/backends.ts';
import { expectClose, type GoldenTensors, goldenIsThere, goldenTitle, readGolden } from '../testing/golden.ts';

interface Named {
  readonly name: string;
  readonly kind: 'optimizer' | 'clip' | 'schedule';
  readonly tolerance: number;
}

interface OptimizerCase extends Named {
  readonly optimizer: 'sgd' | 'adam' | 'adamw' | 'asgd';
  readonly config: Omit<OptimizerConfig, 'kind'> & { readonly steps: number; readonly maxNorm?: number };
  readonly lr?: number[];
  readonly params: GoldenTensors;
  readonly gradients: GoldenTensors;
  readonly trajectory: GoldenTensors;
  readonly averagePlain?: GoldenTensors;
  readonly gradientNorms?: number[];
}

interface ClipCase extends Named {
  readonly config: { readonly maxNorm: number };
  readonly gradients: GoldenTensors;
  readonly totalNorm: number;
  readonly clipped: GoldenTensors;
}

interface ScheduleCase extends Named {
  readonly schedule: 'warmup-cosine' | 'one-cycle' | 'reduce-on-plateau' | 'noam';
  readonly config: Record<string, number> & { mode: 'min' | 'max'; thresholdMode: 'rel' | 'abs'; anneal: 'cos' | 'linear' };
  readonly lr: number[];
  readonly momentum?: number[];
  readonly metrics?: number[];
}

const all = readGolden<Named>('optim.json');
const isOptimizer = (golden: Named): golden is OptimizerCase => golden.kind === 'optimizer';
const isClip = (golden: Named): golden is ClipCase => golden.kind === 'clip';
const isSchedule = (golden: Named): golden is ScheduleCase => golden.kind === 'schedule';

for (const backend of await testedBackends()) {
  describe.skipIf(backend.missing || !goldenIsThere)(`optimizers ${goldenTitle}: ${backend.title}`, async () => {
    const engine = backend.missing ? undefined : await backend.engine();
    if (!engine) return;

    it.each(all.filter(isOptimizer))('$name', (golden) => {
      const { maxNorm, steps, ...config } = golden.config;
      const parameters = placeParameters(engine, golden.name, golden.params);
      const optimizer = createOptimizer([...parameters.values()], { ...config, kind: golden.optimizer });
      for (let k = 0; k < steps; k++) {
        placeGradients(parameters, golden.gradients, k);
        const norm = globalNorm(parameters.values());
        if (golden.gradientNorms) expectClose('norm', [norm], [golden.gradientNorms[k]], golden.tolerance);
        optimizer.step({ lr: golden.lr?.[k], gradientScale: maxNorm === undefined ? 1 : clipFactor(norm, maxNorm) });
        for (const [name, parameter] of parameters) {
          expectClose(
            `${name} after step ${k}`,
            parameter.value,
            stretch(golden.trajectory[name].data, k, parameter.size),
            golden.tolerance,
          );
          const average = golden.averagePlain?.[name];
          if (!average) continue;
          const got = optimizer.average?.get(parameter.name) ?? [];
          expectClose(`average of ${name} after step ${k}`, got, stretch(average.data, k, parameter.size), golden.tolerance);
        }
      }
    });

    it.each(all.filter(isClip))('$name', (golden) => {
      const parameters = placeParameters(engine, golden.name, golden.gradients);
      placeGradients(parameters, golden.gradients, 0);
      const norm = globalNorm(parameters.values());
      expectClose('norm', [norm], [golden.totalNorm], golden.tolerance);
      for (const [name, { data }] of Object.entries(golden.clipped)) {
        const clipped = parameters
          .get(name)
          ?.gradientData()
          .map((value) => value * clipFactor(norm, golden.config.maxNorm));
        expectClose(name, clipped ?? [], data, golden.tolerance);
      }
    });
  });
}

describe.skipIf(!goldenIsThere)(`schedules ${goldenTitle}`, () => {
  it.each(all.filter(isSchedule))('$name', (golden) => {
    const base = golden.config.baseLr ?? golden.config.maxLr ?? 1;
    const schedule = createSchedule(scheduleConfig(golden, base), golden.config.totalSteps);
    const rates = golden.lr.map((_, t) => {
      if (golden.metrics) schedule.report?.(golden.metrics[t]);
      return base * schedule.at(t);
    });
    rates.forEach((rate, t) => {
      expect(Math.abs(rate - golden.lr[t]), `step ${t}: ${rate}, expected ${golden.lr[t]}`).toBeLessThanOrEqual(golden.tolerance);
    });
    golden.momentum?.forEach((momentum, t) => {
      expect(schedule.momentum?.(t)).toBeCloseTo(momentum, 8);
    });
  });
});

function scheduleConfig({ schedule, config }: ScheduleCase, base: number): ScheduleConfig {
  switch (schedule) {
    case 'warmup-cosine':
      return { kind: 'warmupCosine', warmupSteps: config.warmupSteps, minFactor: config.minLrRatio };
    case 'one-cycle':
      return { kind: 'oneCycle', ...config };
    case 'reduce-on-plateau':
      return { kind: 'plateau', ...config, minFactor: config.minLr / base };
    case 'noam':
      return { kind: 'noam', modelSize: config.modelSize, warmupSteps: config.warmupSteps, factor: config.factor };
  }
}

function placeParameters(engine: Engine, prefix: string, tensors: GoldenTensors): Map<string, Parameter> {
  return new Map(
    Object.entries(tensors).map(([name, { shape, data }]) => [name, engine.parameter(`${prefix}.${name}`, shape, from(data))]),
  );
}

function placeGradients(parameters: Map<string, Parameter>, gradients: GoldenTensors, k: number): void {
  for (const [name, parameter] of parameters) parameter.gradientData().set(stretch(gradients[name].data, k, parameter.size));
}

/** Block k of n numbers. */
function stretch(data: readonly number[], k: number, n: number): readonly number[] {
  return data.slice(k * n, (k + 1) * n);
}
