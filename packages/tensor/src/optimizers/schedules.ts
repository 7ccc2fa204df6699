/** What a warm-up is measured in: steps, or a share of all steps. */
interface WarmUp {
  readonly warmupSteps?: number | undefined;
  /** share of all steps, used when `warmupSteps` is absent; default 0 */
  readonly warmupFraction?: number | undefined;
}

/** Factor 1 throughout, after a linear warm-up if there is one. */
export interface ConstantConfig extends WarmUp {
  readonly kind: 'constant';
}

/** Linear rise, then linear (Devlin et al. 2019) or half-cosine (Loshchilov and Hutter 2017) fall to `minFactor` at the last step. */
export interface WarmupDecayConfig extends WarmUp {
  readonly kind: 'warmupLinear' | 'warmupCosine';
  /** default 0 */
  readonly minFactor?: number | undefined;
}

/** Smith and Topin 2018: up from 1/divFactor to 1 and down to 1/divFactor/finalDivFactor, momentum the other way round. */
export interface OneCycleConfig {
  readonly kind: 'oneCycle';
  /** share of the steps that rise; default 0.3 */
  readonly pctStart?: number | undefined;
  /** default 25 */
  readonly divFactor?: number | undefined;
  /** default 10000 */
  readonly finalDivFactor?: number | undefined;
  /** default `cos` */
  readonly anneal?: 'cos' | 'linear' | undefined;
  /** momentum where the rate is highest; default 0.85 */
  readonly baseMomentum?: number | undefined;
  /** momentum where the rate is lowest; default 0.95 */
  readonly maxMomentum?: number | undefined;
}

/** Multiplies the rate by `factor` when a reported metric has not become better for more than `patience` reports. */
export interface PlateauConfig {
  readonly kind: 'plateau';
  /** whether a smaller or a larger metric is better; default `max` */
  readonly mode?: 'min' | 'max' | undefined;
  /** default 0.5 */
  readonly factor?: number | undefined;
  /** default 2 */
  readonly patience?: number | undefined;
  /** how much better counts as better; default 1e-4 */
  readonly threshold?: number | undefined;
  /** whether the threshold is relative to the best metric; default `rel` */
  readonly thresholdMode?: 'rel' | 'abs' | undefined;
  /** reports after a reduction that do not count; default 0 */
  readonly cooldown?: number | undefined;
  /** default 0 */
  readonly minFactor?: number | undefined;
}

/** Vaswani et al. 2017: factor modelSize^-0.5 min(s^-0.5, s warmupSteps^-1.5), s = t + 1; meant for a base rate of 1. */
export interface NoamConfig {
  readonly kind: 'noam';
  readonly modelSize: number;
  readonly warmupSteps: number;
  /** default 1 */
  readonly factor?: number | undefined;
}

export type ScheduleConfig = ConstantConfig | WarmupDecayConfig | OneCycleConfig | PlateauConfig | NoamConfig;

/** Where a plateau schedule stands; plain numbers for a checkpoint. */
export interface PlateauState {
  readonly factor: number;
  /** null until something was reported */
  readonly best: number | null;
  readonly bad: number;
  readonly cooldown: number;
}

/** The learning rate over the course of a training, as a factor on the base rate. */
export interface Schedule {
  /** factor for update t = 0, 1, ... */
  at(step: number): number;
  /** momentum for update t, where the schedule sets it (one-cycle) */
  momentum?(step: number): number;
  /** tells the schedule a validation metric (plateau) */
  report?(metric: number): void;
  /** state that a checkpoint must keep (plateau) */
  save?(): PlateauState;
  load?(state: PlateauState): void;
}

/**
 * Makes a schedule.
 * @param totalSteps updates of the whole training
 */
export function createSchedule(config: ScheduleConfig, totalSteps: number): Schedule {
  switch (config.kind) {
    case 'constant': {
      const warmup = warmupSteps(config, totalSteps);
      return { at: (t) => (t < warmup ? t / warmup : 1) };
    }
    case 'warmupLinear':
      return warmupDecay(config, totalSteps, (q) => 1 - q);
    case 'warmupCosine':
      return warmupDecay(config, totalSteps, (q) => (1 + Math.cos(Math.PI * q)) / 2);
    case 'oneCycle':
      return oneCycle(config, totalSteps);
    case 'plateau':
      return plateau(config);
    case 'noam': {
      const { modelSize, warmupSteps: w, factor = 1 } = config;
      return { at: (t) => factor * modelSize ** -0.5 * Math.min((t + 1) ** -0.5, (t + 1) * w ** -1.5) };
    }
  }
}

function warmupSteps({ warmupSteps, warmupFraction = 0 }: WarmUp, totalSteps: number): number {
  return warmupSteps ?? Math.round(warmupFraction * totalSteps);
}

function warmupDecay(config: WarmupDecayConfig, totalSteps: number, fall: (q: number) => number): Schedule {
  const warmup = warmupSteps(config, totalSteps);
  const floor = config.minFactor ?? 0;
  return {
    at(t) {
      if (t < warmup) return t / warmup;
      const q = totalSteps > warmup ? Math.min(1, (t - warmup) / (totalSteps - warmup)) : 1;
      return floor + (1 - floor) * fall(q);
    },
  };
}

function oneCycle(config: OneCycleConfig, totalSteps: number): Schedule {
  const { pctStart = 0.3, divFactor = 25, finalDivFactor = 1e4, anneal = 'cos', baseMomentum = 0.85, maxMomentum = 0.95 } = config;
  const top = pctStart * totalSteps - 1;
  const last = totalSteps - 1;
  const between = (a: number, b: number, q: number): number =>
    anneal === 'cos' ? b + ((a - b) / 2) * (1 + Math.cos(Math.PI * q)) : a + (b - a) * q;
  const value = (t: number, start: number, middle: number, end: number): number => {
    if (t <= top) return between(start, middle, t / top);
    return between(middle, end, last > top ? Math.min(1, (t - top) / (last - top)) : 1);
  };
  return {
    at: (t) => value(t, 1 / divFactor, 1, 1 / divFactor / finalDivFactor),
    momentum: (t) => value(t, maxMomentum, baseMomentum, maxMomentum),
  };
}

/** A change of the factor of 1e-8 or less is not made. */
const SMALLEST_CHANGE = 1e-8;

function plateau(config: PlateauConfig): Schedule {
  const { mode = 'max', factor: reduction = 0.5, patience = 2, threshold = 1e-4, thresholdMode = 'rel' } = config;
  const { cooldown: pause = 0, minFactor = 0 } = config;
  let state: PlateauState = { factor: 1, best: null, bad: 0, cooldown: 0 };
  const isBetter = (metric: number, best: number): boolean => {
    const margin = thresholdMode === 'abs' ? threshold : best * threshold;
    return mode === 'min' ? metric < best - margin : metric > best + margin;
  };
  return {
    at: () => state.factor,
    report(metric) {
      let { factor, best, bad, cooldown } = state;
      if (best === null || isBetter(metric, best)) {
        best = metric;
        bad = 0;
      } else {
        bad++;
      }
      if (cooldown > 0) {
        cooldown--;
        bad = 0;
      }
      if (bad > patience) {
        const reduced = Math.max(factor * reduction, minFactor);
        if (factor - reduced > SMALLEST_CHANGE) factor = reduced;
        cooldown = pause;
        bad = 0;
      }
      state = { factor, best, bad, cooldown };
    },
    save: () => state,
    load: (saved) => {
      state = saved;
    },
  };
}
